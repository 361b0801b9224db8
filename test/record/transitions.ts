import { addPasskey } from '../../lib/methods/passkey/enrollment.js'
import { confirmSentCodes } from '../../lib/methods/sent-code/enrollment.js'
import { request as requestCode } from '../../lib/methods/sent-code/request.js'
import { importAuthenticator } from '../../lib/methods/totp/import.js'
import { resealTotp } from '../../lib/methods/totp/reseal.js'
import { reseal } from '../../lib/record/administration/reseal.js'
import { reset } from '../../lib/record/administration/reset.js'
import { unlock as helpdeskUnlock } from '../../lib/record/administration/unlock.js'
import { revokeSessions } from '../../lib/record/administration/revoke-sessions.js'
import { accept, type Decision } from '../../lib/record/decision.js'
import { cancel as cancelEnrollment } from '../../lib/record/enrollment/cancel.js'
import { confirm as confirmEnrollment } from '../../lib/record/enrollment/confirm.js'
import { start as startEnrollment } from '../../lib/record/enrollment/start.js'
import { clearPasswordAttempts, reservePasswordAttempt } from '../../lib/record/password-attempts.js'
import { disable } from '../../lib/record/preferences/disable.js'
import { regenerate as regenerateRecoveryCodes } from '../../lib/record/preferences/regenerate.js'
import { markSaved } from '../../lib/record/preferences/mark-saved.js'
import { remove as removeAuthenticator, removeUnproved } from '../../lib/record/preferences/remove.js'
import { rename } from '../../lib/record/preferences/rename.js'
import { revoke as revokeTrustedClient, revokeAll as revokeTrustedClients } from '../../lib/record/preferences/revoke.js'
import { revokeOtherSessions, revokeSession, revokeUnproved } from '../../lib/record/preferences/revoke-session.js'
import { unlock } from '../../lib/record/preferences/unlock.js'
import type { TwoFactorRecord } from '../../lib/record/record.js'
import { listSession } from '../../lib/record/sessions.js'
import { begin as beginSignIn } from '../../lib/record/sign-in/begin.js'
import { recover } from '../../lib/record/sign-in/recover.js'
import { signOut } from '../../lib/record/sign-in/sign-out.js'
import { stepUp } from '../../lib/record/sign-in/step-up.js'
import { verify as verifySignIn } from '../../lib/record/sign-in/verify.js'
import { CODE, factsOf, messagesOf, pendingOf, placeOf, requestInput, typedCode } from '../methods/sent-code/fixtures.js'
import { authenticatorOf, clientOf, codeOf, completeSignIn, DAY, digestOf, enrollmentOf, firstCode, HOUR, keyOf, keysOf, LIFETIMES, madeOf, MINUTE, NOW, passkeyOf, passkeyProof, pendingSignIn, proofOf, recordOf, recoveryProof, rightProof, securityKeyOf, sessionOf, signedOutOf, TODAY, wrongCode, wrongProof } from './fixtures.js'

/** A record with something of everything. */
export const fullRecord: TwoFactorRecord = recordOf({
  authenticators: [authenticatorOf('phone', { lastUsedAt: NOW - DAY }), authenticatorOf('tablet'), securityKeyOf('key'), passkeyOf('laptop passkey', { signCount: 3, lastUsedAt: NOW - DAY }), messagesOf()],
  enrollment: enrollmentOf('watch'),
  codeAttempts: { failures: 2, days: { [TODAY - 1]: 2 } },
  passwordAttempts: { failures: 2 },
  recoveryAttempts: { failures: 2, since: NOW - HOUR / 2 },
  recoveryCodes: ['one', 'two'].map(digestOf),
  trustedClients: [clientOf('laptop'), clientOf('desktop')],
  signedOut: [signedOutOf('earlier')],
  sessions: [sessionOf('other'), sessionOf('sign-in')],
  userHandle: 'handle',
  assertions: 5,
  sentCodes: { sends: [NOW - HOUR], pending: [pendingOf(placeOf(), { sentAt: NOW - MINUTE })] }
})

export interface Transition {
  readonly name: string
  /** What the full record must have besides, for this to happen. */
  readonly given?: Partial<TwoFactorRecord>
  decide (record: TwoFactorRecord): Decision<unknown>
}

