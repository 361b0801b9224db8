import { createHash, createHmac } from 'node:crypto'
import { Writable } from 'node:stream'
import type { Test } from 'tap'
import { lengthPrefixed } from '../../lib/crypto/length-prefixed.js'
import type { SentCodeMessage } from '../../lib/index.js'
import type { Client } from '../support/client.js'
import { addPasskey, securityKey, signInByPasskey, takingPasskeys } from './passkeys.js'
import { atOnce, attack, countFull, isFull, isRefused, outcome, stepAfterPassword, storedSessionId, tally, trustCookies, type AttackOptions, type World } from './support.js'

const users = {
  alice: { accountName: 'alice@example.com', codeAddress: 'alice@acme.example' },
  bob: { accountName: 'bob@example.com', codeAddress: '+39 333 1234567' },
  carol: { accountName: 'carol@example.com' }
}

/** A world that sends codes, and what it sent. */
interface Sending {
  readonly sent: readonly SentCodeMessage[]
  /** Asks for a code, lets a minute pass, and gives the code. */
  ask (client: Client): Promise<string>
  /** Enrolls codes by message in a session of the user's own. */
  confirm (userId: string): Promise<{ client: Client, recoveryCodes: string[] }>
}

function sends (name: string, options: AttackOptions, body: (t: Test, world: World, sending: Sending) => Promise<void>): void {
  const sent: SentCodeMessage[] = []
  attack(name, { users, sendCode: message => { sent.push(message) }, ...options }, async (t, world) => {
    sent.length = 0
    const ask = async (client: Client): Promise<string> => {
      const { status, body } = await client.post('/two-factor/sent-code')
      if (status !== 200) throw new Error(`no code was sent: ${JSON.stringify(body)}`)
      world.clock.now += 60_000
      return sent.at(-1)!.code
    }
    await body(t, world, {
      sent,
      ask,
      async confirm (userId) {
        const client = await world.login(userId)
        const { status, body } = await client.post('/two-factor/sent-code/confirm', { code: await ask(client) })
        if (status !== 200) throw new Error(`the address was not confirmed: ${JSON.stringify(body)}`)
        return { client, recoveryCodes: body.recoveryCodes }
      }
    })
  })
}

function otherThan (...codes: string[]): string {
  let other = 0
  while (codes.includes(String(other).padStart(6, '0'))) other++
  return String(other).padStart(6, '0')
}

/** Every text that stands somewhere in a value. */
function textsOf (value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

sends('has no route and takes no such code without the option, and sends nothing without an address', { second: { sendCode: undefined } }, async (t, world, { sent, ask, confirm }) => {
  const { client: alice } = await confirm('alice')
  const there = world.copy(alice, world.i2)
  for (const url of ['/two-factor/sent-code', '/two-factor/sent-code/confirm']) t.equal((await there.post(url, { code: '123456' })).status, 404, url)
  const pending = await world.login('alice')
  const code = await ask(pending)
  const elsewhere = world.copy(pending, world.i2)
  t.strictSame((await elsewhere.get('/two-factor/challenge')).body.methods, [], 'it counts as on, and proves nothing there')
  t.equal(outcome(await elsewhere.post('/two-factor/challenge', { code })), 'TWO_FACTOR_INVALID_CODE')
  await isRefused(t, elsewhere)
  t.equal(await stepAfterPassword(world.client(world.i2), 'alice'), 'challenge', 'no sign-in by the password alone')
  const before = sent.length
  const carol = await world.login('carol')
  t.equal(outcome(await carol.post('/two-factor/sent-code')), 'TWO_FACTOR_NOT_FOUND')
  t.equal(outcome(await carol.post('/two-factor/sent-code/confirm', { code })), 'TWO_FACTOR_NO_ENROLLMENT')
  t.equal(sent.length, before)
})

sends('sends nothing to anonymous requests, by reading, across sites, or for a sign-in without codes by message', {}, async (t, world, { sent }) => {
  t.equal(outcome(await world.client().post('/two-factor/sent-code')), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  const alice = await world.login('alice')
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'] as const) t.ok([404, 405].includes((await alice.send({ method, url: '/two-factor/sent-code' })).status), method)
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]) {
    t.equal(outcome(await alice.post('/two-factor/sent-code', {}, headers)), 'TWO_FACTOR_CROSS_ORIGIN', JSON.stringify(headers))
  }
  await world.enroll('alice')
  const pending = await world.login('alice')
  t.equal(outcome(await pending.post('/two-factor/sent-code')), 'TWO_FACTOR_NOT_FOUND')
  await atOnce(world.times(1000, 20), async () => await world.login('alice'))
  t.strictSame(sent, [])
})

