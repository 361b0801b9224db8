import fc from 'fast-check'
import t from 'tap'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { createApplication, type TestApplication } from '../../support/application.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import type { Answer, Client } from '../../support/client.js'
import { generateKeys, type SignatureAlgorithm } from '../../support/cose-key.js'
import { assertionOf, forged, registrationOf, type Forged } from './forgeries.js'

const { FUZZ_CREDENTIALS } = process.env
const REQUESTS = Number(FUZZ_CREDENTIALS ?? 200)
/** Requests of one application's life. */
const LIFE = Math.min(REQUESTS, 1000)
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
/** Milliseconds of processor time, where nothing else is counted and runs beside it. */
const SLOWEST = FUZZ_CREDENTIALS === undefined ? Infinity : 200
const ALGORITHMS: readonly SignatureAlgorithm[] = [-7, -8, -257]
/** One pair of each: to make one for RS256 takes longer than any answer. */
const KEYS = ALGORITHMS.map(generateKeys)
const DOORS = ['confirm', 'challenge', 'step-up', 'remove', 'disable'] as const

interface Step {
  door: typeof DOORS[number]
  /** The user's place among the algorithms. */
  of: number
  form: boolean
  forged: Forged
  /** Whether a new passkey signs itself. */
  attests: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  door: fc.oneof({ weight: 2, arbitrary: fc.constant('confirm' as const) }, { weight: 4, arbitrary: fc.constantFrom(...DOORS) }),
  of: fc.nat({ max: ALGORITHMS.length - 1 }),
  form: fc.boolean(),
  forged,
  attests: fc.boolean()
})

/** Who has a passkey, signed in and at the challenge, with what each is asked for. */
interface Owner {
  authenticator: SoftAuthenticator
  passkeyId: string
  client: Client
  pending: Client
  asked: { challenge: object, stepUp: object }
}

/** An application with two users of each algorithm: one registers a first passkey, and one has an authenticator app and a passkey. */
class World {
  readonly #application: TestApplication
  readonly #newcomers: { client: Client, creation: object }[] = []
  readonly #owners: Owner[] = []

  constructor (application: TestApplication) {
    this.#application = application
  }

  /** Sends one answer of a passkey and sees to it that the next one finds the same state, whatever became of this one. */
  async send ({ door, of, form, forged, attests }: Step): Promise<{ answer: Answer, processor: number, wall: number, taken: boolean }> {
    const { client, url, credential } = door === 'confirm' ? await this.#register(of, attests, forged) : await this.#assert(of, door, forged)
    const began = performance.now()
    const started = process.cpuUsage()
    const answer = form ? await client.submit(url, { credential: JSON.stringify(credential) }) : await client.post(url, { credential })
    const { user, system } = process.cpuUsage(started)
    const wall = performance.now() - began
    const taken = answer.status < 400
    if (taken) await this.#renew(door, of)
    return { answer, processor: (user + system) / 1000, wall, taken }
  }

  async #register (of: number, attests: boolean, forged: Forged): Promise<{ client: Client, url: string, credential: unknown }> {
    const { client, creation } = this.#newcomers[of] ??= await this.#newcomer(of)
    const credential = registrationOf(new SoftAuthenticator({ algorithm: ALGORITHMS[of]!, attests }), creation, KEYS[of]!, forged)
    return { client, url: '/two-factor/passkeys/confirm', credential }
  }

  async #assert (of: number, door: Exclude<Step['door'], 'confirm'>, forged: Forged): Promise<{ client: Client, url: string, credential: unknown }> {
    const { authenticator, passkeyId, client, pending, asked } = this.#owners[of] ??= await this.#owner(of)
    const atChallenge = door === 'challenge'
    return {
      client: atChallenge ? pending : client,
      url: door === 'remove' ? `/two-factor/authenticators/${passkeyId}/remove` : `/two-factor/${door}`,
      credential: assertionOf(authenticator, atChallenge ? asked.challenge : asked.stepUp, forged)
    }
  }

  async #newcomer (of: number): Promise<{ client: Client, creation: object }> {
    await this.#application.app.twoFactor.reset(`newcomer ${of}`)
    const client = await this.#application.login(`newcomer ${of}`)
    const { body: { options } } = await client.post('/two-factor/passkeys')
    return { client, creation: options }
  }

  async #owner (of: number): Promise<Owner> {
    const userId = `owner ${of}`
    await this.#application.app.twoFactor.reset(userId)
    const { client } = await this.#application.enroll(userId)
    const authenticator = new SoftAuthenticator({ algorithm: ALGORITHMS[of]!, synced: of === 1 })
    const { body: { options } } = await client.post('/two-factor/passkeys')
    await client.post('/two-factor/passkeys/confirm', { credential: authenticator.create(options, { keys: KEYS[of]! }) })
    const { body: { authenticators } } = await client.get('/two-factor')
    const { id } = authenticators.find(({ type }: { type: string }) => type === 'passkey')
    return { authenticator, passkeyId: id, client, ...await this.#ask(userId, client) }
  }

  async #ask (userId: string, client: Client): Promise<Pick<Owner, 'pending' | 'asked'>> {
    const pending = await this.#application.login(userId)
    const [challenge, stepUp] = [await pending.get('/two-factor/challenge'), await client.get('/two-factor/step-up')]
    return { pending, asked: { challenge: challenge.body.passkeyOptions, stepUp: stepUp.body.passkeyOptions } }
  }

  /** What was taken spent every challenge of its user. */
  async #renew (door: Step['door'], of: number): Promise<void> {
    if (door === 'confirm') delete this.#newcomers[of]
    else if (door === 'remove' || door === 'disable') delete this.#owners[of]
    else Object.assign(this.#owners[of]!, await this.#ask(`owner ${of}`, this.#owners[of]!.client))
  }
}

