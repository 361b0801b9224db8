import t from 'tap'
import { accept } from '../../lib/record/decision.js'
import { createRecord } from '../../lib/record/record.js'
import type { Service, ServiceOptions } from '../../lib/storage/storage.js'

t.test('after each lost race it waits at random, for up to 20 ms at first, twice as long each time, and never longer than 100 ms', async t => {
  const waits: number[] = []
  const mocked: { Service: typeof Service } = await t.mockImport('../../lib/storage/storage.js', {
    'node:timers/promises': { setTimeout: async (milliseconds: number) => { waits.push(milliseconds) } }
  })
  const service = new mocked.Service({
    userRepository: { findUser: async () => null, findTwoFactor: async () => null, saveTwoFactor: async () => false },
    onEvent: undefined,
    clock: () => 0,
    log: {} as ServiceOptions['log']
  })
  const lose = async (): Promise<number[]> => {
    await t.rejects(service.change('alice', { decide: () => accept(createRecord('stamp', 'cookie'), undefined) }), { code: 'TWO_FACTOR_UNAVAILABLE', cause: { message: 'The two-factor record was changed by others in each of 20 tries.' } })
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
