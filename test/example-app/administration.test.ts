import t from 'tap'
import { enroll, startExample } from './support.js'

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

t.test('an administrator must enable two-factor authentication too', async t => {
  t.match(beforeEnrollment, { status: 403, body: { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED' } })
  t.match(await admin.get('/admin'), { status: 200 })
})

t.test('a user who is no administrator is refused', async t => {
  const alice = await login('alice')
  t.match(await alice.get('/admin'), { status: 403, body: { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED' } })
  await enroll(alice)
  t.match(await alice.get('/admin'), { status: 403, body: { code: 'ADMINISTRATORS_ONLY' } })
  t.match(await alice.post(await resetOf('admin')), { status: 403, body: { code: 'ADMINISTRATORS_ONLY' } })
  t.match(await admin.get('/me'), { status: 200 })
})

t.test('an administrator sees who has two-factor authentication and resets it', async t => {
  const bob = await login('bob')
  await enroll(bob)
  t.match(await entryOf('bob'), { role: 'member', enabled: true, required: false, recoveryCodesLeft: 10 })
  const reset = await resetOf('bob')
  t.match(await admin.post(reset, {}, { 'sec-fetch-site': 'cross-site' }), { status: 403, body: { code: 'CROSS_SITE' } })
  t.match(await admin.post(reset), { status: 200, body: { reset: true } })
  t.match(await bob.get('/me'), { status: 401 }, 'their sessions end')
  t.match(await (await login('bob')).get('/me'), { status: 200, body: { method: 'none' } })
})

t.test('an administrator resets neither themselves nor nobody', async t => {
  t.match(await admin.post(await resetOf('admin')), { status: 409, body: { code: 'OWN_RESET' } })
  t.match(await admin.post('/admin/users/nobody/two-factor/reset'), { status: 404, body: { code: 'TWO_FACTOR_NOT_FOUND' } })
  t.match(await admin.get('/me'), { status: 200 })
})

t.test('an administrator without a fresh code is led to the step-up page and back', async t => {
  await enroll(await login('carol'))
  await admin.post('/logout')
  await admin.post('/login', { username: 'admin', password: 'admin-password' })
  await admin.post('/two-factor/challenge', { code: authenticator.code(), trustClient: true })
  await admin.post('/logout')
  t.match(await admin.post('/login', { username: 'admin', password: 'admin-password' }), { body: { method: 'trusted-client' } })

  const reset = await resetOf('carol')
  t.match(await admin.post(reset), { status: 403, body: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' } })
  const led = await admin.submit(reset, {}, '/admin')
  t.match(led, { status: 303, location: '/two-factor/step-up?next=%2Fadmin' })
  t.match((await admin.page(led.location!)).body, /<form method="post"/)
  t.match(await admin.submit(led.location!, { code: authenticator.code() }), { status: 303, location: '/admin' })
  t.match((await admin.page('/admin')).body, /<button aria-label="Reset carol">/)
  t.match(await admin.submit(reset, {}, '/admin'), { status: 303, location: '/admin' })
  t.notMatch((await admin.page('/admin')).body, /Reset carol/)
})
