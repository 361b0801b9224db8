import fc from 'fast-check'
import t from 'tap'
import { codeTypes, provableTypes } from '../../lib/methods/index.js'
import { PASSKEY } from '../../lib/methods/passkey/passkey.js'
import { isEnabled, type TwoFactorRecord } from '../../lib/record/record.js'
import { signInStatus } from '../../lib/record/sign-in/status.js'
import { foreignAuthenticator, LIFETIMES } from './fixtures.js'
import { History } from './history.js'
import { enabling, forward, operationsWith, type Verb } from './operations.js'

t.setTimeout(600_000)

const optional = { required: false, phishingResistant: false, requiredFrom: undefined }
const foreign = foreignAuthenticator('eye')

/** What may end an authenticator of a type that nothing here knows: these, and its own removal by its owner or the helpdesk. */
const ending: readonly Verb[] = ['removeByHelpdesk', 'reset', 'disable', 'confirmEnrollment', 'registerPasskey', 'replaceLost', 'removeAuthenticator']

/** Histories into which another release adds an authenticator of its own type at any point. */
const histories = fc.tuple(operationsWith(['comeIn', 'comeInByPasskey', 'registerPasskey', 'replaceLost', 'importAuthenticator', 'removeAuthenticator', 'removeByHelpdesk', 'rename', 'recover'], forward), fc.nat(40), fc.boolean())
  .map(([operations, at, enabled]) => ({ operations: enabled ? [...enabling, ...operations] : operations, at }))
  .filter(({ operations, at }) => at < operations.length)

/** Whether there is an authenticator that works, once no block keeps it from it. */
function works ({ authenticators }: TwoFactorRecord): boolean {
  return authenticators.some(({ type }) => type === PASSKEY || codeTypes.includes(type))
}

function hold (condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(promise)
}

t.test('an authenticator of an unknown type survives whatever happens, as it is, until it is removed, replaced, disabled or reset', async () => {
  fc.assert(fc.property(histories, ({ operations, at }) => {
    const { states } = new History(operations, { authenticator: foreign, at })
    let there = true
    for (const [index, { record }] of states.entries()) {
      if (index < at) continue
      const found = record.authenticators.find(({ id }) => id === foreign.id)
      if (there && found === undefined) hold(ending.includes(operations[index]!.verb), `it is gone by ${operations[index]!.verb}`)
      there &&= found !== undefined
      hold(!there || JSON.stringify({ ...found, name: foreign.name }) === JSON.stringify(foreign), 'it is as it was, but for a name that its owner gave')
    }
  }), { numRuns: 300 })
})

t.test('an authenticator of an unknown type counts as on, so that no password signs in alone, and proves nothing', async () => {
  fc.assert(fc.property(histories, ({ operations, at }) => {
    const { states } = new History(operations, { authenticator: foreign, at })
    for (const { record, sessions, now } of states.slice(at)) {
      if (!record.authenticators.some(({ id }) => id === foreign.id)) continue
      hold(isEnabled(record), 'it counts as on')
      hold(!provableTypes(record, { passkeys: true, resistant: false, addressHash: undefined }).includes(foreign.type), 'it proves nothing')
      const byPassword = sessions.filter(({ method }) => method === 'none')
      hold(byPassword.every(signIn => signInStatus(record, signIn, optional, LIFETIMES, now) !== 'complete'), 'no password signs in alone')
    }
  }), { numRuns: 300 })
})

t.test('beside an authenticator of an unknown type the last one that works is never removed', async () => {
  fc.assert(fc.property(histories, ({ operations, at }) => {
    const { states } = new History(operations, { authenticator: foreign, at })
    for (const [index, { record }] of states.entries()) {
      const before = states[index - 1]?.record
      if (!['removeAuthenticator', 'removeByHelpdesk'].includes(operations[index]!.verb) || before === undefined || index <= at) continue
      hold(!works(before) || works(record), 'one that works stays')
    }
  }), { numRuns: 300 })
})
