import { Writable } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { createApplication, users, type TestApplication } from '../../support/application.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import { Client } from '../../support/client.js'
import { generateKeys, type KeyPair, type SignatureAlgorithm } from '../../support/cose-key.js'
import { beginning, episode, type Step } from './arbitraries.js'
import { changed } from './changes.js'

const { FUZZ_REQUESTS } = process.env
const REQUESTS = Number(FUZZ_REQUESTS ?? 4000)
/** Episodes of one application's life, a good 100 requests. */
const EPISODES = 75
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
const NAMES = ['alice', 'bob', 'carol', 'dave']
/** Of the passkeys of each: ES256, EdDSA, RS256. */
const ALGORITHMS: readonly SignatureAlgorithm[] = [-7, -8, -257, -7]
/** One pair for all passkeys of a user: to make one for RS256 takes longer than any answer. */
const KEYS = ALGORITHMS.map(generateKeys)
const WRONG_RECOVERY_CODE = 'AAAA-BBBB-CCCC-DDDD-EEEE-FFFF'
/** Milliseconds of processor time; more beside all the other tests, where coverage is counted and the caches are shared. */
const SLOWEST = FUZZ_REQUESTS === undefined ? 600 : 200

interface Device {
  authenticator: SoftAuthenticator
  keys: KeyPair
  creation: object | undefined
  request: object | undefined
}

interface World extends TestApplication {
  secrets: Map<string, string>
  recoveryCodes: Map<string, string[]>
  clients: Client[]
  /** Of each user, with what it was asked last. */
  devices: Device[]
  /** Where a passkey was right. */
  accepted: Set<string>
  /** The code that each user was sent last. */
  sent: Map<string, string>
  log: string[]
}

async function createWorld (accepted: Set<string>): Promise<World> {
  const log: string[] = []
  const stream = new Writable({ write (chunk, _encoding, done) { log.push(String(chunk)); done() } })
  const sent = new Map<string, string>()
  const application = await createApplication({
    users: Object.fromEntries(Object.entries(users).map(([id, user]) => [id, { ...user, codeAddress: user.accountName }])),
    sendCode: ({ userId, code }) => { sent.set(userId, code) },
    server: { logger: { level: 'trace', stream } },
    origin: 'https://acme.example',
    passkeys: passkeys(),
    sessions: { list: true },
    verifyPassword: (_userId, password) => password === 'right password',
    extend: app => {
      app.post('/login/external', async request => {
        const { userId, next } = request.body as { userId: string, next?: string }
        return await request.twoFactor.signInExternally(userId, { next })
      })
    }
  })
  return {
    ...application,
    sent,
    log,
    accepted,
    secrets: new Map(),
    recoveryCodes: new Map(),
    clients: NAMES.map(() => application.client()),
    devices: NAMES.map((_name, index) => ({ authenticator: new SoftAuthenticator({ synced: index % 2 === 0, algorithm: ALGORITHMS[index]! }), keys: KEYS[index]!, creation: undefined, request: undefined }))
  }
}

function payload (world: World, { body, user, url }: Step): { payload?: string, type?: string } {
  // the login is the application's own, and its password check stands before the plugin
  if (url.startsWith('/login')) return { payload: JSON.stringify({ userId: NAMES[user], next: url }), type: 'application/json' }
  if (body.kind === 'none') return {}
  if (body.kind === 'raw') return { payload: body.text, ...(body.type === undefined ? {} : { type: body.type }) }
  if (body.kind === 'json') return { payload: JSON.stringify(body.value), type: 'application/json' }
  if (body.kind === 'passkey') {
    return { payload: JSON.stringify({ credential: changed(answered(world.devices[user]!, body.act), body.changes), ...body.more }), type: 'application/json' }
  }
  const name = NAMES[user]!
  const secret = world.secrets.get(name) ?? 'A'.repeat(32)
  const codes = {
    right: world.code(secret),
    next: world.code(secret, 1),
    old: world.code(secret, -1),
    wrong: '000000',
    sent: world.sent.get(name) ?? '111111',
    recovery: world.recoveryCodes.get(name)?.pop() ?? WRONG_RECOVERY_CODE,
    'wrong recovery': WRONG_RECOVERY_CODE
  }
  return { payload: JSON.stringify({ userId: name, code: codes[body.which], ...body.more }), type: 'application/json' }
}