sends('sends one code in a minute, five in an hour and ten in a day, over sessions, addresses and instances', {}, async (t, world, { sent, confirm }) => {
  await confirm('alice')
  const clients = await atOnce(50, async index => await world.login('alice', { app: index % 2 ? world.i1 : world.i2 }))
  const count = sent.length
  t.match(tally(await Promise.all(clients.map(async client => await client.post('/two-factor/sent-code')))), { 200: 1, TWO_FACTOR_TOO_MANY_CODES: 49 })
  t.equal(sent.length - count, 1, 'one of 50 at once')
  for (let sends = 2; sends < 5; sends++) {
    world.clock.now += 60_000
    t.equal((await clients[sends]!.post('/two-factor/sent-code')).status, 200)
  }
  world.clock.now += 60_000
  world.users['alice'] = { ...world.users['alice']!, codeAddress: 'other@acme.example' }
  const owner = await world.login('alice')
  const { status, headers, body } = await clients[9]!.post('/two-factor/sent-code')
  t.match([status, body.code], [404, 'TWO_FACTOR_NOT_FOUND'], 'not to an address that is not confirmed')
  t.match([headers['retry-after']], [undefined])
  world.users['alice'] = users.alice
  const refused = await owner.post('/two-factor/sent-code')
  t.match([outcome(refused), refused.headers['retry-after']], ['TWO_FACTOR_TOO_MANY_CODES', /^\d{3,4}$/], 'the sixth in an hour')
  let day = sent.length
  for (let hours = 0; hours < 12; hours++) {
    world.clock.now += 3_600_000
    await (await world.login('alice')).post('/two-factor/sent-code')
  }
  day = sent.length - day
  t.equal(day, 5, 'ten in a day')
})

sends('counts what goes to another address with what went to the one before', {}, async (t, world, { sent, ask, confirm }) => {
  const { client } = await confirm('alice')
  t.equal((await client.post('/two-factor/step-up', { code: await ask(client) })).status, 200)
  t.equal((await (await world.login('alice')).post('/two-factor/sent-code')).status, 200)
  world.users['alice'] = { ...users.alice, codeAddress: 'other@acme.example' }
  const soon = await client.post('/two-factor/sent-code')
  t.strictSame([outcome(soon), soon.headers['retry-after'], sent.length], ['TWO_FACTOR_TOO_MANY_CODES', '60', 3], 'within a minute')
  for (const count of [4, 5]) {
    world.clock.now += 60_000
    t.equal((await client.post('/two-factor/sent-code')).status, 200)
    t.strictSame([sent.length, sent.at(-1)!.to], [count, 'other@acme.example'])
  }
  world.clock.now += 60_000
  const sixth = await client.post('/two-factor/sent-code')
  t.match([outcome(sixth), sixth.headers['retry-after'], sent.length], ['TWO_FACTOR_TOO_MANY_CODES', /^\d{4}$/, 5], 'the sixth in an hour')
})

sends('takes a code that its owner has whatever is asked for in other sign-ins meanwhile', {}, async (t, world, { ask, confirm }) => {
  await confirm('alice')
  world.clock.now += 3_600_000
  const owner = await world.login('alice')
  const code = await ask(owner)
  for (let sends = 0; sends < 4; sends++) await ask(await world.login('alice', { app: sends % 2 ? world.i1 : world.i2 }))
  t.equal((await owner.post('/two-factor/challenge', { code })).status, 200)
  await isFull(t, owner, 'alice', 'after four more')
})

