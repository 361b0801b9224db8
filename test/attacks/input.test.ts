import type { Client } from '../support/client.js'
import { attack, cookieHeader, isFull, isRefused, jsonText, outcome, overSocket, storedSessionId, type World } from './support.js'

/** JSON texts that are no code. */
const values = [
  '123456', '1.23456e5', '-123456', '0', '["123456"]', '[["123456"]]', '[1,2,3,4,5,6]', '{"$ne":null}', '{"$gt":""}', '{"length":6}', '{"toString":"123456"}', 'true', 'false', 'null', '{}', '[]', '""',
  '"12345\\u0000"', '"123456\\u0000"', '"\\ud800123456"', '"12345\\udfff"', '"\\u001b123456"', '"123\\u0085456"', '"\\u2160\\u2161\\u2162\\u2163\\u2164\\u2165"', '"12345\\u00bd"', '"\\u4e00\\u4e8c\\u4e09\\u56db\\u4e94\\u516d"'
]

async function everyDoor (world: World): Promise<{ doors: [client: Client, url: string][], secret: string }> {
  const { client: full, secret } = await world.enroll('alice')
  await full.post('/two-factor/step-up', { code: world.code(secret) })
  world.nextStep()
  await world.startEnrollment(full)
  const pending = await world.login('alice')
  const { id } = world.repository.stored('alice').authenticators[0]!
  return {
    secret,
    doors: [
      [pending, '/two-factor/challenge'], [pending, '/two-factor/recovery'], [full, '/two-factor/step-up'], [full, '/two-factor/disable'],
      [full, '/two-factor/recovery-codes'], [full, `/two-factor/authenticators/${id}/remove`], [full, '/two-factor/enrollment/confirm']
    ]
  }
}

attack('takes nothing but a string for a code, on every route, and writes nothing', {}, async (t, world) => {
  const { doors } = await everyDoor(world)
  world.repository.countSaves()
  const taken: string[] = []
  for (const [client, url] of doors) {
    for (const value of values) {
      const answer = await client.send({ method: 'POST', url, ...jsonText(`{"code":${value}}`) })
      if (answer.status !== 400 || outcome(answer) !== 'FST_ERR_VALIDATION') taken.push(`${url}: ${value}: ${answer.status}`)
    }
  }
  t.strictSame(taken, [])
  t.equal(world.repository.countSaves(), 0)
})

attack('takes nothing but a string for a code where an override dropped or ignores the schema', {
  routes: {
    verify: ({ schema, ...route }) => route,
    disable: route => ({ ...route, attachValidation: true }),
    recover: route => ({ ...route, schema: { body: {} } })
  }
}, async (t, world) => {
  const { doors } = await everyDoor(world)
  world.repository.countSaves()
  const taken: string[] = []
  for (const [client, url] of doors) {
    for (const value of values) {
      const { status } = await client.send({ method: 'POST', url, ...jsonText(`{"code":${value}}`) })
      if (status !== 400) taken.push(`${url}: ${value}: ${status}`)
    }
    for (const value of ['null', '5', undefined]) {
      const { status } = await client.send({ method: 'POST', url, ...(value === undefined ? {} : jsonText(value)) })
      if (status !== 400) taken.push(`${url}: a body ${value}: ${status}`)
    }
  }
  t.strictSame(taken, [])
  t.equal(world.repository.countSaves(), 0)
})

attack('takes no code out of the query or a header', {}, async (t, world) => {
  const { doors, secret } = await everyDoor(world)
  const code = world.code(secret)
  world.repository.countSaves()
  for (const [client, url] of doors) {
    for (const body of [{}, undefined]) {
      const answer = await client.post(`${url}?code=${code}&trustClient=true`, body, { code, 'x-code': code, 'x-otp': code, authorization: `Bearer ${code}` })
      t.equal(answer.status, 400, url)
    }
  }
  t.equal(world.repository.countSaves(), 0)
  await isRefused(t, doors[0]![0])
})

attack('drops properties that it does not know, and keeps none in the session or the record', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const more = { verified: true, method: 'trusted-client', userId: 'bob', stamp: 'x', status: 'complete', fresh: true, verifiedAt: 9e15, next: 'https://evil.example', location: 'https://evil.example', replace: true, admin: true, enabled: false }
  const pending = await world.login('alice')
  t.equal(outcome(await pending.post('/two-factor/challenge', { ...more, code: world.wrong(secret) })), 'TWO_FACTOR_INVALID_CODE')
  await isRefused(t, pending)
  const { body } = await pending.post('/two-factor/challenge', { ...more, code: world.code(secret) })
  t.strictSame(body, { status: 'complete', method: 'totp', location: '/' })
  await isFull(t, pending, 'alice')
  const session = JSON.parse(world.store.sessions.get(storedSessionId(pending))!)
  t.match(session.twoFactor, { userId: 'alice', status: 'complete', method: 'totp', verifiedAt: world.clock.now })
  t.notMatch(JSON.stringify([session, world.repository.stored('alice')]), /evil\.example|"admin"|"x"|9000000000000000/)
})