/** What the browser makes of what it was asked last; nothing where it was not, or the device has no such passkey. */
function answered ({ authenticator, keys, creation, request }: Device, act: 'create' | 'get'): object {
  try {
    if (act === 'create' && creation !== undefined) return authenticator.create(creation, { keys })
    if (act === 'get' && request !== undefined) return authenticator.get(request)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
  return {}
}

/** Whether this answer is that a passkey was right: a complete session is told at the challenge how it came about. */
function isByPasskey (url: string, { method }: { method?: unknown }): boolean {
  return !url.endsWith('/challenge') || method === 'passkey'
}

/** Does one step and gives what is wrong with its answer; `slowest` in milliseconds. */
async function run (world: World, step: Step, slowest: number): Promise<string[]> {
  if (step.forget) world.clients[step.user] = world.client()
  world.clock.now += step.wait * 1000
  const { payload: text, type } = payload(world, step)
  const withBody = text !== undefined && step.method !== 'GET' && step.method !== 'HEAD'
  const started = process.cpuUsage()
  const { status, body, headers } = await world.clients[step.user]!.send({
    method: step.method,
    url: step.url,
    headers: { ...step.headers, ...(withBody && type !== undefined ? { 'content-type': type } : {}) },
    ...(withBody ? { payload: text } : {})
  })
  const { user, system } = process.cpuUsage(started)
  const took = (user + system) / 1000
  const name = NAMES[step.user]!
  const problems: string[] = []
  if (status >= 500) problems.push(`status ${status}: ${JSON.stringify(body)}`)
  if (took > slowest) problems.push(`took ${took.toFixed(0)} ms`)
  const whole = JSON.stringify(headers) + (typeof body === 'string' ? body : JSON.stringify(body))
  // the pending key is shown to its owner alone, with what went wrong too
  for (const [owner, secret] of world.secrets) {
    const shown = owner === name && /enrollment/.test(step.url) && status < 500
    if (!shown && whole.replaceAll(' ', '').includes(secret)) problems.push(`a secret of ${owner} in an answer`)
  }
  if (status === 200 && typeof body === 'object' && body !== null) {
    if (typeof body.secret === 'string') world.secrets.set(name, body.secret)
    const device = world.devices[step.user]!
    if (step.body.kind === 'passkey' && step.method === 'POST' && isByPasskey(step.url, body)) world.accepted.add(step.url)
    if (typeof body.options === 'object') device.creation = body.options
    if (typeof body.passkeyOptions === 'object') device.request = body.passkeyOptions
    if (Array.isArray(body.recoveryCodes) && body.recoveryCodes.length > 0) world.recoveryCodes.set(name, body.recoveryCodes)
  }
  return problems
}

/** What must never stand in a log line: keys, URIs, recovery codes, cookies. */
function leaks (world: World): string[] {
  const text = world.log.join('')
  const codes = [...world.recoveryCodes.values()].flat()
  const cookies = world.clients.flatMap(({ jar }) => [...jar.values()])
  return [...world.secrets.values(), ...codes, ...cookies, 'otpauth:'].filter(secret => text.includes(secret)).map(secret => `in the log: ${secret}`)
}

t.test(`answers ${REQUESTS} random requests without a failure, a slow answer or a leak (seed ${SEED})`, { timeout: 3_600_000 }, async t => {
  const rejected: unknown[] = []
  const note = (reason: unknown): void => { rejected.push(reason) }
  process.on('unhandledRejection', note)
  t.teardown(() => process.off('unhandledRejection', note))
  const statuses = new Map<number, number>()
  const accepted = new Set<string>()
  const requests = fc.array(episode, { minLength: EPISODES, maxLength: EPISODES, size: 'max' }).map(episodes => [...beginning, ...episodes.flat()])
  const answer = async (steps: Step[], slowest: number): Promise<void> => {
    const world = await createWorld(accepted)
    world.app.addHook('onResponse', async (_request, reply) => { statuses.set(reply.statusCode, (statuses.get(reply.statusCode) ?? 0) + 1) })
    try {
      for (const step of steps) {
        const problems = await run(world, step, slowest)
        if (problems.length > 0) throw new Error(`${step.method} ${step.url}: ${problems.join('; ')}`)
      }
      const leaked = leaks(world)
      if (leaked.length > 0) throw new Error(leaked.join('; '))
    } finally {
      await world.app.close()
    }
  }
  // the first answers of a process compile what they run
  await answer(fc.sample(requests, { seed: SEED, numRuns: 1 }).flat(), Infinity)
  const { failed, errorInstance } = await fc.check(
    fc.asyncProperty(requests, async steps => await answer(steps, SLOWEST)),
    { seed: SEED, numRuns: Math.ceil(REQUESTS / 100), endOnFailure: process.env.FUZZ_SHRINK === undefined }
  )
  t.notOk(failed, String(errorInstance))
  t.ok([...statuses.values()].reduce((sum, count) => sum + count, 0) >= REQUESTS, 'there were as many requests')
  t.strictSame(rejected, [])
  t.comment(`answers by status: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`)
  for (const status of [200, 204, 303, 400, 401, 403, 404, 409, 415, 422, 429]) t.ok(statuses.has(status), `some answers are ${status}`)
  for (const path of ['passkeys/confirm', 'challenge', 'step-up']) t.ok(accepted.has(`/two-factor/${path}`), `a passkey was right at ${path}`)
})
