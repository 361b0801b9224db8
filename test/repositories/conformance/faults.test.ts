import t from 'tap'
import { checkUserRepository, conformanceErrors } from '../../../lib/repositories/conformance.js'
import { faultyEvents } from './faults/events.js'
import { faultyIds } from './faults/ids.js'
import { faultyRaces } from './faults/races.js'
import { faultyRows } from './faults/rows.js'
import { faultySaves } from './faults/saves.js'
import { faultyUsers } from './faults/users.js'
import { faultyRepository, userIds } from './faulty-repository.js'

const faults = [...faultyUsers, ...faultyRows, ...faultySaves, ...faultyIds, ...faultyRaces, ...faultyEvents]

for (const fault of faults) {
  t.test(`the check finds ${fault.what}`, async t => {
    const error: unknown = await checkUserRepository(faultyRepository(fault), ...userIds).catch((error: unknown) => error)
    t.match(error, { code: fault.code, message: fault.message ?? /./ })
    t.ok(error instanceof conformanceErrors[fault.code], 'an error of the exported class')
  })
}

t.test('nothing is asked of events where they cannot be seen', async t => {
  for (const fault of faultyEvents) {
    const { findEvents, ...repository } = faultyRepository(fault)
    await t.resolves(checkUserRepository(repository, ...userIds), fault.what)
  }
})

t.test('every fault that the check knows is found in some repository', async t => {
  t.strictSame([...new Set(faults.map(({ code }) => code))].sort(), Object.keys(conformanceErrors).sort())
})

t.test('a fault keeps what the repository rejected with as its cause', async t => {
  const cause = new Error('no such table')
  const fails: Parameters<typeof faultyRepository>[0]['faulty'] = () => ({ saveTwoFactor: async () => { throw cause } })
  const error = await checkUserRepository(faultyRepository({ ...faults[0]!, faulty: fails }), ...userIds).catch((error: Error) => error)
  t.equal(error!.cause, cause)
})
