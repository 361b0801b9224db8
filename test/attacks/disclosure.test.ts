import { Writable } from 'node:stream'
import type { Answer, Client } from '../support/client.js'
import { base32Bytes } from '../support/codes.js'
import { Host } from './host.js'
import { attack, trustCookies, type World } from './support.js'

let log = ''
let urls: string[] = []
const stream = new Writable({ write (chunk, _encoding, done) { log += String(chunk); done() } })

/** A code, and no digits that happen to stand in a number. */
function hasCode (text: string, code: string): boolean {
  return new RegExp(`(?<![\\d.])${code}(?!\\d)`).test(text)
}

attack('writes no secret, URI, code, recovery code, token, password or session id into a log, a URL or an event', {
  server: { logger: { level: 'trace', stream, base: null } },
  verifyPassword: (_userId, password) => password === 'the right password',
  precede: app => { app.addHook('onRequest', async request => { urls.push(request.url) }) }
}, async (t, world) => {
  log = ''
  urls = []
  const codes = new Set<string>()
  const sessions = new Set<string>()
  const locations: string[] = []
  const post = async (client: Client, url: string, body: Record<string, unknown> = {}): Promise<Answer> => {
    if (/^\d{6}$/.test(String(body.code))) codes.add(body.code as string)
    const answer = await client.post(url, body)
    locations.push(String(answer.headers.location))
    sessions.add(client.jar.get('sessionId')!)
    return answer
  }
  const { client: alice, secret, recoveryCodes } = await world.enroll('alice')
  codes.add(world.code(secret, -1))
  sessions.add(alice.jar.get('sessionId')!)
  const pending = await world.login('alice', { next: '/me' })
  sessions.add(pending.jar.get('sessionId')!)
  await post(pending, '/two-factor/challenge', { code: world.wrong(secret) })
  await post(pending, '/two-factor/challenge', { code: 'malformed code' })
  await post(pending, '/two-factor/challenge', { code: world.code(secret), trustClient: true })
  const [[, token]] = trustCookies(pending) as [[string, string]]
  world.nextStep()
  await pending.page('/two-factor')
  await pending.page('/me')
  world.clock.now += 900_000
  await post(alice, '/two-factor/enrollment', { password: 'a wrong password' })
  await post(alice, '/two-factor/step-up', { code: world.code(secret) })
  world.nextStep()
  const { body: { secret: second } } = await post(alice, '/two-factor/enrollment', { password: 'the right password', secret: 'my own Secret' })
  await alice.page('/two-factor/enrollment')
  await post(alice, '/two-factor/enrollment/confirm', { code: world.code(second) })
  world.nextStep()
  const { body: { recoveryCodes: renewed } } = await post(alice, '/two-factor/recovery-codes', { code: world.code(second), password: 'the right password' })
  const lost = await world.login('alice')
  await post(lost, '/two-factor/recovery', { code: renewed[0] })
  await lost.submit('/two-factor/recovery', { code: renewed[1] })
  await post(pending, '/login', { userId: 'alice' })
  world.repository.before = () => { throw new Error('the database is down') }
  await post(lost, '/two-factor/step-up', { code: world.code(second) })
  world.repository.before = () => {}
  world.store.before = operation => { if (operation === 'set') throw new Error('the session store is down') }
  world.nextStep()
  await post(lost, '/two-factor/step-up', { code: world.code(second) })
  world.store.before = () => {}
  await post(lost, '/two-factor/sign-out')

  t.match(log, /incoming request/)
  t.match(log, /the database is down/, 'the log tells why')
  t.ok(codes.size >= 7)
  const words = [
    secret, second, token, token.split('.')[1]!, 'otpauth', 'a wrong password', 'the right password', 'my own Secret', 'malformed code',
    ...[secret, second].flatMap(key => [base32Bytes(key).toString('hex'), base32Bytes(key).toString('base64'), base32Bytes(key).toString('base64url')]),
    ...[...recoveryCodes, ...renewed as string[]].flatMap(code => [code, code.replaceAll('-', '')]),
    ...[...sessions].flatMap(session => [session, session.split('.')[0]!]),
    ...world.repository.stored('alice').recoveryCodes, world.repository.stored('alice').stamp, '0f9d6b1c7a3e5842'
  ]
  const places = { log, urls: urls.join('\n'), locations: locations.join('\n'), events: JSON.stringify(world.events) }
  for (const [place, text] of Object.entries(places)) {
    t.strictSame(words.filter(word => text.includes(word)), [], `nothing in the ${place}`)
    t.strictSame([...codes].filter(code => hasCode(text, code)), [], `no code in the ${place}`)
  }
})

