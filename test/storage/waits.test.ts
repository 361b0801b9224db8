import t from 'tap'
import { parseRecord } from '../../lib/methods/index.js'
import { accept } from '../../lib/record/decision.js'
import { createRecord } from '../../lib/record/record.js'
import type { Storage, StorageOptions } from '../../lib/storage/storage.js'

t.test('after each lost race it waits at random, for up to 20 ms at first, twice as long each time, and never longer than 100 ms', async t => {
  const waits: number[] = []
  const mocked: { Storage: typeof Storage } = await t.mockImport('../../lib/storage/storage.js', {
    'node:timers/promises': { setTimeout: async (milliseconds: number) => { waits.push(milliseconds) } }
  })
  const storage = new mocked.Storage({
    parseRecord,
    userRepository: { findUser: async () => null, findTwoFactor: async () => null, saveTwoFactor: async () => false },
    onEvent: undefined,
    clock: () => 0,
    log: {} as StorageOptions['log']
  })
  const lose = async (): Promise<number[]> => {
    await t.rejects(storage.decide('alice', { decide: () => accept(createRecord('stamp', 'cookie'), undefined) }), { code: 'TWO_FACTOR_UNAVAILABLE', cause: { message: 'The two-factor record was changed by others in each of 20 tries.' } })
    return waits.splice(0)
  }
  const longest = [20, 40, 80, ...Array.from({ length: 17 }, () => 100)]
  const { random } = Math
  t.teardown(() => { Math.random = random })
  for (const drawn of [0, 0.5, 1]) {
    Math.random = () => drawn
    t.strictSame(await lose(), longest.map(milliseconds => drawn * milliseconds), `drawn ${drawn}`)
  }
})