const key = securityKeyOf('key')
const registration = { signIn: completeSignIn(), resistant: false, replace: false, stamp: 'newer stamp', codeHashes: [digestOf('new')], made: madeOf('new'), isLive: () => true, syncable: true, id: 'new', name: 'New' }
const blocked = { codeAttempts: { failures: 100, days: { [TODAY]: 100 }, blockedAt: NOW } }
const proved = { signIn: completeSignIn(), passwordProved: true, freshSeconds: 900, stamp: 'newer stamp' }
const begin = { userId: 'user', signInId: 'sign-in', fresh: true, next: undefined, policy: { required: true, phishingResistant: false, requiredFrom: undefined }, expiryDays: 30, sessionSeconds: undefined, maxSeconds: LIFETIMES.maxSeconds, created: { stamp: 'made', cookieName: 'made' } }
const recovery = { signIn: pendingSignIn(), stamp: 'newer stamp', freshSeconds: 900, maxSeconds: LIFETIMES.maxSeconds, passwordAskable: true }
const confirm = { signIn: completeSignIn(), method: firstCode(codeOf('watch', NOW), keyOf('watch')), pendingSeconds: 600, name: undefined, resistant: false, replace: false, blockable: ['totp'], stamp: 'newer stamp', codeHashes: [digestOf('new')] }

/** Those that change the stamp. */
export const endingSessions: readonly Transition[] = [
  { name: 'a recovery sign-in', decide: record => recover(record, { ...recovery, proof: recoveryProof('one') }, NOW) },
  { name: 'an authenticator added', decide: record => confirmEnrollment(record, confirm, NOW) },
  { name: 'an authenticator replaced', decide: record => confirmEnrollment(record, { ...confirm, replace: true }, NOW) },
  { name: 'an authenticator replaced under a block', given: blocked, decide: record => confirmEnrollment(record, confirm, NOW) },
  { name: 'a passkey added', decide: record => addPasskey(record, registration, NOW) },
  { name: 'a passkey that replaces all', decide: record => addPasskey(record, { ...registration, replace: true }, NOW) },
  { name: 'a passkey removed by itself', decide: record => removeAuthenticator(record, { ...proved, proof: passkeyProof(key), id: 'key', provable: ['totp'], resistantOnly: false }, NOW) },
  { name: 'an address confirmed', given: { sentCodes: { sends: [NOW], pending: [pendingOf(placeOf({ purpose: 'enrollment' }))] } }, decide: record => confirmSentCodes(record, { signIn: completeSignIn(), facts: factsOf(CODE, placeOf({ purpose: 'enrollment' })), id: 'messages 2', resistant: false, replace: false, blockable: ['totp', 'sent-code'], stamp: 'newer stamp', codeHashes: [digestOf('new')] }, NOW) },
  { name: 'an authenticator removed', decide: record => removeAuthenticator(record, { ...proved, proof: rightProof(record, NOW), id: 'tablet', provable: ['totp'], resistantOnly: false }, NOW) },
  { name: 'an authenticator removed by the helpdesk', decide: record => removeUnproved(record, { id: 'tablet', provable: ['totp'], resistantOnly: false, stamp: 'newer stamp' }) },
  { name: 'an authenticator imported', decide: record => importAuthenticator(record, { id: 'old', name: 'Old', key: keyOf('old'), sealedKey: 'sealed old', keys: keysOf(record), stamp: 'newer stamp' }, NOW) },
  { name: 'two-factor authentication disabled', decide: record => disable(record, { ...proved, proof: rightProof(record, NOW), required: false }, NOW) },
  { name: 'the other sessions revoked', decide: record => revokeOtherSessions(record, proved, NOW) },
  { name: 'sessions revoked', decide: record => revokeSessions(record, completeSignIn(), 'newer stamp') },
  { name: 'a reset', decide: record => reset(record, 'newer stamp') }
]

/** The 51st sign-out: it changes the stamp, but a sign-out takes no trust away. */
export const lastSignOut: Transition = {
  name: 'one sign-out too many',
  given: { signedOut: Array.from({ length: 50 }, (_, index) => signedOutOf(`sign-in ${index}`)) },
  decide: record => signOut(record, completeSignIn(), 'newer stamp', NOW)
}

