import t from 'tap'
import { parseRecord } from '../../lib/methods/index.js'
import { refuse } from '../../lib/record/decision.js'
import { Storage, type StorageOptions } from '../../lib/storage/storage.js'
import { LONGEST_ANSWER } from '../../lib/storage/time-limit.js'

const code = 'TWO_FACTOR_UNAVAILABLE'

function storage (change: Partial<StorageOptions['userRepository']>, clock = () => 0): Storage {
  const userRepository = { findUser: async () => null, findTwoFactor: async () => null, saveTwoFactor: async () => true, ...change } as StorageOptions['userRepository']
  return new Storage({ parseRecord, userRepository, onEvent: undefined, clock, log: {} as StorageOptions['log'] })
}

t.test('whatever the application gives that it must not is the cause of the 503, and says what it must give', async t => {
  t.throws(() => storage({}, () => Number.NaN).now(), { code, cause: { message: 'The clock must give milliseconds.' } })
  for (const [given, type] of [['alice', 'a string'], [0, 'a number'], [false, 'a boolean'], [[{ accountName: 'alice' }], 'an Array'], [new Map(), 'a Map'], [new Error('unknown'), 'an Error']]) {
    await t.rejects(storage({ findUser: async () => given as never }).findUser('alice'), { code, cause: { name: 'TypeError', message: `findUser must give an object, or nothing, and gives ${type}.` } })
  }
  const row = { record: '{}', enabled: false, revision: '1' as never }
  await t.rejects(storage({ findTwoFactor: async () => row }).read('alice', 'while-off'), { code, cause: { message: 'findTwoFactor must give the revision as the number that was saved.' } })
})

t.test('nothing stored may be told as null and as undefined', async t => {
  for (const nothing of [null, undefined]) {
    t.hasStrict(await storage({ findTwoFactor: async () => nothing }).read('alice', 'while-off'), { record: undefined, user: undefined }, String(nothing))
    t.equal(await storage({ findUser: async () => nothing }).findUser('alice'), null, `no user, as ${nothing}`)
  }
})

t.test('a change whose turn comes within ten seconds is made; after them it is 503, and the cause is that others took too long', async t => {
  const now = performance.now()
  let later = 0
  t.intercept(performance, 'now', { value: () => now + later })
  const tooLong = { code, cause: { message: 'Other changes of this user took too long.' } }
  for (const [milliseconds, answer] of [[LONGEST_ANSWER, { code: 'TWO_FACTOR_NOT_FOUND' }], [LONGEST_ANSWER + 1, tooLong]] as const) {
    const changes = storage({})
    const change = (): Promise<unknown> => changes.decide('alice', {
      decide: ({ record }) => {
        later = milliseconds
        return refuse(record, 'TWO_FACTOR_NOT_FOUND')
      }
    })
    later = 0
    const ahead = t.rejects(change(), { code: 'TWO_FACTOR_NOT_FOUND' })
    await t.rejects(change(), answer, `the one ahead lasts ${milliseconds} ms`)
    await ahead
  }
})