async function createWorld (): Promise<{ application: TestApplication, world: World }> {
  const names = ALGORITHMS.flatMap((_algorithm, index) => [`newcomer ${index}`, `owner ${index}`])
  const application = await createApplication({
    users: Object.fromEntries(names.map(name => [name, { accountName: name }])),
    origin: 'https://acme.example',
    passkeys: passkeys()
  })
  return { application, world: new World(application) }
}

/** Whether a signature that nobody made was taken: a new passkey that does not sign itself has none. */
function isForged ({ door, forged, attests }: Step): boolean {
  return forged.kind === 'signature' && (door !== 'confirm' || attests)
}

t.test(`answers ${REQUESTS} forged answers of passkeys without a failure or a slow answer (seed ${SEED})`, { timeout: 3_600_000 }, async t => {
  const rejected: unknown[] = []
  const note = (reason: unknown): void => { rejected.push(reason) }
  process.on('unhandledRejection', note)
  t.teardown(() => process.off('unhandledRejection', note))
  const statuses = new Map<number, number>()
  const taken = new Map<string, number>()
  let slowest = 0
  let slowestWall = 0

  const answer = async (steps: Step[], limit: number): Promise<void> => {
    const { application, world } = await createWorld()
    try {
      for (const step of steps) {
        const { answer: { status, body }, processor, wall, taken: wasTaken } = await world.send(step)
        slowest = Math.max(slowest, processor)
        slowestWall = Math.max(slowestWall, wall)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (wasTaken) taken.set(`${step.door}: ${step.forged.kind}`, (taken.get(`${step.door}: ${step.forged.kind}`) ?? 0) + 1)
        const problems: string[] = []
        if (status >= 500) problems.push(`status ${status}: ${JSON.stringify(body)}`)
        if (processor > limit) problems.push(`took ${processor.toFixed(0)} ms`)
        if (wasTaken && isForged(step)) problems.push('was taken')
        if (problems.length > 0) throw new Error(`${JSON.stringify(step)}: ${problems.join('; ')}`)
      }
    } finally {
      await application.app.close()
    }
  }

  // the first answers of a process compile what they run
  const right = DOORS.flatMap(door => [false, true].map((form, index): Step => ({ door, of: (DOORS.indexOf(door) + index) % 3, form, attests: form, forged: { kind: 'nothing' } })))
  await answer(right, Infinity)
  t.equal([...taken.values()].reduce((sum, count) => sum + count, 0), right.length, 'each right answer is taken')
  if (FUZZ_CREDENTIALS !== undefined) await answer(fc.sample(step, { seed: SEED + 1, numRuns: LIFE }), Infinity)
  slowest = slowestWall = 0

  const life = fc.array(step, { minLength: LIFE, maxLength: LIFE, size: 'max' })
  const { failed, errorInstance } = await fc.check(
    fc.asyncProperty(life, async steps => await answer(steps, SLOWEST)),
    { seed: SEED, numRuns: Math.ceil(REQUESTS / LIFE), endOnFailure: process.env.FUZZ_SHRINK === undefined }
  )
  t.notOk(failed, String(errorInstance))
  t.strictSame(rejected, [])
  const count = (...some: number[]): number => some.reduce((sum, status) => sum + (statuses.get(status) ?? 0), 0)
  t.ok(count(...statuses.keys()) >= REQUESTS, 'there were as many requests')
  t.ok(count(422, 409) > count(400, 413), 'most are refused for what they say, not for their shape')
  t.comment(`answers by status: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`)
  t.comment(`taken: ${JSON.stringify(Object.fromEntries([...taken].sort()))}`)
  t.comment(`slowest: ${slowest.toFixed(0)} ms of processor time, ${slowestWall.toFixed(0)} ms by the clock`)
  for (const status of [200, 204, 303, 400, 422]) t.ok(statuses.has(status), `some answers are ${status}`)
})
