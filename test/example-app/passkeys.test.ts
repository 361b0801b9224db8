import t from 'tap'
import { SoftAuthenticator } from '../support/authenticator.js'
import { addPasskey, enroll, startExample, startLocalExample } from './support.js'

const { browser, login, stop, url } = await startLocalExample(t)
const { port } = new URL(url)

t.test('where only this machine comes to it, it is at http://localhost, and at its address too', async t => {
  t.equal(url, `http://localhost:${port}`)
  for (const origin of [url, `http://127.0.0.1:${port}`]) {
    const carol = browser()
    t.match(await carol.post('/login', { username: 'carol', password: 'carol-password' }, { origin }), { status: 200 }, origin)
    t.match(await carol.post('/two-factor/enrollment', {}, { origin }), { status: 200 }, origin)
  }
  for (const origin of [`http://localhost:${Number(port) - 1}`, 'https://localhost', 'null']) {
    t.match(await browser().post('/login', { username: 'carol', password: 'carol-password' }, { origin }), { status: 403, body: { code: 'TWO_FACTOR_CROSS_ORIGIN' } }, origin)
  }
})

t.test('a user signs in with a passkey, and pays out with it', async t => {
  const authenticator = new SoftAuthenticator({ origin: url })
  t.match(await addPasskey(await login('alice'), authenticator), { status: 200, body: { status: 'complete' } })

  const alice = await login('alice')
  t.match((await alice.page('/')).body, /One step is left\.[^]+<a class="button main" href="\/two-factor\/challenge">Confirm it’s you</)
  const { body: { passkeyOptions } } = await alice.get('/two-factor/challenge')
  t.match(await alice.post('/two-factor/challenge', { credential: authenticator.get(passkeyOptions) }), { status: 200, body: { method: 'passkey' } })
  t.match((await alice.page('/')).body, /Signed in as alice, with a passkey or security key\./)
  t.match(await alice.post('/payout', { amount: 20 }), { status: 200, body: { paid: 20 } })
})

t.test('an administrator is held until they have a passkey, whatever code they have, and sees who has what', async t => {
  const admin = await login('admin')
  await enroll(admin)
  t.match(await admin.get('/admin'), { status: 403, body: { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED' } })
  t.match((await admin.page('/')).body, /Set up what is missing to go on\./)
  t.match(await addPasskey(admin, new SoftAuthenticator({ origin: url })), { status: 200, body: { status: 'complete' } })
  const { body } = await admin.page('/admin')
  t.match(body, /<strong>admin<\/strong>[^<]+<span class="badge">On<\/span>\s+<span class="hint">required · Authenticator app, Passkey or security key · Last used/)
  t.match(body, /<strong>alice<\/strong>[^<]+<span class="badge">On<\/span>\s+<span class="hint">Passkey or security key · Last used/)
})

t.test('it says which of its demo users needs a passkey', async t => {
  t.match((await stop()).stdout, /^ {2}admin +administrator: must have a passkey, /m)
})

t.test('where nobody said its origin there are no passkeys, and an administrator needs none', async t => {
  const { login, stop } = await startExample(t)
  const admin = await login('admin')
  t.match(await admin.post('/two-factor/passkeys'), { status: 404 })
  await enroll(admin)
  t.match(await admin.get('/admin'), { status: 200 })
  t.match((await stop()).stdout, /^ {2}admin +administrator: must enable it, /m)
})
