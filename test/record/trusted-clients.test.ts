import t from 'tap'
import { revoke as revokeTrustedClient, revokeAll as revokeTrustedClients } from '../../lib/record/preferences/revoke.js'
import type { TwoFactorRecord } from '../../lib/record/record.js'
import { addTrustedClient, liveTrustedClients, TRUSTED_CLIENTS_LIMIT, trustEnd, useTrustedClient } from '../../lib/record/trusted-clients.js'
import { accepted, clientOf, DAY, digestOf, enabledRecord, HOUR, MINUTE, NOW, recordOf, SECOND, startOfDay } from './fixtures.js'

const shown = { id: 'laptop', hash: digestOf('laptop') }
const laptop = clientOf('laptop')
const record = enabledRecord({ trustedClients: [clientOf('tablet'), laptop] })

function idsOf ({ trustedClients }: TwoFactorRecord): string[] {
  return trustedClients.map(({ id }) => id)
}

/** The record with one client more. */
function withClient (record: TwoFactorRecord, id: string, expiryDays: number, now: number): TwoFactorRecord {
  return accepted(addTrustedClient(record, { id, hash: digestOf(id), browser: 'Firefox' }, expiryDays, now)).record
}

t.test('adds a client with its days, and its last use to the day', async t => {
  const { record: added, events } = accepted(addTrustedClient(record, { id: 'new', hash: digestOf('new'), browser: 'Firefox' }, 30, NOW))
  t.strictSame(events, [{ type: 'client-trusted', client: { id: 'new', label: 'Firefox', browser: 'Firefox', system: undefined } }])
  t.strictSame(added.trustedClients.at(-1), { id: 'new', hash: digestOf('new'), browser: 'Firefox', system: undefined, createdAt: NOW, lastUsedAt: startOfDay(NOW), expiresAt: NOW + 30 * DAY })
  t.strictSame(idsOf(added), ['tablet', 'laptop', 'new'])
})

t.test('keeps twenty clients, and revokes the oldest for one more', async t => {
  t.equal(TRUSTED_CLIENTS_LIMIT, 20)
  let full = enabledRecord()
  for (let index = 0; index < 21; index++) full = withClient(full, `client ${index}`, 30, NOW + index)
  t.strictSame(idsOf(full), Array.from({ length: 20 }, (_, index) => `client ${index + 1}`))
  const { record: next, events } = accepted(addTrustedClient(full, { id: 'new', hash: digestOf('new'), browser: 'Firefox' }, 30, NOW))
  t.strictSame(idsOf(next), [...Array.from({ length: 19 }, (_, index) => `client ${index + 2}`), 'new'])
  t.strictSame(events, [{ type: 'client-revoked', client: { id: 'client 1', label: 'Firefox', browser: 'Firefox', system: undefined } }, { type: 'client-trusted', client: { id: 'new', label: 'Firefox', browser: 'Firefox', system: undefined } }])
})

t.test('drops the clients that are over rather than a live one', async t => {
  const over = clientOf('over', { expiresAt: NOW })
  t.strictSame(idsOf(withClient(enabledRecord({ trustedClients: [laptop, over] }), 'new', 30, NOW)), ['laptop', 'new'])
  t.strictSame(idsOf(withClient(record, 'new', 1, NOW)), ['new'])
  const full = enabledRecord({ trustedClients: [laptop, ...Array.from({ length: 19 }, (_, index) => clientOf(`over ${index}`, { expiresAt: NOW }))] })
  const { record: added, events } = accepted(addTrustedClient(full, { id: 'new', hash: digestOf('new'), browser: 'Firefox' }, 30, NOW))
  t.strictSame(idsOf(added), ['laptop', 'new'])
  t.strictSame(events.map(({ type }) => type), ['client-trusted'])
})

t.test('trusts the client whose token is shown, and notes the day of its use', async t => {
  const used = useTrustedClient(record, shown, 30, NOW)
  t.equal(used.trusted, true)
  t.strictSame(used.record, { ...record, trustedClients: [clientOf('tablet'), { ...laptop, lastUsedAt: startOfDay(NOW) }] })
})

t.test('writes nothing for a second use on the same day', async t => {
  const { record: used } = useTrustedClient(record, shown, 30, NOW)
  for (const now of [NOW, NOW + 11 * HOUR]) t.strictSame(useTrustedClient(used, shown, 30, now), { trusted: true, record: used })
  t.equal(useTrustedClient(used, shown, 30, NOW + HOUR).record, used)
  t.not(useTrustedClient(used, shown, 30, NOW + 12 * HOUR).record, used)
})

t.test('does not renew the trust by a use', async t => {
  const used = useTrustedClient(record, shown, 30, NOW + 28 * DAY).record
  t.equal(used.trustedClients[1]?.expiresAt, laptop.expiresAt)
  t.equal(useTrustedClient(used, shown, 30, NOW + 29 * DAY).trusted, false)
})

