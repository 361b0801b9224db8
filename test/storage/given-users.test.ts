import t from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, START, users, type TestApplication } from '../support/application.js'

const LATER = new Date(START + 86_400_000)

/** An application whose findUser answers with this for carol, with what it logs. */
async function giving (carol: object): Promise<TestApplication & { lines: { level: number, msg: string, property?: string, err?: { message: string, stack: string } }[] }> {
  const lines: { level: number, msg: string }[] = []
  const server = { logger: { level: 'warn', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } }
  return { ...await createApplication({ users: { ...users, carol: carol as TwoFactorUser }, verifyPassword: () => true, server }), lines }
}

t.test('a user whose policy, grace, trust or password stands there in another spelling is 503, and the cause names both', async t => {
  for (const [name, value, ...spellings] of [['twoFactor', 'required', 'twofactor', 'two_factor', 'TwoFactor'], ['graceEndsAt', LATER, 'grace_ends_at', 'graceends_at'], ['trustClients', false, 'trust_clients'], ['hasPassword', false, 'has-password']] as const) {
    for (const spelling of spellings) {
      const causes: Error[] = []
      const { client, app, lines } = await giving({ accountName: 'carol', [spelling as string]: value })
      app.addHook('onError', async (_request, _reply, { cause }) => { causes.push(cause as Error) })
      for (let attempt = 0; attempt < 2; attempt++) refused(t, await client().post('/login', { userId: 'carol' }), 503, 'TWO_FACTOR_UNAVAILABLE', String(spelling))
      t.equal(causes.length, 2)
      t.ok(causes[0] instanceof TypeError)
      t.ok([name, spelling].every(part => causes[0]!.message.includes(String(part))), causes[0]!.message)
      t.ok(lines[0]!.err!.message.includes(String(spelling)), 'and so does the log')
    }
  }
})

t.test('a session of a user without two-factor authentication ends where the answer goes wrong', async t => {
  const given: Record<string, TwoFactorUser> = { carol: { accountName: 'carol' } }
  const { login } = await createApplication({ users: given })
  const browser = await login('carol')
  t.equal((await browser.get('/me')).status, 200)
  given['carol'] = { accountName: 'carol', two_factor: 'required' } as TwoFactorUser
  refused(t, await browser.get('/me'), 503, 'TWO_FACTOR_UNAVAILABLE')
})

t.test('other properties in another spelling are named in the log, once a property, and nobody is kept out', async t => {
  const { login, lines } = await giving({ account_name: 'carol', issuer_name: 'Acme', Locale: 'it', time_zone: 'Europe/Rome' })
  for (let attempt = 0; attempt < 3; attempt++) t.equal((await (await login('carol')).get('/me')).status, 200)
  t.strictSame(lines.map(({ level, property }) => [level, property]), [[40, 'accountName'], [40, 'issuerName'], [40, 'locale'], [40, 'timeZone']])
  for (const [index, spelling] of ['account_name', 'issuer_name', 'Locale', 'time_zone'].entries()) t.match(lines[index]!.msg, spelling)
})

t.test('a property of a wrong type is named in the log, once a property and without its value, and read the safe way', async t => {
  const { login, lines } = await giving({ accountName: 5, twoFactor: 'Optional', graceEndsAt: 'next week', issuerName: {}, trustClients: 'yes', hasPassword: 'argon2-hash', locale: [], timeZone: 1 })
  for (let attempt = 0; attempt < 3; attempt++) refused(t, await (await login('carol')).get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  t.strictSame(lines.map(({ property }) => property), ['accountName', 'twoFactor', 'graceEndsAt', 'issuerName', 'trustClients', 'hasPassword', 'locale', 'timeZone'])
  t.notMatch(JSON.stringify(lines), /argon2|next week|Optional/)
})

t.test('1, 0, ISO 8601 text and milliseconds are read as they are meant, without a word', async t => {
  for (const graceEndsAt of [LATER.toISOString(), LATER.getTime()]) {
    const { login, enroll, clock, lines } = await giving({ accountName: 'carol', twoFactor: 'required', graceEndsAt, trustClients: 0, hasPassword: 0 })
    const browser = await login('carol')
    t.equal((await browser.get('/me')).status, 200)
    t.hasStrict((await browser.get('/two-factor')).body, { required: false, requiredFrom: LATER.toISOString(), trustDays: 0 })
    clock.now = LATER.getTime()
    refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
    const { client } = await enroll('carol')
    clock.now += 900_000
    t.notMatch((await client.page('/two-factor')).body, 'type="password"')
    t.strictSame(lines, [])
  }
})

t.test('without an account name the issuer stands alone in the authenticator app', async t => {
  for (const carol of [{}, { accountName: null }, { accountName: '' }, { accountName: 5 }, { accountName: {} }]) {
    const { login } = await giving(carol)
    const { status, body } = await (await login('carol')).post('/two-factor/enrollment')
    t.equal(status, 200, JSON.stringify(carol))
    t.match(body.uri, /^otpauth:\/\/totp\/Acme\?/)
  }
})

t.test('an issuer, a language or a zone of a wrong type is as if not given', async t => {
  const { login } = await giving({ accountName: 'carol', issuerName: 5, locale: 5, timeZone: 5 })
  const browser = await login('carol')
  const { body } = await browser.post('/two-factor/enrollment')
  t.match(body.uri, /^otpauth:\/\/totp\/Acme:carol\?/)
  t.match((await browser.page('/two-factor', { 'accept-language': 'it' })).body, '<html lang="it"')
})

t.test('a user may be an entity of a mapper, with getters and much besides', async t => {
  class Entity {
    readonly row = { email: 'carol', role: 'accountant', two_factor_enabled: 1 }
    get accountName (): string { return this.row.email }
    get twoFactor (): string { return this.row.role === 'accountant' ? 'required' : 'optional' }
    get password_hash (): string { return 'argon2-hash' }
  }
  const { login, lines } = await giving(new Entity())
  const browser = await login('carol')
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  t.match((await browser.post('/two-factor/enrollment')).body.uri, /Acme:carol/)
  t.strictSame(lines, [])
})
