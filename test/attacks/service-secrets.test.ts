import type { TwoFactorOptions } from '../../lib/index.js'
import { SECRET } from '../support/application.js'
import { base32Bytes } from '../support/codes.js'
import { attack, IMPORTED_KEY, isFull, isRefused, outcome, stepAfterPassword, trustCookies } from './support.js'

const NEW_SECRET = 'b2c4d6e8f0a1938475665748392a1b0c9d8e7f6a5b4c3d2e1f'
const OTHER_SECRET = '9988776655aabbccddeeff00112233445566778899aabbccdd'

function under (current: string, ...others: string[]): Pick<TwoFactorOptions, 'service'> {
  const keys = Object.fromEntries([current, ...others].map((key, index) => [`k${index}`, key]))
  return { service: { issuerName: 'Acme', secret: { current: 'k0', keys } } }
}

attack('takes codes over a rotation, seals the key anew, and fails closed where the old secret went too early', {}, async (t, world) => {
  const alice = await world.enroll('alice')
  const bob = await world.enroll('bob')
  const trusted = await world.signIn('bob', bob.secret, { trustClient: true })
  const sealed = world.repository.stored('alice').authenticators[0]!.key

  const both = await world.start(under(NEW_SECRET, SECRET))
  await isFull(t, await world.signIn('alice', alice.secret, { app: both }), 'alice', 'under both')
  t.not(world.repository.stored('alice').authenticators[0]!.key, sealed, 'sealed anew')
  t.equal(await world.start(under(NEW_SECRET, SECRET)).then(async app => await app.twoFactor.reseal('alice')), false, 'nothing is left to do')

  const alone = await world.start(under(NEW_SECRET))
  await isFull(t, await world.signIn('alice', alice.secret, { app: alone }), 'alice', 'under the new one alone')
  const pending = await world.login('bob', { app: alone })
  const row = world.repository.rows.get('bob')
  for (const code of [world.code(bob.secret), world.wrong(bob.secret)]) {
    t.match(await pending.post('/two-factor/challenge', { code }), { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } })
  }
  await isRefused(t, pending)
  t.strictSame(world.repository.rows.get('bob'), row, 'no guess is counted')
  t.ok(world.events.some(({ type, userId }) => type === 'key-missing' && userId === 'bob'))
  t.equal(await stepAfterPassword(world.copy(trusted, alone), 'bob'), 'trusted-client', 'a remembered client needs no key')
  await t.rejects(alone.twoFactor.reseal('bob'), { code: 'TWO_FACTOR_UNAVAILABLE' })

  t.equal(await both.twoFactor.reseal('bob'), true)
  await isFull(t, await world.signIn('bob', bob.secret, { app: alone }), 'bob', 'after resealing')
})

attack('refuses with 503 and counts nothing on an instance that lacks the new key', { ...under(SECRET), second: under(SECRET) }, async (t, world) => {
  const rotated = await world.start(under(NEW_SECRET, SECRET))
  await rotated.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  const row = world.repository.rows.get('alice')
  const client = await world.login('alice', { app: world.i2 })
  for (let attempt = 0; attempt < 10; attempt++) t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY) })), 'TWO_FACTOR_UNAVAILABLE')
  await isRefused(t, client)
  t.strictSame(world.repository.rows.get('alice'), row)
  await isFull(t, await world.signIn('alice', IMPORTED_KEY, { app: rotated }), 'alice', 'where the key is')
})

attack('fails every challenge closed under a wrong service secret, without a step towards the lock', { second: under(OTHER_SECRET) }, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  for (let attempt = 0; attempt < world.times(110, 20); attempt++) {
    const client = await world.login('alice', { app: world.i2 })
    const { status } = await client.post('/two-factor/challenge', { code: attempt % 2 ? world.code(secret) : world.wrong(secret) })
    if (status !== 503) t.fail(`attempt ${attempt}: ${status}`)
    if (attempt % 10 === 0) await isRefused(t, client)
  }
  t.match(world.repository.stored('alice').codeAttempts, { failures: 0, days: {}, blockedAt: undefined })
  await isFull(t, await world.signIn('alice', secret), 'alice', 'where the secret is right')
  const client = await world.login('alice', { app: world.i2 })
  t.equal((await client.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200, 'a recovery code needs no key')
})

attack('shows no pending enrollment and confirms none whose key does not open', { second: under(OTHER_SECRET) }, async (t, world) => {
  const carol = await world.login('carol')
  const secret = await world.startEnrollment(carol)
  const elsewhere = world.copy(carol, world.i2)
  t.equal(outcome(await elsewhere.get('/two-factor/enrollment')), 'TWO_FACTOR_UNAVAILABLE')
  t.equal(outcome(await elsewhere.post('/two-factor/enrollment/confirm', { code: world.code(secret) })), 'TWO_FACTOR_UNAVAILABLE')
  t.equal(world.repository.rows.get('carol')!.enabled, false)
  t.equal((await carol.post('/two-factor/enrollment/confirm', { code: world.code(secret) })).status, 200)
})

