import fc from 'fast-check'
import t from 'tap'
import { parseRecord } from '../../../lib/methods/index.js'
import { sentCodeHash } from '../../../lib/methods/sent-code/code.js'
import { request } from '../../../lib/methods/sent-code/request.js'
import type { SentCodePlace } from '../../../lib/methods/sent-code/sent-code.js'
import { withNewStamp, type TwoFactorRecord } from '../../../lib/record/record.js'
import { serializeRecord } from '../../../lib/record/stored-form.js'
import { completeSignIn, DAY, HOUR, MINUTE, NOW, pendingSignIn, recordOf, SECOND, storedBy } from '../../record/fixtures.js'
import { addressHash, messagesOf, requestInput, ring, typedCode, userId } from './fixtures.js'

interface Act {
  readonly what: 'ask' | 'type' | 'type elsewhere' | 'guess' | 'new stamp'
  readonly signIn: number
  readonly pending: boolean
  readonly code: number
  readonly later: number
}

const act: fc.Arbitrary<Act> = fc.record({
  what: fc.oneof({ weight: 4, arbitrary: fc.constant('ask' as const) }, { weight: 6, arbitrary: fc.constant('type' as const) }, { weight: 1, arbitrary: fc.constantFrom('type elsewhere' as const, 'guess' as const, 'new stamp' as const) }),
  signIn: fc.nat(2),
  pending: fc.boolean(),
  code: fc.nat(8),
  later: fc.oneof(fc.constantFrom(0, SECOND, 59 * SECOND, MINUTE, 10 * MINUTE, HOUR), fc.integer({ min: -30 * SECOND, max: 2 * HOUR }))
})

interface Sent { readonly code: string, readonly place: SentCodePlace, readonly at: number }

t.test('over all histories a code that was sent is taken once, in its place, within ten minutes, and not too many are sent', async () => {
  fc.assert(fc.property(fc.array(act, { minLength: 10, maxLength: 80 }), acts => {
    let record: TwoFactorRecord = recordOf({ authenticators: [messagesOf()] })
    let now = NOW
    const sent: Sent[] = []
    const taken = new Map<string, number>()
    const hold = (holds: boolean, promise: string): void => { if (!holds) throw new Error(promise) }
    for (const { what, signIn: number, pending, code: index, later } of acts) {
      now += later
      const signIn = (pending ? pendingSignIn : completeSignIn)({ id: `sign-in ${number}`, signedInAt: now, verifiedAt: now })
      const place: SentCodePlace = { signInId: signIn.id, purpose: pending ? 'sign-in' : 'step-up', addressHash }
      if (what === 'new stamp') record = withNewStamp(record, `stamp ${now}`)
      if (what === 'ask') {
        const code = String(sent.length + 100_000)
        const decision = request(record, requestInput({ signIn, hashFor: place => sentCodeHash(ring, userId, place, code) }), now)
        if ('outcome' in decision) sent.push({ code, place, at: now })
        record = storedBy(decision)
      }
      const chosen = what === 'guess' ? undefined : sent.at(-1 - index % Math.max(1, sent.length))
      if (what === 'guess' || (what.startsWith('type') && chosen !== undefined)) {
        const typedAt = what === 'type' && chosen !== undefined ? chosen.place : place
        const decision = typedCode(chosen?.code ?? '999999', { place: typedAt })(record, 'step-up', now)
        if ('outcome' in decision) {
          hold(chosen !== undefined, 'no guess is right')
          hold(JSON.stringify(chosen!.place) === JSON.stringify(typedAt), 'it is taken in its place')
          hold(Math.abs(now - chosen!.at) <= 10 * MINUTE, 'it is taken within ten minutes')
          taken.set(chosen!.code, (taken.get(chosen!.code) ?? 0) + 1)
          hold(taken.get(chosen!.code) === 1, 'it is taken once')
        }
        record = storedBy(decision)
      }
      record = parseRecord(serializeRecord(record))
      hold((record.sentCodes?.pending.length ?? 0) <= 5, 'five wait at most')
      hold((record.sentCodes?.sends.length ?? 0) <= 10, 'ten moments are kept at most')
    }
    // a clock that goes back may let one more out in each of these times, never a flood
    for (const [most, time] of [[1, MINUTE], [5, HOUR], [10, DAY]] as const) {
      for (const { at } of sent) hold(sent.filter(other => other.at >= at && other.at < at + time).length <= most + 1, `${most} in ${time / SECOND} s`)
    }
  }), { numRuns: 300 })
})
