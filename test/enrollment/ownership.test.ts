import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { base32Bytes } from '../support/codes.js'

t.test('another session of the same user neither sees, confirms nor cancels the pending enrollment', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const other = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  refused(t, await other.get('/two-factor/enrollment'), 404, 'TWO_FACTOR_NO_ENROLLMENT')
  refused(t, await other.post('/two-factor/enrollment/confirm', { code: code(secret) }), 404, 'TWO_FACTOR_NO_ENROLLMENT')
  t.equal((await other.post('/two-factor/enrollment/cancel')).status, 204)
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })).status, 200)
})

t.test('the same user signing in again in the same browser does not take the pending enrollment along', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  await browser.post('/two-factor/enrollment')
  await browser.post('/login', { userId: 'carol' })
  refused(t, await browser.get('/two-factor/enrollment'), 404, 'TWO_FACTOR_NO_ENROLLMENT')
})

t.test('another user\'s pending code confirms nothing', async t => {
  const { login, code } = await createApplication()
  const carol = await login('carol')
  const bob = await login('bob')
  await carol.post('/two-factor/enrollment')
  const { body: { secret } } = await bob.post('/two-factor/enrollment')
  refused(t, await carol.post('/two-factor/enrollment/confirm', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await bob.post('/two-factor/enrollment/confirm', { code: code(secret) })).status, 200)
})

t.test('confirming ends every other session of the user, and nobody else\'s', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const other = await login('carol')
  const bob = await login('bob')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal((await other.get('/me')).status, 200, 'starting ends none')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  refused(t, await other.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await browser.get('/me')).status, 200)
  t.equal((await bob.get('/me')).status, 200)
})

t.test('a Secret of the user\'s own makes another key each time and for each user, and is never the key', async t => {
  const { login } = await createApplication()
  const secrets: string[] = []
  for (const userId of ['carol', 'bob', 'carol']) {
    const { body } = await (await login(userId)).post('/two-factor/enrollment', { secret: 'correct horse' })
    secrets.push(body.secret)
    t.equal(base32Bytes(body.secret).length, 20)
    t.notOk(base32Bytes(body.secret).toString('latin1').includes('corre'), 'no trace of the Secret')
  }
  t.equal(new Set(secrets).size, 3)
})

t.test('two hundred starts give two hundred keys without a common beginning', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  const secrets = new Set<string>()
  for (let start = 0; start < 200; start++) secrets.add((await browser.post('/two-factor/enrollment')).body.secret)
  t.equal(secrets.size, 200)
  t.ok(new Set([...secrets].map(secret => secret[0])).size > 16, 'first characters differ')
  t.not([...secrets].sort().join(), [...secrets].join(), 'not in the order of time')
})

t.test('nothing but secret, name and password is taken from the body', async t => {
  const { login, code } = await createApplication()
  const carol = await login('carol')
  const { body } = await carol.post('/two-factor/enrollment', { userId: 'bob', user: 'bob', issuer: 'Evil', issuerName: 'Evil', image: 'https://evil.example', accountName: 'bob', digits: 8, algorithm: 'SHA256', period: 60, key: 'AAAA' })
  t.match(body.uri, /^otpauth:\/\/totp\/Acme:carol%40example\.com\?secret=[A-Z2-7]{32}&issuer=Acme&algorithm=SHA1&digits=6&period=30$/)
  t.equal((await carol.post('/two-factor/enrollment/confirm', { code: code(body.secret), userId: 'bob' })).status, 200)
  t.equal((await (await login('bob')).get('/me')).status, 200, 'bob stays without')
})

t.test('an authenticator has the name that was given, trimmed, or one of its own', async t => {
  for (const [given, name] of [['  my phone ', 'my phone'], ['é'.repeat(64), 'é'.repeat(64)], ['\u200fگوشی\u200cام ', 'گوشی\u200cام'], [undefined, 'Authenticator']] as const) {
    const { login, code } = await createApplication()
    const browser = await login('carol')
    const { body: { secret } } = await browser.post('/two-factor/enrollment', given === undefined ? undefined : { name: given })
    await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
    t.equal((await browser.get('/two-factor')).body.authenticators[0].name, name)
  }
})
