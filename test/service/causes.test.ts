import t from 'tap'
import { Service, type ServiceOptions } from '../../lib/service.js'

const code = 'TWO_FACTOR_UNAVAILABLE'

function service (change: Partial<ServiceOptions['userRepository']>, clock = () => 0): Service {
  const userRepository = { findUser: async () => null, findTwoFactor: async () => null, saveTwoFactor: async () => true, ...change } as ServiceOptions['userRepository']
  return new Service({ userRepository, onEvent: undefined, clock, log: {} as ServiceOptions['log'] })
}

t.test('whatever the application gives that it must not is the cause of the 503, and says what it must give', async t => {
  t.throws(() => service({}, () => Number.NaN).now(), { code, cause: { message: 'The clock must give milliseconds.' } })
  await t.rejects(service({ findUser: async () => ({}) as never }).findUser('alice'), { code, cause: { message: 'findUser must give an accountName.' } })
  const row = { record: '{}', enabled: false, revision: '1' as never }
  await t.rejects(service({ findTwoFactor: async () => row }).read('alice'), { code, cause: { message: 'findTwoFactor must give the revision as the number that was saved.' } })
})

t.test('nothing stored may be told as null and as undefined', async t => {
  for (const nothing of [null, undefined]) t.hasStrict(await service({ findTwoFactor: async () => nothing }).read('alice'), { record: undefined, user: undefined }, String(nothing))
})
