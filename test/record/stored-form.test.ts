import t from 'tap'
import { parseRecord } from '../../lib/methods/index.js'
import { createRecord, RECORD_VERSION } from '../../lib/record/record.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import { answerOf, authenticatorOf, clientOf, digestOf, enabledRecord, enrollmentOf, NOW, proveCode, rightProof, signedOutOf } from './fixtures.js'

/** A record as text, with some properties changed and those that are undefined left out. */
function textOf (changes: object): string {
  return JSON.stringify({ ...createRecord('stamp', 'cookie'), ...changes })
}

const full = enabledRecord({
  authenticators: [authenticatorOf('phone', { lastUsedAt: NOW })],
  enrollment: enrollmentOf('tablet'),
  trustedClients: [clientOf('laptop', { browser: 'Fïrefox "on" 😀' })],
  passwordAttempts: { failures: 6, lockedUntil: NOW },
  codeAttempts: { failures: 5, lockedUntil: NOW, days: { 20781: 5 }, blockedAt: NOW, unlockedAt: [NOW], unblockedAt: NOW },
  recoveryCodesSavedAt: NOW,
  recoveryCodes: [digestOf('one')],
  signedOut: [signedOutOf('earlier')]
})

t.test('reads what it wrote', async t => {
  t.strictSame(parseRecord(serializeRecord(full)), full)
})

t.test('reads texts of a single character', async t => {
  const short = enabledRecord({ stamp: 's', cookieName: 'c', authenticators: [authenticatorOf('a', { name: 'n', key: 'k' })], recoveryCodes: ['r'], signedOut: [signedOutOf('o')] })
  t.strictSame(parseRecord(serializeRecord(short)).signedOut, [signedOutOf('o')])
})

t.test('leaves out what is undefined, and means the same without it', async t => {
  const text = serializeRecord(enabledRecord({ enrollment: undefined }))
  for (const name of ['enrollment', 'recoveryCodesSavedAt', 'lockedUntil', 'blockedAt', 'unlockedAt', 'unblockedAt']) t.notOk(text.includes(name), name)
  const record = parseRecord(text)
  t.equal(answerOf(proveCode(record, rightProof(record, NOW), 'sign-in', NOW)), 'accepted')
})

t.test('keeps properties that it does not know', async t => {
  const text = textOf({ future: { a: [1] }, codeAttempts: { failures: 0, days: {}, future: 2 }, authenticators: [{ ...authenticatorOf('phone'), future: null }] })
  t.strictSame(JSON.parse(serializeRecord(parseRecord(text))), JSON.parse(text))
})

t.test('refuses a record of a higher version, whatever it is made of, and names it', async t => {
  t.equal(RECORD_VERSION, 1)
  const message = 'The two-factor record has version 2; this release reads up to 1.'
  for (const text of [textOf({ version: 2 }), textOf({ version: 2, authenticators: {}, stamp: 7 }), '{"version":2}']) t.throws(() => parseRecord(text), { message }, text)
})

t.test('refuses a record without a version of its own', async t => {
  for (const version of [undefined, null, '1', '2', [1], 0, -1, 0.5]) t.throws(() => parseRecord(textOf({ version })), /^The two-factor record is damaged at /, String(version))
})

t.test('refuses a text that is no object', async t => {
  for (const text of ['null', '1', '"record"', 'true', '[]', '{}']) t.throws(() => parseRecord(text), { message: 'The two-factor record is damaged at its root.' }, text)
  for (const text of ['', '{', 'undefined']) t.throws(() => parseRecord(text), new SyntaxError('The two-factor record is damaged: it is no JSON.'), text)
})

/** The names of an object's properties. */
function namesOf (part: object): string[] {
  return Object.keys(part)
}

t.test('refuses a record with a part missing', async t => {
  const optional = ['enrollment', 'recoveryCodesSavedAt', 'lockedUntil', 'blockedAt', 'unlockedAt', 'unblockedAt', 'browser', 'system']
  for (const name of namesOf(full).filter(name => !optional.includes(name))) t.throws(() => parseRecord(textOf({ ...full, [name]: undefined })), /damaged at its root/, name)
  for (const part of ['authenticators', 'trustedClients'] as const) {
    for (const name of namesOf(full[part][0]!).filter(name => part === 'trustedClients' ? !optional.includes(name) : name !== 'lastUsedAt')) {
      t.throws(() => parseRecord(textOf({ ...full, [part]: [{ ...full[part][0], [name]: undefined }] })), new RegExp(`damaged at /${part}/0`), `${part} ${name}`)
    }
  }
  for (const part of ['enrollment', 'codeAttempts', 'passwordAttempts', 'recoveryAttempts'] as const) {
    for (const name of namesOf(full[part]!).filter(name => !optional.includes(name))) {
      t.throws(() => parseRecord(textOf({ ...full, [part]: { ...full[part], [name]: undefined } })), new RegExp(`damaged at /${part}`), `${part} ${name}`)
    }
  }
})

