import t from 'tap'
import { isUser, readUser, typeOf, wordsOf } from '../../lib/repositories/known-user.js'

const nobodySpecial = { accountName: '', twoFactor: 'optional', graceEndsAt: undefined, issuerName: undefined, trustClients: true, hasPassword: true, locale: undefined, timeZone: undefined, helpUrl: undefined, codeAddress: undefined, externalSecondFactor: false }
const MARCH = Date.UTC(2026, 2, 1)

/** What each complaint is about: the property, and the spelling that it has instead. */
function complained (given: object): string[] {
  return readUser(given).complaints.map(({ property, otherSpelling, isDecisive }) => `${property}${otherSpelling === undefined ? '' : ` as ${otherSpelling}`}${isDecisive ? '!' : ''}`)
}

t.test('a property that is not given has its default, without a word', async t => {
  const nothing = Object.fromEntries(Object.keys(nobodySpecial).map(name => [name, undefined]))
  for (const given of [{}, nothing, { ...nothing, accountName: null, graceEndsAt: null, issuerName: null, trustClients: null, hasPassword: null, locale: null, timeZone: null, helpUrl: null, codeAddress: null, externalSecondFactor: null }, Object.create(null)]) {
    t.strictSame(readUser(given), { user: nobodySpecial, complaints: [] })
  }
})

t.test('a property of its type is read as it is, a yes, a no and a date also as databases write them, without a word', async t => {
  const whole = { accountName: 'alice', twoFactor: 'required', graceEndsAt: new Date(MARCH), issuerName: 'Acme', trustClients: false, hasPassword: true, locale: 'it', timeZone: 'Europe/Rome', helpUrl: '/help', codeAddress: '+39 333 1234567', externalSecondFactor: true }
  t.strictSame(readUser(whole), { user: whole, complaints: [] })
  for (const twoFactor of ['optional', 'phishing-resistant']) t.strictSame(readUser({ ...whole, twoFactor }), { user: { ...whole, twoFactor }, complaints: [] })
  for (const graceEndsAt of ['2026-03-01', MARCH, BigInt(MARCH)]) {
    for (const [yes, no] of [[1, 0], [1n, 0n], [true, -0]]) t.strictSame(readUser({ ...whole, graceEndsAt, trustClients: no, hasPassword: yes }), { user: whole, complaints: [] })
    t.strictSame(readUser({ ...whole, graceEndsAt, hasPassword: 0 }).user.hasPassword, false)
  }
  t.strictSame(readUser({ ...whole, accountName: '', issuerName: '' }), { user: { ...whole, accountName: '', issuerName: '' }, complaints: [] })
})

t.test('a name of which nothing can be seen is none, without a word', async t => {
  for (const name of [' ', '\t\n', '\u00a0\u3000', '\u200b', '\u200d\ufeff', '\u3164', '\u202e ', '\u0000']) {
    t.strictSame(readUser({ accountName: name, issuerName: name }), { user: { ...nobodySpecial, issuerName: '' }, complaints: [] }, JSON.stringify(name))
  }
  t.strictSame(readUser({ accountName: ' alice ', issuerName: '👩‍🚀' }).user, { ...nobodySpecial, accountName: ' alice ', issuerName: '👩‍🚀' })
})

t.test('a property of a wrong type is read the safe way, and complained of', async t => {
  const wrong: [keyof typeof nobodySpecial, unknown, unknown[]][] = [
    ['accountName', '', [5, true, {}, [], Object('alice'), Promise.resolve('alice'), Symbol('alice'), () => 'alice', 5n]],
    ['twoFactor', 'required', [null, '', 'Optional', 'none', 'Phishing-Resistant', true, false, 0, 1, {}, ['optional'], Object('optional'), Promise.resolve('optional')]],
    ['graceEndsAt', undefined, ['', 'soon', new Date(Number.NaN), MARCH / 1000, 0, true, {}, Promise.resolve(new Date(MARCH)), [new Date(MARCH)]]],
    ['issuerName', undefined, [5, {}, [], Promise.resolve('Acme')]],
    ['trustClients', false, ['', 't', 'true', 'yes', '1', 2, -1, Number.NaN, {}, [], Object(true), Promise.resolve(true), Buffer.from([1])]],
    ['hasPassword', true, ['', 'f', 'false', 'no', '0', 2, -1, Number.NaN, {}, [], Object(false), Promise.resolve(false), Buffer.from([0])]],
    ['locale', undefined, [5, ['it'], new Intl.Locale('it')]],
    ['timeZone', undefined, [60, {}]],
    ['helpUrl', undefined, [5, ['/help'], new URL('https://help.acme.example/')]],
    ['codeAddress', undefined, ['', 'ab', 5, ['a@acme.example'], 'a@acme.example\r\nBcc: b@evil.example', 'a@acme\0.example', 'a@acme.example\u2028', '\u202ea@acme.example', 'x'.repeat(255), 'a@acme\ud800.example', '   ', '\u00a0\u2003\u3000', ' a@acme.example', 'a@acme.example ', 'a@acme.example\u00a0']],
    ['externalSecondFactor', false, ['', 't', 'true', 'yes', '1', 2, -1, {}, [], Object(true), Promise.resolve(true)]]
  ]
  t.strictSame(wrong.map(([name]) => name), Object.keys(nobodySpecial), 'each property')
  for (const [name, safe, values] of wrong) {
    for (const value of values) {
      t.strictSame(readUser({ [name]: value }).user, { ...nobodySpecial, [name]: safe }, `${name} ${String(value)}`)
      t.strictSame(complained({ [name]: value }), [name], `${name} ${String(value)}`)
    }
  }
})

