import t from 'tap'
import { policyAt, type RolePolicy } from '../../lib/record/policy.js'
import { DAY, NOW } from './fixtures.js'

const optional = { required: false, phishingResistant: false, requiredFrom: undefined }
const required = { required: true, phishingResistant: false, requiredFrom: undefined }
const resistant = { required: true, phishingResistant: true, requiredFrom: undefined, requiresPasskey: true }

/** What an application may answer in spite of the types. */
function loose (policy: object): RolePolicy {
  return policy
}

t.test('requires nothing of a user whose role says optional, or nothing', async t => {
  for (const policy of [{}, { twoFactor: undefined }, { twoFactor: 'optional' as const }, { twoFactor: 'optional' as const, graceEndsAt: new Date(NOW - DAY) }]) {
    t.strictSame(policyAt(policy, NOW), optional, JSON.stringify(policy))
  }
})

t.test('requires two-factor authentication where the role says so', async t => {
  for (const graceEndsAt of [undefined, null]) t.strictSame(policyAt({ twoFactor: 'required', graceEndsAt }, NOW), required)
})

t.test('binds from the very end of the grace period on', async t => {
  const graceEndsAt = new Date(NOW)
  t.strictSame(policyAt({ twoFactor: 'required', graceEndsAt }, NOW - 1), { required: false, phishingResistant: false, requiredFrom: NOW })
  t.strictSame(policyAt({ twoFactor: 'required', graceEndsAt }, NOW), required)
  t.strictSame(policyAt({ twoFactor: 'required', graceEndsAt }, NOW + 1), required)
})

t.test('asks for a passkey where the role says so, from the very end of the grace period on, and says so before', async t => {
  const graceEndsAt = new Date(NOW)
  for (const none of [undefined, null, new Date(Number.NaN)]) t.strictSame(policyAt({ twoFactor: 'phishing-resistant', graceEndsAt: none }, NOW), resistant)
  t.strictSame(policyAt({ twoFactor: 'phishing-resistant', graceEndsAt }, NOW - 1), { required: false, phishingResistant: false, requiredFrom: NOW, requiresPasskey: true })
  t.strictSame(policyAt({ twoFactor: 'phishing-resistant', graceEndsAt }, NOW), resistant)
})

t.test('takes an unknown role policy for required', async t => {
  for (const twoFactor of [null, '', 'Optional', 'none', false, 0, ['optional'], 'Phishing-Resistant', 'phishing_resistant', ['phishing-resistant']]) t.strictSame(policyAt(loose({ twoFactor }), NOW), required, JSON.stringify(twoFactor))
})

t.test('grants no grace for an unknown role policy', async t => {
  t.strictSame(policyAt(loose({ twoFactor: 'mandatory', graceEndsAt: new Date(NOW + DAY) }), NOW), required)
})

t.test('grants no grace for what is no date', async t => {
  for (const graceEndsAt of [new Date(Number.NaN), String(new Date(NOW + DAY)), NOW + DAY, Infinity, true]) {
    t.strictSame(policyAt(loose({ twoFactor: 'required', graceEndsAt }), NOW), required, String(graceEndsAt))
  }
})
