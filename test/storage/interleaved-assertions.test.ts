import fc from 'fast-check'
import t from 'tap'
import { createKeyRing } from '../../lib/crypto/key-ring.js'
import { parseRecord } from '../../lib/methods/index.js'
import { isLiveChallenge, issueChallenge } from '../../lib/methods/passkey/challenge.js'
import type { Asserted } from '../../lib/methods/passkey/facts.js'
import { passkeysOf } from '../../lib/methods/passkey/passkey.js'
import { proveAssertion } from '../../lib/methods/passkey/proof.js'
import { createRecord } from '../../lib/record/record.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import type { UserRepository } from '../../lib/repositories/user-repository.js'
import { Storage, type StorageOptions } from '../../lib/storage/storage.js'
import { assertionBy, NOW, passkeyOf, securityKeyOf } from '../record/fixtures.js'
import { TestRepository } from '../support/test-repository.js'

const ring = createKeyRing(Buffer.alloc(32, 1))
const bound = { ring, purpose: 'step-up', userId: 'alice', signInId: 'sign-in', stamp: 'stamp' } as const
const owned = [passkeyOf('phone'), securityKeyOf('key')]

/** An answer that is posted: where, by which passkey, and to which challenge, given out at which count. */
interface Post { readonly instance: number, readonly passkey: number, readonly challenge: number, readonly at: number }

const posts = (instances: number): fc.Arbitrary<Post[]> => fc.array(fc.record({
  instance: fc.nat(instances - 1), passkey: fc.nat(owned.length - 1), challenge: fc.nat(1), at: fc.constantFrom(0, 0, 0, 1, 2)
}), { minLength: 2, maxLength: 7 })

/** A repository whose calls take effect, and whose answers arrive, in the order of the scheduler. */
function scheduled (repository: TestRepository, scheduler: fc.Scheduler): UserRepository {
  const late = async <Answer>(name: string, call: () => Promise<Answer>): Promise<Answer> => {
    await scheduler.schedule(Promise.resolve(), `${name} takes effect`)
    const answer = await call()
    await scheduler.schedule(Promise.resolve(), `${name} answers`)
    return answer
  }
  return {
    findUser: async userId => await repository.findUser(userId),
    findTwoFactor: async userId => await late('load', async () => await repository.findTwoFactor(userId)),
    saveTwoFactor: async (...save) => await late('save', async () => await repository.saveTwoFactor(...save))
  }
}

t.test('no assertion is accepted twice, nor two that answer challenges of one count, however the loads and saves of two or three instances interleave', async t => {
  // who was slower tries again at once: the scheduler says what comes first
  t.intercept(Math, 'random', { value: () => 0 })
  let races = 0
  for (const instances of [2, 3]) {
    await fc.assert(fc.asyncProperty(fc.scheduler(), posts(instances), async (scheduler, given) => {
      const repository = new TestRepository({ alice: { accountName: 'alice' } })
      repository.rows.set('alice', { record: serializeRecord({ ...createRecord('stamp', 'cookie'), authenticators: owned }), enabled: true, revision: 1 })
      const options: StorageOptions = { parseRecord, userRepository: scheduled(repository, scheduler), onEvent: undefined, clock: () => NOW, log: {} as StorageOptions['log'] }
      const storages = Array.from({ length: instances }, () => new Storage(options))
      // two challenges were given out at each count
      const challenges = [0, 1, 2].map(count => [0, 1].map(() => issueChallenge(bound, count, NOW)))
      const accepted: Post[] = []
      const post = async ({ instance, passkey, challenge: index, at }: Post): Promise<void> => {
        const challenge = challenges[at]![index]!
        await storages[instance]!.decide<unknown, Asserted | undefined>('alice', {
          prepare: async ({ record }) => {
            await scheduler.schedule(Promise.resolve(), 'the signature is verified')
            // a key that counts says more each time that it is used
            const stored = passkeysOf(record!).find(({ id }) => id === owned[passkey]!.id)!
            return assertionBy(stored, { challenge, signCount: passkey === 1 ? 8 + at : 0 }).asserted
          },
          decide: ({ record, now }, asserted) => proveAssertion(record!, {
            ...assertionBy(owned[passkey]!), challenge, asserted, isLive: (assertions, now) => isLiveChallenge(challenge, bound, assertions, now)
          }, 'step-up', now)
        })
        accepted.push({ instance, passkey, challenge: index, at })
      }
      const answers = await scheduler.waitFor(Promise.allSettled(given.map(post)))
      const codes = answers.flatMap(answer => answer.status === 'rejected' ? [(answer.reason as { code: string }).code] : [])
      if (codes.some(code => code !== 'TWO_FACTOR_INVALID_CREDENTIAL')) throw new Error(`refused with ${codes.join(', ')}`)
      const counts = accepted.map(({ at }) => at)
      if (new Set(counts).size !== counts.length) throw new Error(`accepted at the counts ${counts.join(', ')}`)
      if (given.some(({ at }) => at === 0) !== counts.includes(0)) throw new Error('the first is accepted, where there is one')
      if ((repository.stored('alice')['assertions'] ?? 0) !== counts.length) throw new Error('each that is accepted is counted, and no other')
      races += repository.calls.filter(call => call === 'saveTwoFactor').length - repository.saved.length
    }), { numRuns: 150 })
  }
  t.ok(races > 20, `${races} saves came too late`)
})