t.test('trusts nobody for another id or secret, and changes nothing for it', async t => {
  const wrong = [{ id: 'laptop', hash: digestOf('tablet') }, { id: 'tablet', hash: digestOf('laptop') }, { id: 'unknown', hash: digestOf('laptop') }, { id: 'laptop', hash: '' }]
  for (const token of wrong) {
    const used = useTrustedClient(record, token, 30, NOW)
    t.equal(used.trusted, false)
    t.equal(used.record, record)
  }
})

t.test('lets a wrong secret drop no client that is over', async t => {
  const { trusted, record: left } = useTrustedClient(record, { id: 'laptop', hash: digestOf('wrong') }, 0, NOW)
  t.equal(trusted, false)
  t.equal(left, record)
})

t.test('trusts nobody while two-factor authentication is off', async t => {
  const off = recordOf({ trustedClients: [laptop] })
  t.strictSame(useTrustedClient(off, shown, 30, NOW), { trusted: false, record: off })
})

t.test('trusts until the earlier of the expiry that was promised and the one of now', async t => {
  t.equal(trustEnd(laptop, 30), laptop.createdAt + 30 * DAY)
  t.equal(trustEnd(laptop, 365), laptop.expiresAt)
  t.equal(trustEnd(laptop, 7), laptop.createdAt + 7 * DAY)
  for (const [expiryDays, end] of [[30, laptop.expiresAt], [365, laptop.expiresAt], [7, laptop.createdAt + 7 * DAY]] as const) {
    t.equal(useTrustedClient(record, shown, expiryDays, end - 1).trusted, true, `${expiryDays} days`)
    t.equal(useTrustedClient(record, shown, expiryDays, end).trusted, false, `${expiryDays} days`)
    t.strictSame(liveTrustedClients(record, expiryDays, end - 1).map(({ id }) => id), ['tablet', 'laptop'])
    t.strictSame(liveTrustedClients(record, expiryDays, end), [])
  }
})

t.test('drops a client that is over once its token is shown', async t => {
  const { trusted, record: left } = useTrustedClient(record, shown, 30, laptop.expiresAt)
  t.equal(trusted, false)
  t.strictSame(left, { ...record, trustedClients: [clientOf('tablet')] })
})

t.test('honors no client with 0 days', async t => {
  t.equal(useTrustedClient(record, shown, 0, NOW).trusted, false)
  t.strictSame(liveTrustedClients(record, 0, NOW), [])
})

t.test('trusts no client made more than a minute ahead, and keeps it', async t => {
  for (const [now, trusted] of [[laptop.createdAt - MINUTE, true], [laptop.createdAt - MINUTE - 1, false], [laptop.createdAt - DAY, false]] as const) {
    const used = useTrustedClient(record, shown, 30, now)
    t.equal(used.trusted, trusted)
    t.strictSame(idsOf(used.record), ['tablet', 'laptop'])
    t.equal(liveTrustedClients(record, 30, now).length, trusted ? 2 : 0)
  }
})

t.test('counts the days in days of 24 hours, not of 24 seconds', async t => {
  const added = withClient(enabledRecord(), 'laptop', 1, NOW)
  t.equal(useTrustedClient(added, shown, 1, NOW + 24 * SECOND).trusted, true)
  t.equal(useTrustedClient(added, shown, 1, NOW + DAY - 1).trusted, true)
  t.equal(useTrustedClient(added, shown, 1, NOW + DAY).trusted, false)
})

t.test('revokes one client and tells which', async t => {
  const decision = accepted(revokeTrustedClient(record, 'laptop'))
  t.strictSame(decision, {
    record: { ...record, trustedClients: [clientOf('tablet')] },
    outcome: { id: 'laptop', label: 'Firefox on laptop', browser: 'Firefox', system: 'laptop' },
    events: [{ type: 'client-revoked', client: { id: 'laptop', label: 'Firefox on laptop', browser: 'Firefox', system: 'laptop' } }]
  })
  t.equal(useTrustedClient(decision.record, shown, 30, NOW).trusted, false)
})

t.test('answers for somebody else\'s client id as for an unknown one', async t => {
  for (const id of ['client of bob', '', '__proto__']) t.strictSame(revokeTrustedClient(record, id), { record, refusal: { code: 'TWO_FACTOR_NOT_FOUND' }, events: [] })
})

t.test('revokes all clients and tells of each', async t => {
  t.strictSame(revokeTrustedClients(record), {
    record: { ...record, trustedClients: [] },
    outcome: undefined,
    events: ['tablet', 'laptop'].map(id => ({ type: 'client-revoked', client: { id, label: `Firefox on ${id}`, browser: 'Firefox', system: id } }))
  })
})

t.test('writes nothing where there is no client to revoke', async t => {
  const none = enabledRecord()
  t.equal(revokeTrustedClients(none).record, none)
  t.strictSame(revokeTrustedClients(none).events, [])
})