const host = new Host()

/** What a thief sees of an answer. */
function seen ({ status, body, headers }: Answer): object {
  const { date, 'set-cookie': cookie, ...others } = headers
  return { status, body, others, cookie: String(cookie).replace(/=[^;]+/, '=') }
}

/** Codes that are no good, each for another reason. */
async function badCodes (world: World): Promise<Record<string, string>> {
  const alice = await world.enroll('alice')
  const bob = await world.enroll('bob')
  await world.signIn('alice', alice.secret)
  return {
    wrong: world.wrong(alice.secret, bob.secret),
    used: world.code(alice.secret, -1),
    foreign: world.code(bob.secret),
    expired: world.code(alice.secret, -3),
    future: world.code(alice.secret, 3)
  }
}

attack('answers a wrong, a used, a foreign, an expired and a future code alike', {}, async (t, world) => {
  const codes = await badCodes(world)
  const answers: object[] = []
  for (const code of Object.values(codes).slice(0, 4)) answers.push(seen(await (await world.login('alice')).post('/two-factor/challenge', { code })))
  answers.push(seen(await (await world.login('alice')).post('/two-factor/challenge', { code: codes.future })))
  for (const answer of answers) t.strictSame(answer, answers[0])
  t.match(answers[0], { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } })
})

attack('answers them in the same time but for the one write of a guess', { kinds: ['plain'] }, async (t, world) => {
  const codes = await badCodes(world)
  const client = await world.login('alice')
  const row = world.repository.rows.get('alice')!
  const kinds = Object.entries(codes)
  const times: Record<string, number[]> = Object.fromEntries(kinds.map(([kind]) => [kind, []]))
  for (let round = -20; round < 200; round++) {
    // another order in each round, so that what one leaves behind is not laid on always the same next one
    kinds.sort(() => Math.random() - 0.5)
    for (const [kind, code] of kinds) {
      world.repository.rows.set('alice', row)
      const started = performance.now()
      await client.post('/two-factor/challenge', { code })
      if (round >= 0) times[kind]!.push(performance.now() - started)
    }
  }
  // of the quicker half, which other processes of a busy machine disturb least
  const medians = Object.fromEntries(Object.entries(times).map(([kind, values]) => [kind, values.toSorted((a, b) => a - b)[50]!]))
  t.comment(JSON.stringify(medians))
  const { used, ...counted } = medians as { used: number, [kind: string]: number }
  const [slowest, fastest] = [Math.max(...Object.values(counted)), Math.min(...Object.values(counted))]
  t.ok(slowest < fastest * 1.25 + 0.05, `guesses: ${fastest} to ${slowest} ms`)
  t.ok(Math.abs(used - fastest) < fastest * 0.5 + 0.1, `a used code: ${used} ms`)
})

attack('lets a login tell no unknown user from an enrolled one', { extend: host.extend }, async (t, world) => {
  await world.enroll('alice')
  const answers = await Promise.all(['alice', 'carol', 'nobody-at-all'].map(async name => seen(await world.client().post('/host/login', { name, password: 'wrong' }))))
  for (const answer of answers) t.strictSame(answer, answers[0])
  t.match(answers[0], { status: 401 })
})

attack('answers a wrong recovery code, a used one and the one of another user alike', {}, async (t, world) => {
  const alice = await world.enroll('alice')
  const bob = await world.enroll('bob')
  await (await world.login('alice')).post('/two-factor/recovery', { code: alice.recoveryCodes[0] })
  const answers: object[] = []
  for (const code of ['0'.repeat(24), alice.recoveryCodes[0], bob.recoveryCodes[0]]) answers.push(seen(await (await world.login('alice')).post('/two-factor/recovery', { code })))
  for (const answer of answers) t.strictSame(answer, answers[0])
  t.match(answers[0], { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } })
})