sends('takes a code for ten minutes where a sign-in may wait for longer, and counts a late one as no guess', {
  sessions: { pendingSeconds: 3600 }
}, async (t, world, { ask, confirm }) => {
  await confirm('alice')
  const [late, inTime] = [await world.login('alice'), await world.login('alice')]
  const codes = [await ask(late), await ask(inTime)]
  world.clock.now += 481_000
  t.equal(outcome(await late.post('/two-factor/challenge', { code: codes[0] })), 'TWO_FACTOR_INVALID_CODE', 'after 601 seconds')
  t.equal(world.repository.stored('alice').codeAttempts.failures, 0)
  await isRefused(t, late)
  t.equal((await inTime.post('/two-factor/challenge', { code: codes[1] })).status, 200, 'after 541 seconds')
})

sends('takes a code once, in its own sign-in and for its own purpose', {}, async (t, world, { ask, confirm }) => {
  const { client: alice } = await confirm('alice')
  const pending = await world.login('alice')
  const code = await ask(pending)
  const other = await world.login('alice', { app: world.i2 })
  t.equal(outcome(await other.post('/two-factor/challenge', { code })), 'TWO_FACTOR_INVALID_CODE', 'in another sign-in')
  t.equal(outcome(await alice.post('/two-factor/step-up', { code })), 'TWO_FACTOR_INVALID_CODE', 'for a step-up')
  t.equal(outcome(await alice.post('/two-factor/sent-code/confirm', { code })), 'TWO_FACTOR_NO_ENROLLMENT', 'for an enrollment')
  const copies = Array.from({ length: 50 }, (_, index) => world.copy(pending, index % 2 ? world.i1 : world.i2))
  const answers = await Promise.all(copies.map(async client => await client.post('/two-factor/challenge', { code })))
  t.equal(tally(answers)[200], 1, JSON.stringify(tally(answers)))
  t.equal(await countFull(copies), 1, 'one Full')
  const { failures } = world.repository.stored('alice').codeAttempts
  t.equal(failures, 0, 'the repeats are no guesses')
  const stepUp = await ask(alice)
  t.equal(outcome(await (await world.login('alice')).post('/two-factor/challenge', { code: stepUp })), 'TWO_FACTOR_INVALID_CODE', 'a step-up code for a sign-in')
  t.equal((await alice.post('/two-factor/recovery-codes', { code: stepUp })).status, 200)
  t.equal(outcome(await alice.post('/two-factor/disable', { code: stepUp })), 'TWO_FACTOR_INVALID_CODE', 'one code for two changes')
})

sends('takes no spent code when the pending session is written back, and none after ten minutes, a removal or a new address', {}, async (t, world, { ask, confirm }) => {
  await confirm('alice')
  const pending = await world.login('alice')
  const thief = world.copy(pending, world.i2)
  const sessionId = storedSessionId(pending)
  const session = world.store.sessions.get(sessionId)!
  const code = await ask(pending)
  t.equal((await pending.post('/two-factor/challenge', { code })).status, 200)
  world.store.sessions.set(sessionId, session)
  t.equal(outcome(await thief.post('/two-factor/challenge', { code })), 'TWO_FACTOR_INVALID_CODE')
  await isRefused(t, thief)

  const late = await world.login('alice')
  const lateCode = await ask(late)
  world.clock.now += 541_000
  t.equal(outcome(await late.post('/two-factor/challenge', { code: lateCode })), 'TWO_FACTOR_SIGN_IN_REQUIRED')

  const moved = await world.login('alice')
  const movedCode = await ask(moved)
  world.users['alice'] = { ...world.users['alice']!, codeAddress: 'thief@evil.example' }
  t.equal(outcome(await moved.post('/two-factor/challenge', { code: movedCode })), 'TWO_FACTOR_INVALID_CODE', 'the address has changed')
  t.equal(outcome(await moved.post('/two-factor/sent-code')), 'TWO_FACTOR_NOT_FOUND', 'and nothing is sent to the new one')
  t.strictSame((await moved.get('/two-factor/challenge')).body.methods, [])
  world.users['alice'] = users.alice
  t.equal((await moved.post('/two-factor/challenge', { code: movedCode })).status, 200)
})

