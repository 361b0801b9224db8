import t from 'tap'
import { dueAfterGrace } from '../../lib/record/grace.js'
import { policyAt, type RolePolicy } from '../../lib/record/policy.js'
import { DAY, enabledRecord, foreignAuthenticator, NOW, passkeyOf, recordOf } from './fixtures.js'

const nothing = recordOf()
const app = enabledRecord()
const passkey = recordOf({ authenticators: [passkeyOf('phone')] })
const foreign = recordOf({ authenticators: [foreignAuthenticator('eye')] })
const from = NOW + DAY

function inGrace (twoFactor: RolePolicy['twoFactor']): ReturnType<typeof policyAt> {
  return policyAt({ twoFactor, graceEndsAt: new Date(from) }, NOW)
}

t.test('a role that will be required asks whoever has nothing to set something up', async t => {
  t.strictSame(dueAfterGrace(nothing, inGrace('required'), true), { from, passkey: false })
  for (const record of [app, passkey, foreign]) t.equal(dueAfterGrace(record, inGrace('required'), true), undefined)
})

t.test('a role that will take nothing but a passkey asks whoever has none to add one', async t => {
  for (const record of [nothing, app, foreign]) t.strictSame(dueAfterGrace(record, inGrace('phishing-resistant'), true), { from, passkey: true })
  t.equal(dueAfterGrace(passkey, inGrace('phishing-resistant'), true), undefined)
})

t.test('where no passkeys can be registered such a role asks for what can be set up', async t => {
  t.strictSame(dueAfterGrace(nothing, inGrace('phishing-resistant'), false), { from, passkey: false })
  t.equal(dueAfterGrace(app, inGrace('phishing-resistant'), false), undefined)
})

t.test('nothing is to come where the role is optional or binds already, or the user is gone or was not asked for', async t => {
  for (const policy of [inGrace('optional'), policyAt({ twoFactor: 'required' }, NOW), policyAt({ twoFactor: 'phishing-resistant' }, NOW), null, undefined]) {
    t.equal(dueAfterGrace(nothing, policy, true), undefined)
  }
})
