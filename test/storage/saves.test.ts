import t from 'tap'
import { parseRecord } from '../../lib/methods/index.js'
import { accept } from '../../lib/record/decision.js'
import { createRecord } from '../../lib/record/record.js'
import { Storage, type StorageOptions } from '../../lib/storage/storage.js'
import { users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

function storageOf (userRepository: TestRepository): Storage {
  return new Storage({ parseRecord, userRepository, onEvent: undefined, clock: () => 0, log: {} as StorageOptions['log'] })
}

t.test('the number of saves is another one before, while and after each is tried, also one that fails', async t => {
  const repository = new TestRepository(users)
  const storage = storageOf(repository)
  const seen: number[] = []
  for (const failure of [undefined, new Error('down')]) {
    seen.push(storage.saves)
    repository.before = method => {
      if (method !== 'saveTwoFactor') return
      seen.push(storage.saves)
      if (failure !== undefined) throw failure
    }
    await storage.decide<undefined>('alice', { decide: () => accept(createRecord('stamp', 'cookie'), undefined) }).catch(() => {})
    seen.push(storage.saves)
  }
  t.strictSame(seen, [0, 1, 2, 2, 3, 4])
})

t.test('what the repository fails with is passed on without the record that was read last, and the one that it was to save', async t => {
  const repository = new TestRepository(users)
  const storage = storageOf(repository)
  const stamps = ['8c1f0a5de2b94736stamp-before', 'd47b29e6f3c85a10stamp-after'] as const
  const save = async (stamp: string): Promise<unknown> =>
    await storage.decide<undefined>('alice', { decide: () => accept(createRecord(stamp, 'cookie'), undefined) })
  await save(stamps[0])
  await storage.read('alice', 'while-off')
  for (const failing of ['saveTwoFactor', 'findTwoFactor', 'findUser'] as const) {
    repository.before = method => { if (method === failing) throw new Error(`failed with ${stamps.join(' and ')}`) }
    const error = await (failing === 'findUser' ? storage.findUser('alice') : save(stamps[1])).catch((error: Error) => error) as Error
    t.match(error, { code: 'TWO_FACTOR_UNAVAILABLE' })
    t.equal((error.cause as Error).message, `failed with [record] and ${failing === 'saveTwoFactor' ? '[record]' : stamps[1]}`, failing)
  }
})
