import t from 'tap'
import { enroll, startExample, type Authenticator } from './support.js'

const { login } = await startExample(t)
const admin = await login('admin')
const beforeEnrollment = await admin.get('/admin')
const { authenticator } = await enroll(admin)

/** What the administration page says of a user. */
async function entryOf (username: string): Promise<{ id: string }> {
  const { body: { users } } = await admin.get('/admin')
  return users.find((user: { username: string }) => user.username === username)
}

async function resetOf (username: string): Promise<string> {
  return `/admin/users/${(await entryOf(username)).id}/two-factor/reset`
}

async function unlockOf (username: string): Promise<string> {
  return `/admin/users/${(await entryOf(username)).id}/two-factor/unlock`
}

/** Five wrong codes at the challenge lock one-time codes for half a minute. */
async function lock (username: string, authenticator: Authenticator): Promise<void> {
  const guesser = await login(username)
  for (const code of authenticator.wrongCodes(5)) await guesser.post('/two-factor/challenge', { code })
}

const notice = (text: string): RegExp => new RegExp(`<p class="note good" role="status">${text}</p>`)

t.test('an administrator must enable two-factor authentication too', async t => {
  t.match(beforeEnrollment, { status: 403, body: { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED' } })
  t.match(await admin.get('/admin'), { status: 200 })
})

t.test('a user who is no administrator is refused', async t => {
  const alice = await login('alice')
  t.match(await alice.get('/admin'), { status: 403, body: { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED' } })
  await enroll(alice)
  t.match(await alice.get('/admin'), { status: 403, body: { code: 'ADMINISTRATORS_ONLY' } })
  for (const path of [await resetOf('admin'), await unlockOf('admin')]) {
    t.match(await alice.post(path), { status: 403, body: { code: 'ADMINISTRATORS_ONLY' } })
    const page = await alice.submit(path, {}, '/admin')
    t.match(page, { status: 403, body: /This is for administrators/ })
    t.notMatch(page.body, /carol/)
  }
  t.match(await alice.page(await resetOf('admin')), { status: 403, body: /This is for administrators/ })
  t.match(await admin.get('/me'), { status: 200 })
})

t.test('an administrator sees who has two-factor authentication, and since when it is used', async t => {
  await enroll(await login('bob'))
  t.match(await entryOf('bob'), { role: 'member', enabled: true, required: false, recoveryCodesLeft: 10, authenticators: [{ lastUsedAt: String }] })
  t.match(await entryOf('dave'), { role: 'accountant', enabled: false, required: true })
  t.match(await entryOf('erin'), { role: 'accountant', enabled: false, required: false, requiredFrom: String })
  const { body } = await admin.page('/admin')
  t.match(body, /<strong>bob<\/strong>, member <span class="badge">On<\/span>\s+<span class="hint">Authenticator app · Last used: \w+ \d+, \d{4}, [^·]+ · Recovery codes left: 10<\/span>/)
  t.match(body, /<strong>carol<\/strong>, member\s+<span class="hint">Off<\/span>/)
  t.match(body, /<strong>dave<\/strong>, accountant\s+<span class="hint">Off · required<\/span>/)
  t.match(body, /<strong>erin<\/strong>, accountant\s+<span class="hint">Off · required from \w+ \d+, \d{4} on<\/span>/)
})

t.test('an administrator resets it for another user', async t => {
  const bob = await login('bob')
  const reset = await resetOf('bob')
  t.match(await admin.post(reset, {}, { 'sec-fetch-site': 'cross-site' }), { status: 403, body: { code: 'TWO_FACTOR_CROSS_ORIGIN' } })
  t.match(await admin.post(reset), { status: 200, body: { reset: true } })
  t.match(await bob.get('/me'), { status: 401 }, 'their sessions end')
  t.match(await (await login('bob')).get('/me'), { status: 200, body: { method: 'none' } })
})

t.test('a page asks, with the name, before it resets anybody, and says afterwards that it did', async t => {
  await enroll(await login('bob'))
  const reset = await resetOf('bob')
  t.match((await admin.page('/admin')).body, new RegExp(`<a class="button danger" href="${reset}" aria-label="Reset bob">`))
  const { body } = await admin.page(reset)
  t.match(body, new RegExp(`<h1>Reset two-factor authentication of bob\\?</h1>[^]+<form method="post" action="${reset}">[^]+>Reset bob</button><a class="button" href="/admin">Cancel</a>`))
  t.match(await entryOf('bob'), { enabled: true }, 'looking at it changes nothing')
  t.match(await admin.submit(reset), { status: 303, location: '/admin' })
  t.match((await admin.page('/admin')).body, notice('Two-factor authentication of bob was reset.'))
  t.match(await entryOf('bob'), { enabled: false })
})

t.test('an administrator sees who is locked, and lifts the lock', async t => {
  const { authenticator } = await enroll(await login('bob'))
  const unlock = await unlockOf('bob')
  t.notMatch((await admin.page('/admin')).body, /Unlock/, 'nobody is locked')
  await lock('bob', authenticator)
  t.match(await entryOf('bob'), { lockedUntil: String })
  t.match((await admin.page('/admin')).body, new RegExp(`Locked until [^<]+ after too many wrong codes[^]+<form method="post" action="${unlock}"><button aria-label="Unlock bob">`))
  t.match(await admin.submit(unlock, {}, '/admin'), { status: 303, location: '/admin' })
  t.match((await admin.page('/admin')).body, notice('bob can enter codes again.'))
  t.match(await (await login('bob')).post('/two-factor/challenge', { code: authenticator.code() }), { status: 200 })

  await lock('bob', authenticator)
  t.match(await admin.post(unlock), { status: 200, body: { unlocked: true } })
  t.notOk((await entryOf('bob') as { lockedUntil?: string }).lockedUntil)
})

t.test('an administrator changes neither themselves nor nobody', async t => {
  for (const path of [await resetOf('admin'), await unlockOf('admin')]) t.match(await admin.post(path), { status: 409, body: { code: 'OWN_ACCOUNT' } })
  for (const what of ['reset', 'unlock']) t.match(await admin.post(`/admin/users/nobody/two-factor/${what}`), { status: 404, body: { code: 'TWO_FACTOR_NOT_FOUND' } })
  t.match(await admin.page(await resetOf('admin')), { status: 409, body: /Ask another administrator/ })
  t.match(await admin.page('/admin/users/nobody/two-factor/reset'), { status: 404, body: /There is nothing here/ })
  t.match(await admin.get('/me'), { status: 200 })
})

t.test('an administrator without a fresh code is led to the step-up page and back, and told that nothing was done yet', async t => {
  const { authenticator: carols } = await enroll(await login('carol'))
  await lock('carol', carols)
  await admin.post('/logout')
  await admin.post('/login', { username: 'admin', password: 'admin-password' })
  await admin.post('/two-factor/challenge', { code: authenticator.code(), trustClient: true })
  await admin.post('/logout')
  t.match(await admin.post('/login', { username: 'admin', password: 'admin-password' }), { body: { method: 'trusted-client' } })

  const [reset, unlock] = [await resetOf('carol'), await unlockOf('carol')]
  for (const path of [reset, unlock]) t.match(await admin.post(path), { status: 403, body: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' } })
  t.match(await admin.page(reset), { status: 303, location: `/two-factor/step-up?next=${encodeURIComponent(reset)}` })
  const led = await admin.submit(unlock, {}, '/admin')
  t.match(led, { status: 303, location: '/two-factor/step-up?next=%2Fadmin' })
  t.match((await admin.page(led.location!)).body, /<form method="post"/)
  t.match(await admin.submit(led.location!, { code: authenticator.code() }), { status: 303, location: '/admin' })
  t.match((await admin.page('/admin')).body, /<p class="note warning" role="status">Nothing was done yet\. Please do it again\.<\/p>[^]+aria-label="Unlock carol"/)
  t.match(await admin.submit(unlock, {}, '/admin'), { status: 303, location: '/admin' })
  t.match((await admin.page('/admin')).body, notice('carol can enter codes again.'))
})