t.test('properties that it does not know are of no concern, and are left out', async t => {
  const row = { id: 7, email: 'alice@acme.example', password: 'hash', account: 'x', twoFactors: 1, faToken: 'x', hasPasswordHash: true, trustClient: true, zone: 'UTC', local: 'it', grace: 1, has: {}, password_hash: 'x' }
  t.strictSame(readUser(row), { user: nobodySpecial, complaints: [] })
})

t.test('a property that is missing and stands there in another spelling is complained of, and decides where it says who gets in', async t => {
  const spellings: [string, string, string][] = [
    ['accountName', '', 'accountname account_name AccountName ACCOUNT_NAME account-name'], ['twoFactor', '!', 'twofactor two_factor TwoFactor TWO_FACTOR two-factor'],
    ['graceEndsAt', '!', 'graceendsat grace_ends_at graceEndsAT grace-ends-at'], ['issuerName', '', 'issuername issuer_name'], ['trustClients', '!', 'trustclients trust_clients Trust_Clients'],
    ['hasPassword', '!', 'haspassword has_password has-password HasPassword'], ['locale', '', 'Locale LOCALE'], ['timeZone', '', 'timezone time_zone TimeZone'],
    ['helpUrl', '', 'helpurl help_url HelpURL help-url'],
    ['codeAddress', '', 'codeaddress code_address CodeAddress code-address'],
    ['externalSecondFactor', '', 'externalsecondfactor external_second_factor']
  ]
  t.strictSame(spellings.map(([name]) => name), Object.keys(nobodySpecial), 'each property')
  for (const [name, decides, others] of spellings) {
    for (const other of others.split(' ')) {
      for (const value of ['required', undefined, null, false]) t.strictSame(complained({ [other]: value }), [`${name} as ${other}${decides}`], other)
      t.strictSame(readUser({ [other]: 'required' }).user, nobodySpecial)
      for (const nothing of [undefined, null]) {
        if (name === 'twoFactor' && nothing === null) continue
        t.strictSame(complained({ [name]: nothing, [other]: 'required' }), [`${name} as ${other}${decides}`], `${name} ${nothing}, but ${other}`)
        t.strictSame(complained({ [name]: nothing, [other]: null }), [], `${name} ${nothing}, and ${other} no more`)
      }
    }
  }
})

t.test('another spelling beside the property itself is of no concern', async t => {
  t.strictSame(complained({ accountName: 'a', account_name: 'a', twoFactor: 'optional', two_factor: true, graceEndsAt: '2026-03-01', grace_ends_at: 5, trustClients: 1, trust_clients: 1, hasPassword: 0, has_password: 0, locale: 'it', Locale: 'it' }), [])
})

t.test('own, inherited and hidden properties count alike, and getters too', async t => {
  class Row {
    get accountName (): string { return 'alice' }
    get twoFactor (): string { return 'required' }
    get hasPassword (): number { return 0 }
    save (): void {}
  }
  class Entity extends Row { email = 'alice@acme.example' }
  t.strictSame(readUser(new Entity()), { user: { ...nobodySpecial, accountName: 'alice', twoFactor: 'required', hasPassword: false }, complaints: [] })
  t.strictSame(readUser(Object.create({ twoFactor: 'required' })).user.twoFactor, 'required')
  class Misspelled { get two_factor (): string { return 'required' } }
  class Inherits extends Misspelled {}
  for (const given of [new Misspelled(), new Inherits(), Object.create({ two_factor: 'required' }), Object.defineProperty({}, 'two_factor', { value: 'required' }), new Proxy({ two_factor: 'required' }, {}), Object.assign(Object.create(null), { two_factor: 'required' })]) {
    t.strictSame(complained(given), ['twoFactor as two_factor!'])
  }
  t.throws(() => readUser({ get twoFactor () { throw new Error('not loaded') } }), { message: 'not loaded' })
})

t.test('only an object that may have properties of its own is a user', async t => {
  for (const given of [{}, Object.create(null), new (class User {})(), new Proxy({}, {})]) t.ok(isUser(given))
  for (const given of [undefined, null, true, 0, 5, 5n, '', 'alice', Symbol('alice'), () => ({}), [], [{}], new Map(), new Set(), new Error('x'), new TypeError('x'), new Date(), Promise.resolve({}), Object('alice'), Object(5), Object(false), Buffer.from('x'), new Uint8Array(1)]) {
    t.notOk(isUser(given), String(given))
  }
})

t.test('a complaint names what is wrong and how it is read, and shows no value', async t => {
  const [spelled] = readUser({ two_factor: 'a secret' }).complaints
  t.equal(wordsOf(spelled!), 'findUser gives two_factor, and twoFactor is missing: name it twoFactor.')
  const [typed] = readUser({ hasPassword: 'a hash of it' }).complaints
  t.equal(wordsOf(typed!), 'findUser gives hasPassword as a string. It must be a boolean, or nothing, and counts as true.')
  t.match(wordsOf(readUser({ twoFactor: null }).complaints[0]!), "findUser gives twoFactor as null. It must be 'optional', 'required' or 'phishing-resistant', or left out, and counts as required.")
  t.strictSame([null, 5, [], {}, new Date(), 1n, Promise.resolve()].map(typeOf), ['null', 'a number', 'an Array', 'an Object', 'a Date', 'a bigint', 'a Promise'])
})