/** The same by a revocation. */
export const lastRevocation: Transition = {
  name: 'one revocation too many',
  given: { ...lastSignOut.given, sessions: [sessionOf('other'), sessionOf('sign-in')] },
  decide: record => revokeSession(record, { ...proved, id: 'other' }, NOW)
}

/** Those that leave the stamp alone. */
export const keepingSessions: readonly Transition[] = [
  { name: 'a sign-in begun', decide: record => beginSignIn(record, { ...begin, shown: undefined }, NOW) },
  { name: 'a trusted client used', decide: record => beginSignIn(record, { ...begin, shown: { id: 'laptop', hash: digestOf('laptop') } }, NOW) },
  { name: 'a trusted client that is over shown', decide: record => beginSignIn(record, { ...begin, expiryDays: 1, shown: { id: 'laptop', hash: digestOf('laptop') } }, NOW) },
  { name: 'a right code', decide: record => verifySignIn(record, { signIn: pendingSignIn(), proof: rightProof(record, NOW), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW) },
  { name: 'a passkey used', decide: record => verifySignIn(record, { signIn: pendingSignIn(), proof: passkeyProof(key), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW) },
  { name: 'a passkey used under a block', given: blocked, decide: record => stepUp(record, { signIn: completeSignIn(), proof: passkeyProof(key) }, NOW) },
  { name: 'a passkey that counts backward', decide: record => stepUp(record, { signIn: completeSignIn(), proof: passkeyProof(key, { signCount: 1 }) }, NOW) },
  { name: 'a passkey whose challenge is spent', decide: record => stepUp(record, { signIn: completeSignIn(), proof: passkeyProof(key, {}, { isLive: () => false }) }, NOW) },
  { name: 'a passkey that is there already', decide: record => addPasskey(record, { ...registration, made: madeOf('key') }, NOW) },
  { name: 'a registration that did not verify', decide: record => addPasskey(record, { ...registration, made: undefined }, NOW) },
  { name: 'a right code with a key resealed', decide: record => verifySignIn(record, { signIn: pendingSignIn(), proof: proofOf(record, codeOf('phone', NOW), keysOf(record, { resealed: ['tablet'] })), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW) },
  { name: 'a client trusted', decide: record => verifySignIn(record, { signIn: pendingSignIn(), proof: rightProof(record, NOW), trust: { id: 'new', hash: digestOf('new'), browser: 'New' }, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW) },
  { name: 'a client trusted past the limit', given: { trustedClients: Array.from({ length: 20 }, (_, index) => clientOf(`client ${index}`)) }, decide: record => verifySignIn(record, { signIn: pendingSignIn(), proof: rightProof(record, NOW), trust: { id: 'new', hash: digestOf('new'), browser: 'New' }, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW) },
  { name: 'a wrong code', decide: record => verifySignIn(record, { signIn: pendingSignIn(), proof: wrongProof(record, NOW), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW) },
  { name: 'a wrong code that locks', given: { codeAttempts: { failures: 4, days: {} } }, decide: record => stepUp(record, { signIn: completeSignIn(), proof: wrongProof(record, NOW) }, NOW) },
  { name: 'a wrong code that blocks', given: { codeAttempts: { failures: 99, days: {} } }, decide: record => stepUp(record, { signIn: completeSignIn(), proof: wrongProof(record, NOW) }, NOW) },
  { name: 'a code under a lock that is cut', given: { codeAttempts: { failures: 5, lockedUntil: NOW + DAY, days: {} } }, decide: record => stepUp(record, { signIn: completeSignIn(), proof: rightProof(record, NOW) }, NOW) },
  { name: 'a code under a block', given: blocked, decide: record => stepUp(record, { signIn: completeSignIn(), proof: rightProof(record, NOW) }, NOW) },
  { name: 'a code sent', decide: record => requestCode(record, requestInput(), NOW) },
  { name: 'a code that was sent used', decide: record => stepUp(record, { signIn: completeSignIn(), proof: typedCode(CODE) }, NOW) },
  { name: 'one code too many asked for, beside a wrong clock', given: { sentCodes: { sends: [NOW + DAY], pending: [] } }, decide: record => requestCode(record, requestInput(), NOW) },
  { name: 'a step-up', decide: record => stepUp(record, { signIn: completeSignIn(), proof: rightProof(record, NOW) }, NOW) },
  { name: 'a wrong recovery code', decide: record => recover(record, { ...recovery, proof: recoveryProof('wrong') }, NOW) },
  { name: 'a wrong recovery code in a new hour', decide: record => recover(record, { ...recovery, proof: recoveryProof('wrong') }, NOW + HOUR) },
  { name: 'recovery codes regenerated', decide: record => regenerateRecoveryCodes(record, { ...proved, proof: rightProof(record, NOW), codeHashes: [digestOf('new')] }, NOW) },
  { name: 'recovery codes saved', decide: record => markSaved(record, NOW) },
  { name: 'an authenticator renamed', decide: record => rename(record, { ...proved, id: 'tablet', name: 'The slate' }, NOW) },
  { name: 'a lock lifted by its owner', given: { codeAttempts: { failures: 5, lockedUntil: NOW + HOUR, days: {}, unlockedAt: [NOW - HOUR] } }, decide: record => unlock(record, proved, NOW) },
  { name: 'a lock that stays after three were lifted', given: { codeAttempts: { failures: 5, lockedUntil: NOW + DAY, days: {}, unlockedAt: [NOW, NOW, NOW] } }, decide: record => unlock(record, proved, NOW) },
  { name: 'a block lifted by the helpdesk', given: blocked, decide: record => helpdeskUnlock(record, NOW) },
  { name: 'an enrollment started', decide: record => startEnrollment(record, { ...proved, passwordAskable: true, resistant: false, enrollment: { id: 'spare', type: 'totp', name: 'Spare', key: 'sealed spare' } }, NOW) },
  { name: 'a wrong code for an enrollment', decide: record => confirmEnrollment(record, { ...confirm, method: firstCode(wrongCode(['watch'], NOW), keyOf('watch')) }, NOW) },
  { name: 'the last wrong code for an enrollment', given: { enrollment: enrollmentOf('watch', { failures: 9 }) }, decide: record => confirmEnrollment(record, { ...confirm, method: firstCode(wrongCode(['watch'], NOW), keyOf('watch')) }, NOW) },
  { name: 'an enrollment canceled', decide: record => cancelEnrollment(record, completeSignIn()) },
  { name: 'keys resealed', decide: record => reseal(record, resealTotp(record, keysOf(record, { resealed: ['phone'] })).record, false) },
  { name: 'a sign-out', decide: record => signOut(record, completeSignIn({ id: 'other' }), 'newer stamp', NOW) },
  { name: 'a session revoked', decide: record => revokeSession(record, { ...proved, id: 'other' }, NOW) },
  { name: 'a session revoked by the helpdesk', decide: record => revokeUnproved(record, { id: 'other', stamp: 'newer stamp' }, NOW) },
  { name: 'a sign-in listed', decide: record => accept(listSession(record, completeSignIn({ id: 'new' }), {}, NOW), undefined) },
  { name: 'a sign-in listed again, after one that ended', given: { sessions: [sessionOf('over', { endsAt: NOW }), sessionOf('sign-in')] }, decide: record => accept(listSession(record, completeSignIn(), {}, NOW), undefined) },
  { name: 'a password attempt', decide: record => reservePasswordAttempt(record, NOW) },
  { name: 'a password attempt under a lock that is cut', given: { passwordAttempts: { failures: 5, lockedUntil: NOW + DAY } }, decide: record => reservePasswordAttempt(record, NOW) },
  { name: 'a right password', decide: record => clearPasswordAttempts(record) },
  { name: 'a trusted client revoked', decide: record => revokeTrustedClient(record, 'laptop') },
  { name: 'all trusted clients revoked', decide: record => revokeTrustedClients(record) }
]

export const everyTransition: readonly Transition[] = [...endingSessions, lastSignOut, lastRevocation, ...keepingSessions]

/** The full record as this transition finds it. */
export function recordBefore ({ given }: Transition): TwoFactorRecord {
  return recordOf({ ...fullRecord, ...given })
}