attack('opens no key that was moved to another user, another authenticator or damaged', {}, async (t, world) => {
  const alice = await world.enroll('alice')
  const bob = await world.enroll('bob')
  const [own] = world.repository.stored('alice').authenticators
  const [foreign] = world.repository.stored('bob').authenticators
  const flipped = `${own!.key.slice(0, -2)}${own!.key.endsWith('AA') ? 'BB' : 'AA'}`
  const forgeries: [what: string, authenticator: object, secret: string][] = [
    ["another user's", { ...foreign }, bob.secret],
    ["another user's under this user's id", { ...own, key: foreign!.key }, bob.secret],
    ['her own under another id', { ...own, id: 'A'.repeat(22) }, alice.secret],
    ['a damaged one', { ...own, key: flipped }, alice.secret],
    ['one of another format', { ...own, key: own!.key.replace(/^1/, '2') }, alice.secret],
    ['one in the clear', { ...own, key: bob.secret }, bob.secret],
    ['none', { ...own, key: '1..' }, bob.secret]
  ]
  for (const [what, authenticator, secret] of forgeries) {
    world.repository.store('alice', record => ({ ...record, authenticators: [authenticator] }))
    const client = await world.login('alice')
    t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_UNAVAILABLE', what)
    await isRefused(t, client, what)
  }
})

/** Every text in a value, keys included. */
function textsOf (value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)])
}

const encodings = ['hex', 'base64', 'base64url', 'latin1', 'utf8'] as const

attack('keeps no secret, code, recovery code or token in a row or a session, in no form', { verifyPassword: () => true }, async (t, world) => {
  const { client, secret, recoveryCodes } = await world.enroll('alice')
  const codes = [world.code(secret, -1), world.code(secret)]
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const tokens = trustCookies(trusted).map(([, value]) => value.split('.')[1]!)
  const { body: { recoveryCodes: renewed } } = await client.post('/two-factor/recovery-codes', { code: world.code(secret) })
  codes.push(world.code(secret))
  world.nextStep()
  await world.login('alice')
  const { body: { secret: pending } } = await client.post('/two-factor/enrollment', { secret: 'a Secret of my own', password: 'the password' })
  await client.post('/two-factor/enrollment/confirm', { code: world.wrong(pending) })
  codes.push(world.code(pending))

  const rows = [...world.repository.rows.values()].map(({ record }) => JSON.parse(record))
  const sessions = [...world.store.sessions.values()].map(text => JSON.parse(text))
  const texts = textsOf([rows, sessions])
  const dump = texts.join('\n')
  t.ok(rows[0].enrollment && rows[0].trustedClients.length === 1 && sessions.length >= 3, 'there is something to find')

  const whole = [...recoveryCodes, ...renewed as string[]].map(code => code.replaceAll('-', ''))
  const forms = new Set<string>(['a Secret of my own', 'the password', 'otpauth'])
  for (const bytes of [secret, pending].map(base32Bytes)) for (const encoding of encodings) forms.add(bytes.toString(encoding))
  for (const token of tokens) for (const encoding of encodings) forms.add(Buffer.from(token, 'base64url').toString(encoding))
  for (const text of [secret, pending, ...tokens, ...whole, ...recoveryCodes]) for (const encoding of encodings) forms.add(Buffer.from(text).toString(encoding))
  const upperCase = dump.toUpperCase()
  t.strictSame([...forms].filter(form => dump.includes(form) || upperCase.includes(form.toUpperCase())), [])
  for (const code of codes) t.notOk(texts.includes(code) || new RegExp(`(?<!\\d)${code}(?!\\d)`).test(dump), 'no code')
})

attack('gives to somebody who reads the database nothing that signs in', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  await world.signIn('alice', secret, { trustClient: true })
  const record = world.repository.stored('alice')
  const texts = textsOf(record).filter(text => text.length <= 64)
  const name = `two-factor-${record.cookieName}`
  for (const text of texts) {
    const thief = world.client()
    thief.jar.set(name, `${record.trustedClients[0]!.id}.${text}`)
    const { body } = await thief.post('/login', { userId: 'alice' })
    if (body.status !== 'challenge') t.fail(`a client by ${text}`)
    const { status } = await thief.post('/two-factor/recovery', { code: text.padEnd(24, '0') })
    if (status < 400) t.fail(`recovered by ${text}`)
  }
  t.ok(texts.length > 20)
})