sends('has one budget for codes of an app and codes that were sent, and sends none under a lock or a block', takingPasskeys(), async (t, world, { sent, ask, confirm }) => {
  const { client, recoveryCodes } = await confirm('alice')
  t.equal((await client.post('/two-factor/step-up', { code: await ask(client) })).status, 200)
  const secret = await world.startEnrollment(client)
  t.equal((await client.post('/two-factor/enrollment/confirm', { code: world.code(secret) })).status, 200)
  world.nextStep()
  const pending = await world.login('alice')
  const code = await ask(pending)
  for (let guess = 0; guess < 3; guess++) t.equal(outcome(await pending.post('/two-factor/challenge', { code: otherThan(code, ...[-1, 0, 1].map(steps => world.code(secret, steps))) })), 'TWO_FACTOR_INVALID_CODE')
  const newer = await ask(pending)
  t.equal(world.repository.stored('alice').codeAttempts.failures, 3, 'a new code resets nothing')
  for (let guess = 0; guess < 2; guess++) await pending.post('/two-factor/challenge', { code: otherThan(code, newer, ...[-1, 0, 1].map(steps => world.code(secret, steps))) })
  const before = sent.length
  for (const typed of [newer, world.code(secret)]) t.equal(outcome(await pending.post('/two-factor/challenge', { code: typed })), 'TWO_FACTOR_LOCKED')
  world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, lockedUntil: world.clock.now + 3_000_000, failures: 20 } }))
  world.clock.now += 60_000
  t.equal(outcome(await (await world.login('alice')).post('/two-factor/sent-code')), 'TWO_FACTOR_LOCKED')
  world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, blockedAt: world.clock.now } }))
  const blocked = await world.login('alice')
  t.equal(outcome(await blocked.post('/two-factor/sent-code')), 'TWO_FACTOR_BLOCKED')
  t.equal(outcome(await blocked.post('/two-factor/challenge', { code: newer })), 'TWO_FACTOR_BLOCKED')
  t.equal(sent.length, before)
  t.equal((await blocked.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  await isFull(t, blocked, 'alice', 'by a recovery code')
})

sends('takes a code that was sent for no change while there is an app or a passkey, nor as the step-up before one', takingPasskeys(), async (t, world, { ask, confirm }) => {
  const { client } = await confirm('alice')
  await client.post('/two-factor/step-up', { code: await ask(client) })
  const secret = await world.startEnrollment(client)
  await client.post('/two-factor/enrollment/confirm', { code: world.code(secret) })
  world.nextStep()
  const thief = await world.login('alice')
  t.equal((await thief.post('/two-factor/challenge', { code: await ask(thief), trustClient: true })).status, 200)
  t.equal(trustCookies(thief).length, 1, 'it may remember a client')
  const { authenticators } = (await thief.get('/two-factor')).body
  t.strictSame((await thief.get('/two-factor')).body.methods, ['totp'])
  const code = await ask(thief)
  for (const url of ['/two-factor/disable', '/two-factor/recovery-codes', `/two-factor/authenticators/${authenticators[1].id}/remove`]) {
    t.equal(outcome(await thief.post(url, { code })), 'TWO_FACTOR_METHOD_NOT_ALLOWED', url)
  }
  t.equal((await thief.post('/two-factor/step-up', { code })).status, 200, 'which spent nothing')
  t.equal((await thief.post('/payout')).status, 200)
  for (const url of ['/two-factor/enrollment', '/two-factor/passkeys']) t.equal(outcome(await thief.post(url)), 'TWO_FACTOR_STEP_UP_REQUIRED', url)
  world.clock.now += 1000
  t.equal((await thief.post('/two-factor/step-up', { code: world.code(secret) })).status, 200)
  t.equal((await thief.post('/two-factor/enrollment')).status, 200)
})

