import t from 'tap'
import type { TwoFactorRecord } from '../../lib/record/record.js'
import { frozen, storedBy } from './fixtures.js'
import { everyTransition, fullRecord, recordBefore } from './transitions.js'

/** A part of a record as a later release may have written it. */
type Decorated = object & { readonly future?: unknown, readonly id?: unknown }

function decorated<Part extends object> (part: Part, name: string): Part {
  return { ...part, future: { of: name } }
}

/** The record with a property that nobody knows at every level. The days of the attempts are a map, no level. */
function withUnknown (record: TwoFactorRecord): TwoFactorRecord {
  const { enrollment } = record
  return frozen(decorated({
    ...record,
    authenticators: record.authenticators.map(part => decorated(part, part.id)),
    enrollment: enrollment && decorated(enrollment, enrollment.id),
    codeAttempts: decorated(record.codeAttempts, 'codeAttempts'),
    passwordAttempts: decorated(record.passwordAttempts, 'passwordAttempts'),
    recoveryAttempts: decorated(record.recoveryAttempts, 'recoveryAttempts'),
    trustedClients: record.trustedClients.map(part => decorated(part, part.id)),
    sessions: record.sessions?.map(part => decorated(part, part.id))
  }, 'record'))
}

function withoutUnknown (record: TwoFactorRecord): TwoFactorRecord {
  return JSON.parse(JSON.stringify(record, (key, value: unknown) => key === 'future' ? undefined : value))
}

/** Every part with the name of what it must carry, where it was there before. */
function partsOf (record: TwoFactorRecord): [string, Decorated][] {
  const { authenticators, enrollment, codeAttempts, passwordAttempts, recoveryAttempts, trustedClients } = record
  return [
    ['record', record], ['codeAttempts', codeAttempts], ['passwordAttempts', passwordAttempts], ['recoveryAttempts', recoveryAttempts],
    ...[...authenticators, ...trustedClients, ...enrollment === undefined ? [] : [enrollment]].map((part): [string, Decorated] => [part.id, part])
  ]
}

for (const transition of everyTransition) {
  t.test(`survive at every level: ${transition.name}`, async t => {
    const before = withUnknown(recordBefore(transition))
    const after = storedBy(transition.decide(before))
    const known = new Set(partsOf(before).map(([name]) => name))
    for (const [name, part] of partsOf(after)) if (known.has(name)) t.strictSame(part.future, { of: name }, name)
  })

  t.test(`change nothing of what happens: ${transition.name}`, async t => {
    const before = recordBefore(transition)
    t.strictSame(withoutUnknown(storedBy(transition.decide(withUnknown(before)))), withoutUnknown(storedBy(transition.decide(before))))
  })
}

t.test('go on from a pending enrollment to the authenticator that it becomes', async t => {
  const confirm = everyTransition.find(({ name }) => name === 'an authenticator added')
  const after = storedBy(confirm!.decide(withUnknown(fullRecord)))
  t.match(after.authenticators.at(-1), { id: 'watch', future: { of: 'watch' } })
  t.strictSame(Object.keys(after.authenticators.at(-1)!).toSorted(), ['createdAt', 'future', 'id', 'key', 'lastStep', 'lastUsedAt', 'name', 'type'])
})
