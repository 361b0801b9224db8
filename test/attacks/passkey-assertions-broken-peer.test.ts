import { passkeys } from '../../lib/methods/passkey/peer.js'
import { createPasskeys, kPasskeys, type Verifier } from '../../lib/methods/passkey/relying-party.js'
import { answerOf } from '../endurance/faults/faults.js'
import { unavailable } from '../support/answers.js'
import { addPasskey, answerChallenge, assertion, confirmPasskey, madePasskey, passkeyOptions, register, securityKey, SITE, syncedPasskey } from './passkeys.js'
import { attack, isRefused } from './support.js'

const CAUSE = 'connect ETIMEDOUT postgres://admin:hunter2@db'

class Odd extends Error {
  override get message (): string { throw new Error(CAUSE) }
}

const { proxy: revoked, revoke } = Proxy.revocable({}, {})
revoke()

/** What a library may throw that is broken or has been tampered with. */
const thrown: Record<string, unknown> = {
  'an error': new Error(CAUSE),
  'a type error': new TypeError("Cannot read properties of undefined (reading 'x')"),
  nothing: undefined,
  null: null,
  'a text': CAUSE,
  'a number': 0,
  true: true,
  'a symbol': Symbol('x'),
  'an object': { statusCode: 200, facts: { userVerified: true } },
  facts: { facts: { userVerified: true } },
  'an error with a status': Object.assign(new Error(CAUSE), { statusCode: 200, code: 'TWO_FACTOR_INVALID_CODE', name: 'FastifyError' }),
  'an error without text': Object.assign(new Error(CAUSE), { message: undefined }),
  'an error whose text throws': new Odd(),
  'an error whose text is an object': Object.assign(new Error(CAUSE), { message: { slice: () => ({ toJSON () { throw new Error(CAUSE) } }) } }),
  'a revoked proxy': revoked
}

/** What it may answer that is no fact. */
const answered: Record<string, unknown> = {
  nothing: undefined,
  true: true,
  'an empty object': {},
  'a text': 'verified',
  'a list': [true],
  'a function': () => true,
  'a fact that is a text': { signCount: 9, userVerified: 'yes', backupEligible: 'no', backedUp: 'no' },
  'a promise in a promise': { verified: Promise.resolve(true) }
}

const oddities: readonly [what: string, act: () => unknown][] = [
  ...Object.entries(thrown).map(([what, value]): [string, () => unknown] => [`throws ${what}`, () => { throw value }]),
  ...Object.entries(answered).map(([what, value]): [string, () => unknown] => [`answers ${what}`, () => value])
]

const { verifier } = passkeys()[kPasskeys]

/** What a part of the library does instead, for as long as a test says so. */
let broken: Partial<Record<keyof Verifier, () => any>> = {}

const faulty: Verifier = {
  attestation: object => (broken.attestation ?? (() => verifier.attestation(object)))(),
  key: key => (broken.key ?? (() => verifier.key(key)))(),
  registration: async (...given) => await (broken.registration ?? (() => verifier.registration(...given)))(),
  assertion: async (...given) => await (broken.assertion ?? (() => verifier.assertion(...given)))()
}
const withFaultyPeer = { origin: SITE, passkeys: createPasskeys({}, faulty) }

attack('refuses an assertion, or is unavailable, whatever the verifying library throws or answers', withFaultyPeer, async (t, world) => {
  const { authenticator } = await register(world, 'alice', syncedPasskey())
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  const row = world.repository.rows.get('alice')
  for (const part of ['key', 'assertion'] as const) {
    for (const [what, act] of oddities) {
      broken = { [part]: act }
      const answer = await answerChallenge(client, authenticator.get(options))
      broken = {}
      t.ok([422, 503].includes(answer.status), `${part} ${what}: ${answer.status}`)
      t.notMatch(JSON.stringify(answer.body), /hunter2|ETIMEDOUT|\.[jt]s:\d/, `${part} ${what}: tells nothing`)
    }
  }
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  await isRefused(t, client)
  t.equal((await answerChallenge(client, authenticator.get(options))).status, 200, 'the same challenge, when it works again')
})

attack('registers nothing, whatever the verifying library throws or answers', withFaultyPeer, async (t, world) => {
  const alice = await world.login('alice')
  const made = await madePasskey(alice, securityKey())
  const row = world.repository.rows.get('alice')
  for (const part of ['attestation', 'registration'] as const) {
    for (const [what, act] of oddities) {
      broken = { [part]: act }
      const answer = await confirmPasskey(alice, made)
      broken = {}
      t.ok([422, 503].includes(answer.status), `${part} ${what}: ${answer.status}`)
      t.notMatch(JSON.stringify(answer.body), /hunter2|ETIMEDOUT|\.[jt]s:\d/, `${part} ${what}: tells nothing`)
    }
  }
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  t.equal((await confirmPasskey(alice, made)).status, 200, 'the same answer, when it works again')
})

attack('is unavailable, without access, when the verifying library hangs, and works again afterwards', { kinds: ['plain'], ...withFaultyPeer }, async (t, world) => {
  const { client: alice, authenticator } = await register(world, 'alice')
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  const made = await madePasskey(alice, securityKey())
  const row = world.repository.rows.get('alice')
  const credential = await assertion(alice, authenticator)
  for (const act of [() => answerChallenge(client, authenticator.get(options)), () => alice.post('/two-factor/disable', { credential }), () => confirmPasskey(alice, made)]) {
    const script = { hanging: 0, operations: [], end: () => {} }
    const hang = async (): Promise<never> => {
      script.hanging++
      return await new Promise(() => {})
    }
    broken = { assertion: hang, registration: hang }
    unavailable(t, await answerOf(act, script))
    broken = {}
    t.equal(script.hanging, 1)
  }
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  await isRefused(t, client)
  t.equal((await answerChallenge(client, authenticator.get(options))).status, 200, 'the same challenge')
  t.equal((await addPasskey(alice, securityKey())).status, 200)
})