t.test('refuses what is listed or was sent with a part missing or of another kind', async t => {
  const session = { id: 'one', method: 'totp', at: NOW, endsAt: NOW, browser: 'Firefox', system: 'Linux' }
  const code = { hash: 'mac', signInId: 'one', purpose: 'sign-in', addressHash: 'digest', sentAt: NOW, used: true }
  const parts: [object, (part: object) => object, readonly string[]][] = [
    [signedOutOf('one'), part => ({ signedOut: [part] }), []],
    [session, part => ({ sessions: [part] }), ['browser', 'system']],
    [code, part => ({ sentCodes: { sends: [NOW], pending: [part] } }), ['used']],
    [{ sends: [NOW], pending: [] }, part => ({ sentCodes: part }), []]
  ]
  for (const [part, within, optional] of parts) {
    parseRecord(textOf(within(part)))
    for (const name of namesOf(part)) {
      const without = textOf(within({ ...part, [name]: undefined }))
      if (optional.includes(name)) parseRecord(without)
      else t.throws(() => parseRecord(without), /damaged at/, `no ${name}`)
      t.throws(() => parseRecord(textOf(within({ ...part, [name]: null }))), /damaged at/, name)
    }
  }
})

t.test('refuses a record with a part of another kind', async t => {
  const attempts = { failures: 0, days: {} }
  const damages = [
    { stamp: '' }, { stamp: 1 }, { cookieName: '' }, { cookieName: null }, { authenticators: {} }, { authenticators: [null] }, { authenticators: [authenticatorOf('phone', { key: '' })] },
    { authenticators: [{ ...authenticatorOf('phone'), lastStep: null }] }, { authenticators: [{ ...authenticatorOf('phone'), lastStep: 1.5 }] }, { authenticators: [{ ...authenticatorOf('phone'), lastUsedAt: null }] },
    { recoveryCodes: null }, { recoveryCodes: 'codes' }, { recoveryCodes: [1] }, { recoveryCodes: [''] }, { trustedClients: { length: 0 } }, { trustedClients: [{ ...clientOf('laptop'), expiresAt: null }] },
    { signedOut: '' }, { signedOut: [null] }, { enrollment: null }, { enrollment: { ...enrollmentOf('tablet'), failures: -1 } },
    { codeAttempts: null }, { codeAttempts: { ...attempts, failures: '0' } }, { codeAttempts: { ...attempts, failures: -1 } }, { codeAttempts: { ...attempts, days: null } }, { codeAttempts: { ...attempts, days: 3 } },
    { codeAttempts: { ...attempts, days: { 20781: -5 } } }, { codeAttempts: { ...attempts, days: { 20781: '5' } } }, { codeAttempts: { ...attempts, blockedAt: null } }, { codeAttempts: { ...attempts, lockedUntil: '1' } },
    { codeAttempts: { ...attempts, unlockedAt: NOW } }, { codeAttempts: { ...attempts, unlockedAt: [null] } }, { codeAttempts: { ...attempts, unblockedAt: '1' } }, { recoveryCodesSavedAt: null }, { recoveryCodesSavedAt: '1' },
    { trustedClients: [{ ...clientOf('laptop'), browser: '' }] }, { trustedClients: [{ ...clientOf('laptop'), system: null }] },
    { passwordAttempts: { failures: 1.5 } }, { passwordAttempts: { failures: 0, lockedUntil: null } }, { recoveryAttempts: { failures: null, since: 0 } }, { recoveryAttempts: { failures: 0, since: '0' } }
  ]
  for (const damage of damages) t.throws(() => parseRecord(textOf(damage)), /^The two-factor record is damaged at \//, JSON.stringify(damage))
})

t.test('shows nothing of the record in an error', async t => {
  for (const text of [textOf({ version: 2, stamp: 'secret stamp' }), textOf({ stamp: 'secret stamp', authenticators: 'secret' }), textOf({ recoveryCodes: ['secret', 1] })]) {
    let message = ''
    try {
      parseRecord(text)
    } catch (error) {
      message = String(error)
    }
    t.match(message, /two-factor record/)
    t.notMatch(message, /secret/)
  }
})

t.test('says where a record is damaged, but not what is stored there', async t => {
  const placed = { passwordAttempts: { failures: 'hunter2' } }
  t.throws(() => parseRecord(textOf(placed)), { message: 'The two-factor record is damaged at /passwordAttempts/failures.' })
  const days = { codeAttempts: { failures: 0, days: { 'hunter2\nand more': -1 } } }
  t.throws(() => parseRecord(textOf(days)), { message: 'The two-factor record is damaged at /codeAttempts/days/….' })
})