attack('answers an id in a path that is none with 404 or 400', {}, async (t, world) => {
  const { client: alice } = await world.enroll('alice')
  const row = world.repository.rows.get('alice')
  const ids = ['..', '../..', '..%2f..', '%2e%2e', '%00', '%00%00', '%', '%zz', '%ff', '%ed%a0%80', '__proto__', 'constructor', 'toString', '0', '-1', '*', '%20', `${'a'.repeat(10_000)}`, '%F0%9F%94%91', '.', ';', '{}']
  const answered: string[] = []
  for (const id of ids) {
    for (const path of [`/two-factor/trusted-clients/${id}/revoke`, `/two-factor/authenticators/${id}/remove`]) {
      const { status, body } = await overSocket(world.i1, { method: 'POST', path, headers: { cookie: cookieHeader(alice), 'content-type': 'application/json' }, body: '{"code":"123456"}' })
      if (![400, 404, 414, 431].includes(status) || /at .*\.[jt]s:\d/.test(body)) answered.push(`${path.slice(0, 60)}: ${status} ${body}`)
    }
  }
  t.strictSame(answered, [])
  t.strictSame(world.repository.rows.get('alice'), row)
  await isFull(t, alice, 'alice')
})

/** Milliseconds that one request may take. */
const LONGEST = 50
const TRIES = 10

const LIMIT = 4096

function padded (text: string, bytes: number): string {
  return text.padEnd(bytes, ' ')
}

/** Bodies that are too large, too deep, or hard on a regular expression, with the answer they get. */
const bodies: [what: string, status: number, url: string, body: string][] = [
  ['a code of 1 MB', 413, '/two-factor/challenge', `{"code":"${'1'.repeat(1_000_000)}"}`],
  ['a code of 100,000 digits', 413, '/two-factor/challenge', `{"code":"${'9'.repeat(100_000)}"}`],
  ['a number of 100,000 digits', 413, '/two-factor/challenge', `{"code":${'9'.repeat(100_000)}}`],
  ['one byte too much', 413, '/two-factor/challenge', padded('{"code":"12345"}', LIMIT + 1)],
  ['a number of 4,000 digits', 400, '/two-factor/challenge', `{"code":${'9'.repeat(4000)}}`],
  ['deep arrays', 400, '/two-factor/challenge', `{"code":${'['.repeat(2000)}${']'.repeat(2000)}}`],
  ['deep objects', 400, '/two-factor/challenge', `${'{"a":'.repeat(600)}1${'}'.repeat(600)}`],
  ['very deep arrays', 413, '/two-factor/challenge', '['.repeat(1_000_000)],
  ['many properties', 400, '/two-factor/challenge', `{${Array.from({ length: 500 }, (_, index) => `"${index}":0`).join()}}`],
  ['spaces', 400, '/two-factor/challenge', `{"code":"${' '.repeat(4000)}"}`],
  ['digits and spaces', 400, '/two-factor/challenge', `{"code":"${'1 - '.repeat(1000)}"}`],
  ['spaces and a letter', 400, '/two-factor/challenge', `{"code":"12345${' -'.repeat(1900)}x"}`],
  ['64 spaces and a letter', 400, '/two-factor/challenge', `{"code":"12345${' -'.repeat(29)}x"}`],
  ['a recovery code of 4,000 characters', 400, '/two-factor/recovery', `{"code":"${'A-'.repeat(2000)}"}`],
  ['a recovery code of dashes', 400, '/two-factor/recovery', `{"code":"${'-'.repeat(64)}"}`],
  ['a long name', 400, '/two-factor/enrollment', `{"name":"${'a'.repeat(4000)}\\u0000"}`],
  ['a name of spaces', 400, '/two-factor/enrollment', `{"name":"${' '.repeat(4000)}"}`],
  ['a long Secret', 400, '/two-factor/enrollment', `{"secret":"${'\\u0345'.repeat(600)}"}`],
  ['a long password', 400, '/two-factor/enrollment', `{"password":"${'p'.repeat(4000)}"}`]
]

attack('refuses a body that is too large, too deep or too clever within 50 ms', { kinds: ['plain'] }, async (t, world) => {
  await world.enroll('alice')
  const pending = await world.login('alice')
  const carol = await world.login('carol')
  world.repository.countSaves()
  for (const [what, status, url, body] of bodies) {
    const client = url === '/two-factor/enrollment' ? carol : pending
    let best = Infinity
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const started = performance.now()
      const answer = await client.send({ method: 'POST', url, ...jsonText(body) })
      best = Math.min(best, performance.now() - started)
      if (attempt === 0) t.equal(answer.status, status, what)
    }
    t.ok(best < LONGEST, `${what}: ${best.toFixed(1)} ms`)
  }
  t.equal(world.repository.countSaves(), 0)
})

attack('takes a body of 4 KiB and nothing larger, as JSON and as a form', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const pending = await world.login('alice')
  const json = `{"code":"${world.wrong(secret)}"}`
  t.equal(outcome(await pending.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(padded(json, LIMIT)) })), 'TWO_FACTOR_INVALID_CODE')
  t.equal((await pending.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(padded(json, LIMIT + 1)) })).status, 413)
  const form = `code=${world.wrong(secret)}&x=`
  for (const [bytes, status] of [[LIMIT, 422], [LIMIT + 1, 413]] as const) {
    t.equal((await pending.send({ method: 'POST', url: '/two-factor/challenge', payload: form.padEnd(bytes, 'x'), headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, status)
  }
})

attack('reads no more of a header of preferences than browsers send, so that a long one costs nothing', {}, async (t, world) => {
  const accept = `text/html,application/xhtml+xml,application/xml;q=0.9,${'x/y,'.repeat(90)}*/*;q=0.8`
  const long = ','.repeat(15_000)
  t.equal((await world.client().get('/me', { accept })).status, 303)
  t.equal((await world.client().get('/me', { accept: `${long}text/html` })).status, 401)

  const malformed = async (language: string): Promise<unknown> => (await world.client().submit('/two-factor/challenge', {}, { 'accept-language': language })).body
  t.match(await malformed('it-IT,it;q=0.9,en;q=0.8'), /lang="it"/)
  t.match(await malformed(`${long}it`), /lang="en"/)
})
