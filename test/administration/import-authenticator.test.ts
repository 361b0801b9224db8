import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const SHORT = 'JBSWY3DPEHPK3PXP'
const base32 = (bytes: number): string => 'B'.repeat(Math.ceil(bytes * 8 / 5))

t.test('an imported key signs in, by the password of before and its codes', async t => {
  const { app, login, code, events } = await createApplication()
  t.strictSame(await app.twoFactor.importAuthenticator('alice', { secret: KEY, name: 'old phone' }), { imported: true })
  t.hasStrict(events, [{ type: 'imported', userId: 'alice' }])
  const browser = await login('alice')
  t.equal((await browser.post('/two-factor/challenge', { code: code(KEY) })).status, 200)
  const { body } = await browser.get('/two-factor')
  t.hasStrict(body, { enabled: true, recoveryCodesLeft: 0, authenticators: [{ name: 'old phone' }] })
})

t.test('the codes of RFC 6238, cut to six digits, are accepted', async t => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  for (const [seconds, code] of [[59, '287082'], [1111111109, '081804'], [1111111111, '050471'], [1234567890, '005924'], [2000000000, '279037'], [20000000000, '353130']] as const) {
    const { app, login, clock } = await createApplication()
    clock.now = seconds * 1000
    await app.twoFactor.importAuthenticator('alice', { secret })
    t.equal((await (await login('alice')).post('/two-factor/challenge', { code })).status, 200, String(seconds))
  }
})

t.test('a key that the user already has changes nothing, however it is written', async t => {
  const { app, repository, events } = await createApplication()
  await app.twoFactor.importAuthenticator('alice', { secret: KEY })
  const before = await repository.findTwoFactor('alice')
  for (const secret of [KEY, KEY.toLowerCase(), KEY.match(/.{4}/g)!.join(' '), KEY.match(/.{4}/g)!.join('-'), KEY.match(/.{4}/g)!.join('\n'), `${KEY}AAAA====`]) t.strictSame(await app.twoFactor.importAuthenticator('alice', { secret }), { imported: false })
  t.strictSame(await repository.findTwoFactor('alice'), before)
  t.equal(events.length, 1)
})

t.test('an import ends every session of the user', async t => {
  const { app, login, enroll } = await createApplication()
  const carol = await login('carol')
  const { client: alice } = await enroll('alice')
  for (const userId of ['carol', 'alice']) await app.twoFactor.importAuthenticator(userId, { secret: KEY })
  for (const browser of [carol, alice]) refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a key of 16 to 64 bytes is taken, one of 10 to 15 only where short keys are allowed, and nothing else', async t => {
  const { app: { twoFactor } } = await createApplication()
  const tried = async (secret: unknown, allowShortKey?: unknown): Promise<boolean> => {
    await twoFactor.reset('alice')
    return await twoFactor.importAuthenticator('alice', { secret: secret as string, ...(allowShortKey === undefined ? {} : { allowShortKey: allowShortKey as boolean }) }).then(({ imported }) => imported, error => {
      t.hasStrict(error, { statusCode: 400, code: 'FST_ERR_VALIDATION' })
      t.notOk(typeof secret === 'string' && secret !== '' && error.message.includes(secret), 'the message does not repeat the key')
      return false
    })
  }
  for (const [bytes, plain, short] of [[9, false, false], [10, false, true], [15, false, true], [16, true, true], [64, true, true], [65, false, false]] as const) {
    t.equal(await tried(base32(bytes)), plain, `${bytes} bytes`)
    t.equal(await tried(base32(bytes), true), short, `${bytes} bytes, short ones allowed`)
  }
  for (const allow of [false, 'true', 1, null]) t.equal(await tried(SHORT, allow), false, `allowShortKey ${String(allow)}`)
  for (const secret of ['', '0189'.repeat(8), 'not base32!', `${KEY}=A`, `${KEY}A`, `${KEY}AAAAA===`, undefined, null, 5, [KEY], `otpauth://totp/x?secret=${KEY}`]) t.equal(await tried(secret), false, String(secret))
})

t.test('a name of the authenticator is held to the same rules as one of the user\'s own', async t => {
  const { app: { twoFactor } } = await createApplication()
  for (const name of ['', ' ', 'x'.repeat(65), '\u0007', 5]) await t.rejects(twoFactor.importAuthenticator('alice', { secret: KEY, name: name as string }), { code: 'FST_ERR_VALIDATION', statusCode: 400 })
  await twoFactor.importAuthenticator('alice', { secret: KEY, name: ' phone\u200f ' })
  t.equal((await twoFactor.status('alice')).authenticators[0]!.name, 'phone')
})

t.test('a name that is too long beside the others is 400, and the key comes in without it', async t => {
  const { app: { twoFactor } } = await createApplication()
  const keyOf = (count: number): string => KEY.slice(0, -1) + 'ABCDE'[count]
  for (let count = 0; count < 4; count++) await twoFactor.importAuthenticator('alice', { secret: keyOf(count), name: '👨‍👩‍👧‍👦'.repeat(20) + 'x'.repeat(12) })
  await t.rejects(twoFactor.importAuthenticator('alice', { secret: keyOf(4), name: 'x' }), { code: 'FST_ERR_VALIDATION', statusCode: 400, message: /^The name .* 2048 bytes\.$/ })
  t.strictSame(await twoFactor.importAuthenticator('alice', { secret: keyOf(4) }), { imported: true })
  t.strictSame((await twoFactor.status('alice')).authenticators.map(({ name }) => Buffer.byteLength(name)), [512, 512, 512, 512, 13])
})

t.test('a sixth authenticator is too many, and a user whom nobody knows has none', async t => {
  const { app: { twoFactor } } = await createApplication()
  for (let count = 1; count <= 5; count++) await twoFactor.importAuthenticator('alice', { secret: KEY.slice(0, -1) + 'ABCDE'[count - 1] })
  await t.rejects(twoFactor.importAuthenticator('alice', { secret: KEY }), { code: 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS', statusCode: 409 })
  t.strictSame(await twoFactor.importAuthenticator('alice', { secret: KEY.slice(0, -1) + 'A' }), { imported: false })
  await t.rejects(twoFactor.importAuthenticator('nobody', { secret: KEY }), { code: 'TWO_FACTOR_NOT_FOUND' })
})

t.test('nothing of the key is stored in the clear, in any notation', async t => {
  const repository = new TestRepository(users)
  const { app } = await createApplication({ userRepository: repository })
  await app.twoFactor.importAuthenticator('alice', { secret: KEY })
  const bytes = Buffer.from('48656c6c6f21deadbeef48656c6c6f21deadbeef', 'hex')
  const { record } = repository.row('alice')!
  for (const text of [KEY, bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('latin1')]) t.notOk(record.includes(text))
})