sends('sends none to whoever has a passkey under a phishing-resistant role, and takes none', takingPasskeys(), async (t, world, { sent, ask, confirm }) => {
  const { client } = await confirm('alice')
  const pending = await world.login('alice')
  const code = await ask(pending)
  t.equal((await client.post('/two-factor/step-up', { code: await ask(client) })).status, 200)
  const authenticator = securityKey()
  t.equal((await addPasskey(client, authenticator)).status, 200)
  world.users['alice'] = { ...world.users['alice']!, twoFactor: 'phishing-resistant' }
  const count = sent.length
  const later = await world.login('alice')
  t.equal(outcome(await later.post('/two-factor/sent-code')), 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  t.equal(outcome(await later.post('/two-factor/challenge', { code })), 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  t.strictSame((await later.get('/two-factor/challenge')).body.methods, ['passkey'])
  const full = await signInByPasskey(world, 'alice', authenticator)
  t.equal(outcome(await full.post('/two-factor/sent-code')), 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  t.equal(sent.length, count)
})

sends('keeps no code that a dump of the database tells, and no address', {}, async (t, world, { ask, confirm, sent }) => {
  await confirm('alice')
  const pending = await world.login('alice')
  const code = await ask(pending)
  const row = JSON.stringify(world.repository.stored('alice'))
  for (const secret of [code, 'alice@acme', 'acme.example']) t.notOk(row.includes(secret), secret)
  const { sentCodes } = world.repository.stored('alice') as unknown as { sentCodes: { pending: Record<'purpose' | 'signInId' | 'addressHash' | 'hash', string>[] } }
  const { purpose, signInId, addressHash, hash } = sentCodes.pending.at(-1)!
  const place = lengthPrefixed(purpose, 'alice', signInId, addressHash, code)
  const known = ['', 'alice', ...textsOf(world.repository.stored('alice'))]
  t.ok([hash, signInId, addressHash].every(text => known.includes(text)), 'every text of the row is tried')
  for (const text of known) {
    const guesses = [
      ...[text + code, code + text].map(guess => createHash('sha256').update(guess)),
      ...[text, Buffer.from(text, 'base64url')].flatMap(key => [code, place].map(data => createHmac('sha256', key).update(data)))
    ]
    for (const guess of guesses) t.not(guess.digest('base64url'), hash, text)
  }
  t.ok(sent.every(message => message.code.length === 6))
})

sends('tells nobody the code or the address: no answer, page, event or error', {}, async (t, world, { ask, confirm, sent }) => {
  const { client } = await confirm('bob')
  const pending = await world.login('bob')
  const code = await ask(pending)
  const answers = [
    await pending.get('/two-factor/challenge'), await pending.page('/two-factor/challenge'), await pending.post('/two-factor/sent-code'),
    await pending.post('/two-factor/challenge', { code: otherThan(code) }), await client.get('/two-factor'), await client.page('/two-factor'), await client.post('/two-factor/sent-code'),
    await client.get('/two-factor/step-up'), await client.page('/two-factor/step-up')
  ]
  for (const { body } of answers) {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    t.notMatch(text, /333 ?1234567/)
    for (const message of sent) t.notMatch(text, new RegExp(`\\b${message.code}\\b`))
  }
  t.notMatch(JSON.stringify(world.events), /333 ?1234567/)
  t.match(world.events.filter(({ type }) => type === 'code-sent'), [{ purpose: 'enrollment' }, { purpose: 'sign-in' }])
})

for (const [how, fail] of Object.entries({
  rejects: async () => await Promise.reject(Object.assign(new Error('smtp://user:password@mail refused'), { statusCode: 400 })),
  throws: () => { throw new Error('no such number') }
})) {
  let code: string | undefined
  const sendCode = (message: SentCodeMessage): void | Promise<void> => {
    if (code !== undefined) return fail()
    code = message.code
  }
  attack(`answers 503 where sending ${how}, gives no access, tells of no code, and counts it as sent`, { users, sendCode }, async (t, world) => {
    code = undefined
    const owner = await world.login('alice')
    await owner.post('/two-factor/sent-code')
    t.equal((await owner.post('/two-factor/sent-code/confirm', { code })).status, 200)
    world.clock.now += 60_000
    const pending = await world.login('alice')
    const { status, body } = await pending.post('/two-factor/sent-code')
    t.strictSame([status, body.code], [503, 'TWO_FACTOR_UNAVAILABLE'])
    t.notMatch(JSON.stringify(body), /smtp|number/)
    await isRefused(t, pending)
    t.equal(outcome(await pending.post('/two-factor/sent-code')), 'TWO_FACTOR_TOO_MANY_CODES')
    t.equal(world.events.filter(({ type }) => type === 'code-sent').length, 1, 'the first alone')
  })
}

{
  let log = ''
  const stream = new Writable({ write (chunk, _encoding, done) { log += String(chunk); done() } })
  const sent: SentCodeMessage[] = []
  const sendCode = async (message: SentCodeMessage): Promise<void> => {
    sent.push(message)
    if (sent.length === 1) return
    const data = JSON.stringify({ ...message, text: `${message.code} is your code` })
    const cause = Object.assign(new Error(`could not send ${data}`), { rejected: [message.to] })
    // as an HTTP client has it, or not even an error
    throw Object.assign(sent.length === 2 ? new Error('the gateway refused', { cause }) : { cause }, {
      message: `POST /?to=${encodeURIComponent(message.to)}: no "${message.code} is your code" to ${message.to}`, config: { data }
    })
  }

  attack('writes neither the code nor the address into the log where sending fails', {
    users, sendCode, server: { logger: { level: 'trace', stream, base: null } }
  }, async (t, world) => {
    log = ''
    sent.length = 0
    const owner = await world.login('bob')
    await owner.post('/two-factor/sent-code')
    t.equal((await owner.post('/two-factor/sent-code/confirm', { code: sent[0]!.code })).status, 200)
    for (const count of [2, 3]) {
      world.clock.now += 60_000
      const pending = await world.login('bob')
      t.equal(outcome(await pending.post('/two-factor/sent-code')), 'TWO_FACTOR_UNAVAILABLE')
      t.equal(sent.length, count)
    }
    t.match(log, /POST \/\?to=\[cut\]/, 'the log tells what failed')
    for (const { code } of sent) t.notMatch(log, new RegExp(`(?<![\\d.])${code}(?!\\d)`))
    t.notMatch(log, /333(?: |%20)?1234567/)
  })
}

sends('confirms no address with a stale sign-in, without the step-up that is due, or from another session', {}, async (t, world, { ask, sent }) => {
  const stale = await world.login('alice', { fresh: false })
  t.equal(outcome(await stale.post('/two-factor/sent-code')), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  const first = await world.login('alice')
  const code = await ask(first)
  const second = await world.login('alice', { app: world.i2 })
  t.equal(outcome(await second.post('/two-factor/sent-code/confirm', { code })), 'TWO_FACTOR_NO_ENROLLMENT')
  const { client, secret } = await world.enroll('alice')
  t.equal(outcome(await first.post('/two-factor/sent-code/confirm', { code })), 'TWO_FACTOR_SIGN_IN_REQUIRED', 'its session has ended')
  world.clock.now += 301_000
  const before = sent.length
  t.equal(outcome(await client.post('/two-factor/sent-code')), 'TWO_FACTOR_STEP_UP_REQUIRED')
  t.equal(sent.length, before)
  t.equal((await client.post('/two-factor/step-up', { code: world.code(secret) })).status, 200)
  const copies = [client, ...Array.from({ length: 19 }, (_, index) => world.copy(client, index % 2 ? world.i1 : world.i2))]
  const confirming = await ask(client)
  const answers = await Promise.all(copies.map(async copy => await copy.post('/two-factor/sent-code/confirm', { code: confirming })))
  t.equal(tally(answers)[200], 1, 'one of 20 at once')
  t.equal(world.repository.stored('alice').authenticators.length, 2)
})

for (const codeAddress of ['alice@acme.example\r\nBcc: thief@evil.example', 'a\0@acme.example', 'x'.repeat(10_240), 42, 'ab', {}, '   ', ' alice@acme.example', 'alice@acme.example\u00a0']) {
  sends(`has no codes by message for an address like ${JSON.stringify(codeAddress).slice(0, 30)}`, { users: { alice: { accountName: 'alice', codeAddress: codeAddress as string } }, kinds: ['plain'] }, async (t, world, { sent }) => {
    const alice = await world.login('alice')
    t.equal(outcome(await alice.post('/two-factor/sent-code')), 'TWO_FACTOR_NOT_FOUND')
    t.notHas((await alice.get('/two-factor')).body, 'codeTo')
    t.notMatch((await alice.page('/two-factor')).body, 'Get codes by message')
    t.strictSame(sent, [])
  })
}
