import t from 'tap'
import { parseRecord } from '../../lib/methods/index.js'
import { accept, refuse } from '../../lib/record/decision.js'
import { createRecord, type TwoFactorRecord } from '../../lib/record/record.js'
import { Storage, type StorageOptions } from '../../lib/storage/storage.js'
import { LONGEST_ANSWER } from '../../lib/storage/time-limit.js'
import { users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

function storageOf (userRepository: StorageOptions['userRepository']): Storage {
  return new Storage({ parseRecord, userRepository, onEvent: undefined, clock: () => 0, log: {} as StorageOptions['log'] })
}

const withLabel = (record: TwoFactorRecord | undefined, cookieName: string): TwoFactorRecord => ({ ...record ?? createRecord('stamp', 'cookie'), cookieName })

t.test('what takes time is prepared on the record just loaded, and the decision gets it', async t => {
  const observed = new TestRepository(users)
  const storage = storageOf(observed)
  await storage.decide('alice', { decide: ({ record }) => accept(withLabel(record, 'first'), undefined) })
  observed.count()
  const outcome = await storage.decide<string, string>('alice', {
    prepare: async ({ record }) => `prepared on ${record?.cookieName}`,
    decide: ({ record }, prepared) => accept(withLabel(record, 'second'), prepared)
  })
  t.equal(outcome, 'prepared on first')
  t.strictSame(observed.count(), { rows: 1, users: 0, writes: 1 }, 'one read and one write')
})

t.test('deciding again means preparing again, on the record that another wrote', async t => {
  const observed = new TestRepository(users)
  const storage = storageOf(observed)
  await storage.decide('alice', { decide: ({ record }) => accept(withLabel(record, 'first'), undefined) })
  const prepared: (string | undefined)[] = []
  const outcome = await storage.decide<string | undefined, string | undefined>('alice', {
    prepare: async ({ record }) => {
      if (prepared.push(record?.cookieName) === 1) observed.store('alice', record => ({ ...record, cookieName: 'of another' }))
      return record?.cookieName
    },
    decide: ({ record }, prepared) => record?.cookieName === prepared ? accept(withLabel(record, 'mine'), prepared) : refuse(record, 'TWO_FACTOR_NOT_FOUND')
  })
  t.strictSame(prepared, ['first', 'of another'])
  t.equal(outcome, 'of another')
})

t.test('a preparation that fails or hangs is 503, and nothing is decided', async t => {
  const observed = new TestRepository(users)
  const storage = storageOf(observed)
  const decide = (): never => { throw new Error('it was decided') }
  await t.rejects(storage.decide<string, string>('alice', { prepare: async () => { throw new Error('no signature') }, decide }), { code: 'TWO_FACTOR_UNAVAILABLE', cause: { message: 'no signature' } })
  const { setTimeout: real } = globalThis
  t.intercept(globalThis, 'setTimeout', { value: (call: () => void, milliseconds: number) => real(call, milliseconds === LONGEST_ANSWER ? 1 : milliseconds) })
  await t.rejects(storage.decide<string, string>('alice', { prepare: async () => await new Promise<string>(() => {}), decide }), { code: 'TWO_FACTOR_UNAVAILABLE', cause: { message: 'No answer within 10 seconds.' } })
  t.equal(observed.count().writes, 0)
})

t.test('what is asked while a change of a user is decided may change another user; to change the same one would wait for itself, and is 503', async t => {
  const storage = storageOf(new TestRepository(users))
  const changing = async (userId: string): Promise<unknown> => await storage.decide<undefined, undefined>('alice', {
    prepare: async () => await storage.ask('alice', async () => await storage.decide<undefined>(userId, { decide: ({ record }) => accept(withLabel(record, 'from within'), undefined) })),
    decide: ({ record }) => accept(withLabel(record, 'done'), undefined)
  })
  await t.rejects(changing('alice'), { code: 'TWO_FACTOR_UNAVAILABLE', cause: { message: 'What is asked while a change of this user is decided must not change that user.' } })
  await t.resolves(changing('bob'))
})
