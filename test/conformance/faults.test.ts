import t from 'tap'
import { checkUserRepository, conformanceErrors } from '../../lib/repositories/conformance.js'
import { faults, faultyRepository, userIds } from './faulty-repositories.js'

for (const fault of faults) {
  t.test(`the check finds ${fault.what}`, async t => {
    const error = await checkUserRepository(faultyRepository(fault), ...userIds).catch((error: unknown) => error)
    t.match(error, { code: fault.code, message: fault.message ?? /\w{3}/ })
    t.ok(error instanceof conformanceErrors[fault.code])
  })
}

t.test('every fault that the check knows is found in some repository', async t => {
  t.strictSame([...new Set(faults.map(({ code }) => code))].sort(), Object.keys(conformanceErrors).sort())
})
