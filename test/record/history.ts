import { createKeyRing } from '../../lib/crypto/key-ring.js'
import { parseRecord } from '../../lib/methods/index.js'
import { isLiveChallenge, issueChallenge, type ChallengePurpose } from '../../lib/methods/passkey/challenge.js'
import { addPasskey } from '../../lib/methods/passkey/enrollment.js'
import type { Made } from '../../lib/methods/passkey/facts.js'
import { PASSKEY } from '../../lib/methods/passkey/passkey.js'
import { proveAssertion } from '../../lib/methods/passkey/proof.js'
import { importAuthenticator } from '../../lib/methods/totp/import.js'
import { reset } from '../../lib/record/administration/reset.js'
import { unlock as helpdeskUnlock } from '../../lib/record/administration/unlock.js'
import { revokeSessions } from '../../lib/record/administration/revoke-sessions.js'
import { accept, andThen, refuse, type Decision, type Proof } from '../../lib/record/decision.js'
import { cancel as cancelEnrollment } from '../../lib/record/enrollment/cancel.js'
import { confirm as confirmEnrollment } from '../../lib/record/enrollment/confirm.js'
import { start as startEnrollment } from '../../lib/record/enrollment/start.js'
import { clearPasswordAttempts, reservePasswordAttempt } from '../../lib/record/password-attempts.js'
import { disable } from '../../lib/record/preferences/disable.js'
import { regenerate as regenerateRecoveryCodes } from '../../lib/record/preferences/regenerate.js'
import { markSaved } from '../../lib/record/preferences/mark-saved.js'
import { remove as removeAuthenticator, removeUnproved } from '../../lib/record/preferences/remove.js'
import { rename } from '../../lib/record/preferences/rename.js'
import { revokeOtherSessions, revokeSession, revokeUnproved } from '../../lib/record/preferences/revoke-session.js'
import { revoke as revokeTrustedClient, revokeAll as revokeTrustedClients } from '../../lib/record/preferences/revoke.js'
import { unlock } from '../../lib/record/preferences/unlock.js'
import { policyAt, type Policy } from '../../lib/record/policy.js'
import { createRecord, type Authenticator, type TwoFactorRecord } from '../../lib/record/record.js'
import { begin as beginSignIn } from '../../lib/record/sign-in/begin.js'
import { isEnrollmentStepUpDue } from '../../lib/record/sign-in/freshness.js'
import { recover } from '../../lib/record/sign-in/recover.js'
import { asksForPasskey, needsPasskey } from '../../lib/record/sign-in/resistance.js'
import type { SignIn } from '../../lib/record/sign-in/sign-in.js'
import { signOut } from '../../lib/record/sign-in/sign-out.js'
import { admit, type SignInStatus } from '../../lib/record/sign-in/status.js'
import { listSession } from '../../lib/record/sessions.js'
import { stepUp } from '../../lib/record/sign-in/step-up.js'
import { verify as verifySignIn } from '../../lib/record/sign-in/verify.js'
import type { TwoFactorMethod } from '../../lib/record/sign-in-method.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import { answerOf, codeOf, DAY, digestOf, firstCode, frozen, keyOf, keysOf, LIFETIMES, madeOf, NOW, proofOf, recoveryProof, SECOND, STEP, storedBy, wrongCode } from './fixtures.js'
import type { Operation, Typed } from './operations.js'

const { pendingSeconds, maxSeconds } = LIFETIMES
const ring = createKeyRing(Buffer.alloc(32, 1))

/** A challenge, and what it was given out for. */
export interface GivenChallenge {
  readonly challenge: string
  readonly purpose: ChallengePurpose
  readonly signInId: string
  readonly stamp: string
  readonly at: number
  /** How many assertions had been accepted. */
  readonly accepted: number
}

/** What a passkey answered to a challenge, at its count. */
interface Answer { readonly made: Made, readonly to: GivenChallenge, readonly count: number }

/** What a passkey answered, and what it was posted for. */
interface Posted extends Answer {
  readonly answer: string
  readonly purpose: ChallengePurpose
  readonly signIn: SignIn
}

/** What a promise is about. */
export type Fact =
  | { readonly type: 'code', readonly code: string, readonly answer: string, readonly enrolled?: string }
  | { readonly type: 'recovery code', readonly code: string, readonly answer: string }
  | { readonly type: 'assertion' | 'registration' } & Posted
  | { readonly type: 'recovery codes given', readonly codes: readonly string[] }
  | { readonly type: 'trust given', readonly id: string, readonly days: number }
  | { readonly type: 'trust ended', readonly ids?: readonly string[] }
  | { readonly type: 'trust shown', readonly id: string, readonly days: number, readonly genuine: boolean, readonly trusted: boolean }
  | { readonly type: 'over', readonly signIns: readonly SignIn[] }
  | { readonly type: 'proved', readonly signInId: string, readonly method: TwoFactorMethod }
  | { readonly type: 'enrolling' }
  | { readonly type: 'counters anew' }
  | { readonly type: 'unlocked', readonly by: 'owner' | 'helpdesk', readonly answer: string }

export interface Moment {
  readonly now: number
  readonly fact: Fact
  readonly before: TwoFactorRecord
  readonly after: TwoFactorRecord
}

const enrolling: readonly SignInStatus[] = ['enrollment', 'complete']

/** Does things to one user's record as the service does, and writes down what came of it. */
export class History {
  readonly moments: Moment[] = []
  /** After each operation. */
  readonly states: { readonly now: number, readonly record: TwoFactorRecord, readonly sessions: readonly SignIn[], readonly moments: number }[] = []
  #now = NOW
  #record: TwoFactorRecord = frozen(createRecord('stamp 0', 'cookie'))
  #sessions: SignIn[] = []
  /** Every sign-in as a session held it at some time under this stamp. */
  #held: SignIn[] = []
  readonly #accepted: string[] = []
  /** Of all sets, the last one last. */
  #recoveryCodes: string[] = []
  #recovered = 0
  readonly #clients: string[] = []
  #policy: Policy = policyAt({}, NOW)
  #made = 0
  readonly #challenges: GivenChallenge[] = []
  /** Of every passkey that was ever made, and how far it counts by itself. */
  readonly #passkeys: Made[] = []
  readonly #counts = new Map<string, number>()
  readonly #registrations: Answer[] = []
  readonly #assertions: Answer[] = []
  #assertionsAccepted = 0

  /** `planted`: an authenticator that another release adds before the operation at that place. */
  constructor (operations: readonly Operation[], planted?: { readonly authenticator: Authenticator, readonly at: number }) {
    for (const [index, operation] of operations.entries()) {
      this.#now += operation.later
      if (index === planted?.at) this.#record = frozen({ ...this.#record, authenticators: [...this.#record.authenticators, planted.authenticator] })
      this[operation.verb](operation)
      this.#record = frozen(parseRecord(serializeRecord(this.#record)))
      this.states.push({ now: this.#now, record: this.#record, sessions: this.#sessions, moments: this.moments.length })
    }
  }

  begin ({ flag, index, typed, days }: Operation): void {
    const id = flag ? pick(this.#clients, index) : undefined
    const genuine = typed !== 'wrong'
    const decision = beginSignIn(this.#record, {
      userId: 'user',
      signInId: this.#make('sign-in'),
      fresh: true,
      next: undefined,
      policy: this.#policy,
      shown: id === undefined ? undefined : { id, hash: digestOf(genuine ? id : 'another secret') },
      expiryDays: days,
      sessionSeconds: undefined,
      maxSeconds,
      created: { stamp: this.#make('stamp'), cookieName: 'cookie' }
    }, this.#now)
    if ('refusal' in decision) throw new Error('a sign-in was not begun')
    const { outcome } = decision
    this.#save(decision, id === undefined ? undefined : { type: 'trust shown', id, days, genuine, trusted: outcome.method === 'trusted-client' })
    if (outcome.method === 'trusted-client') this.#note({ type: 'proved', signInId: outcome.id, method: outcome.method })
    this.#list(outcome)
    this.#sessions = [...this.#sessions.slice(-4), outcome]
    this.#held.push(outcome)
  }

  verify ({ session, typed, flag, days }: Operation): void {
    const id = this.#make('client')
    const trusting = flag && days > 0
    const trust = trusting ? { id, hash: digestOf(id), browser: `Browser ${id}` } : undefined
    const decision = this.#withProof(session, ['challenge'], typed, (record, signIn, proof) => verifySignIn(record, { signIn, proof, trust, expiryDays: days, maxSeconds }, this.#now))
    if (decision === undefined || 'refusal' in decision) return
    this.#note({ type: 'proved', signInId: decision.outcome.id, method: decision.outcome.method })
    this.#list(decision.outcome)
    this.#goOn(session, decision.outcome)
    if (!trusting || decision.outcome.phishingResistant) return
    this.#clients.push(id)
    this.#note({ type: 'trust given', id, days })
  }

  stepUp ({ session, typed }: Operation): void {
    const decision = this.#withProof(session, ['complete'], typed, (record, signIn, proof) => andThen(stepUp(record, { signIn, proof }, this.#now), (record, { signIn }) => accept(record, signIn)))
    if (decision !== undefined && 'outcome' in decision) this.#goOn(session, decision.outcome)
  }

  recover ({ session, index, flag }: Operation): void {
    const code = (flag ? this.#recoveryCodes.at(-1 - this.#recovered) : pick(this.#recoveryCodes, index)) ?? 'no code'
    const decision = this.#as(session, ['challenge', 'complete'], (record, signIn) => recover(record, { signIn, proof: recoveryProof(code), stamp: this.#make('stamp'), freshSeconds: 900, maxSeconds, passwordAskable: true }, this.#now))
    if (decision === undefined) return
    this.#save(decision, { type: 'recovery code', code, answer: answerOf(decision) })
    if ('refusal' in decision) return
    this.#recovered++
    this.#note({ type: 'proved', signInId: decision.outcome.signIn.id, method: 'recovery-code' })
    this.#list(decision.outcome.signIn)
    this.#newStamp(decision.outcome.signIn)
  }

  startEnrollment ({ session }: Operation): void {
    const id = this.#make('authenticator')
    const decision = this.#as(session, enrolling, (record, signIn) => startEnrollment(record, { signIn, passwordProved: true, passwordAskable: true, resistant: asksForPasskey(signIn, this.#policy), freshSeconds: 900, enrollment: { id, type: 'totp', name: `My ${id}`, key: `sealed ${id}` } }, this.#now))
    if (decision !== undefined) this.#save(decision, { type: 'enrolling' })
  }

  confirmEnrollment ({ session, typed, flag }: Operation): void {
    const id = this.#record.enrollment?.id ?? 'none'
    const code = typeof typed === 'object' && 'steps' in typed ? codeOf(id, this.#now, typed.steps) : wrongCode([id], this.#now)
    const codes = this.#newCodes()
    const blocked = this.#record.codeAttempts.blockedAt !== undefined
    const decision = this.#as(session, enrolling, (record, signIn) => confirmEnrollment(record, {
      signIn, method: firstCode(code, keyOf(id)), pendingSeconds, name: flag ? undefined : `Our ${id}`, resistant: asksForPasskey(signIn, this.#policy), replace: flag, blockable: ['totp'], stamp: this.#make('stamp'), codeHashes: codes.map(digestOf)
    }, this.#now))
    if (decision === undefined) return
    if ('refusal' in decision) return this.#save(decision, { type: 'enrolling' })
    this.#save(decision, { type: 'code', code, answer: 'accepted', enrolled: id })
    this.#accepted.push(code)
    this.#note({ type: 'proved', signInId: decision.outcome.signIn.id, method: 'totp' })
    this.#list(decision.outcome.signIn)
    if (blocked) this.#note({ type: 'counters anew' })
    if (decision.outcome.newRecoveryCodes) this.#give(codes)
    this.#newStamp(decision.outcome.signIn)
  }

  /** A passkey that was made now, one whose registration is posted again, or nothing that verifies. */
  registerPasskey ({ session, typed, flag, index }: Operation): void {
    const id = this.#make('passkey')
    const codes = this.#newCodes()
    let posted: Answer | undefined
    const decision = this.#as(session, enrolling, (record, signIn) => {
      if (isEnrollmentStepUpDue(record, signIn, asksForPasskey(signIn, this.#policy), this.#now)) return undefined
      const issued = this.#issue(signIn, 'registration')
      const again = typeof typed === 'object' && ('again' in typed ? typed.again : 'replayed' in typed ? typed.replayed : undefined)
      const shown = typeof typed === 'object' && 'shown' in typed ? typed.shown : 0
      posted = (typeof again === 'number' ? pick(this.#registrations, again) : undefined) ??
        { made: this.#makePasskey(id, index), to: shown === 0 ? issued : pick(this.#challenges, shown)!, count: 0 }
      this.#registrations.push(posted)
      const isLive = this.#liveness(posted.to, signIn, 'registration')
      const made = typed === 'wrong' ? undefined : posted.made
      return addPasskey(record, { signIn, made, isLive, syncable: true, id, name: `My ${id}`, resistant: asksForPasskey(signIn, this.#policy), replace: flag && index % 4 === 0, stamp: this.#make('stamp'), codeHashes: codes.map(digestOf) }, this.#now)
    })
    const signIn = this.#sessions.at(session)
    if (decision === undefined || posted === undefined || signIn === undefined) return
    this.#save(decision, { type: 'registration', ...posted, answer: answerOf(decision), purpose: 'registration', signIn })
    if ('refusal' in decision) return
    this.#passkeys.push(posted.made)
    this.#note({ type: 'proved', signInId: decision.outcome.signIn.id, method: PASSKEY })
    this.#list(decision.outcome.signIn)
    if (decision.outcome.newRecoveryCodes) this.#give(codes)
    this.#newStamp(decision.outcome.signIn)
  }

  cancelEnrollment ({ session }: Operation): void {
    const decision = this.#as(session, enrolling, (record, signIn) => cancelEnrollment(record, signIn))
    if (decision !== undefined) this.#save(decision, { type: 'enrolling' })
  }

  removeAuthenticator ({ session, index, typed }: Operation): void {
    const id = pick(this.#record.authenticators, index)?.id ?? 'none'
    const decision = this.#withProof(session, ['complete'], typed, (record, signIn, proof) => removeAuthenticator(record, { ...this.#change(signIn), id, provable: ['totp', PASSKEY], resistantOnly: this.#policy.phishingResistant, proof }, this.#now))
    if (decision !== undefined && 'outcome' in decision) this.#newStamp(decision.outcome.signIn)
  }

  removeByHelpdesk ({ index }: Operation): void {
    const id = pick(this.#record.authenticators, index)?.id ?? 'none'
    const decision = removeUnproved(this.#record, { id, provable: ['totp', PASSKEY], resistantOnly: false, stamp: this.#make('stamp') })
    this.#save(decision)
    if ('outcome' in decision) this.#newStamp()
  }

  rename ({ session, index, flag }: Operation): void {
    const { id, name } = pick(this.#record.authenticators, index) ?? { id: 'none', name: '' }
    const decision = this.#as(session, ['complete'], (record, signIn) => rename(record, { ...this.#change(signIn), id, name: flag ? name : '"'.repeat(64) }, this.#now))
    if (decision !== undefined) this.#save(decision)
  }

  markSaved ({ session }: Operation): void {
    const decision = this.#as(session, ['complete'], record => markSaved(record, this.#now))
    if (decision !== undefined) this.#save(decision)
  }

  unlock ({ session }: Operation): void {
    const decision = this.#as(session, ['complete'], (record, signIn) => unlock(record, this.#change(signIn), this.#now))
    if (decision !== undefined) this.#save(decision, { type: 'unlocked', by: 'owner', answer: answerOf(decision) })
  }

  /** Up to ten wrong codes in one complete sign-in, after each of which its owner lifts the lock. */
  unlockOften ({ index, ...operation }: Operation): void {
    for (let guess = 0; guess < 1 + index; guess++) {
      this.stepUp({ ...operation, index, typed: 'wrong' })
      this.unlock({ ...operation, index })
    }
  }

  unlockByHelpdesk (): void {
    const decision = helpdeskUnlock(this.#record, this.#now)
    this.#save(decision, { type: 'unlocked', by: 'helpdesk', answer: answerOf(decision) })
  }

  /** As many guesses as a lifted block leaves, and another call to the helpdesk. */
  unlockAgainByHelpdesk (operation: Operation): void {
    this.unlockByHelpdesk()
    for (let guess = 0; guess < 10; guess++) this.#guessOnce(operation, true)
    this.unlockByHelpdesk()
  }

  disable ({ session, typed }: Operation): void {
    const decision = this.#withProof(session, ['complete'], typed, (record, signIn, proof) => disable(record, { ...this.#change(signIn), required: this.#policy.required, proof }, this.#now))
    if (decision === undefined || 'refusal' in decision) return
    this.#give([])
    this.#newStamp(decision.outcome.signIn)
  }

  regenerate ({ session, typed }: Operation): void {
    const codes = this.#newCodes()
    const decision = this.#withProof(session, ['complete'], typed, (record, signIn, proof) => regenerateRecoveryCodes(record, { ...this.#change(signIn), proof, codeHashes: codes.map(digestOf) }, this.#now))
    if (decision === undefined || 'refusal' in decision) return
    this.#give(codes)
    this.#goOn(session, decision.outcome.signIn)
  }

  importAuthenticator ({ flag, index }: Operation): void {
    const id = this.#make('authenticator')
    const known = flag ? pick(this.#record.authenticators, index)?.id : undefined
    const decision = importAuthenticator(this.#record, { id, name: 'Imported', key: keyOf(known ?? id), sealedKey: `sealed ${id}`, keys: keysOf(this.#record), stamp: this.#make('stamp') }, this.#now)
    this.#save(decision)
    if ('outcome' in decision && decision.outcome.imported) this.#newStamp()
  }

  revokeClient ({ index }: Operation): void {
    const id = pick(this.#clients, index) ?? 'none'
    this.#save(revokeTrustedClient(this.#record, id), { type: 'trust ended', ids: [id] })
  }

  revokeClients (): void {
    this.#save(revokeTrustedClients(this.#record), { type: 'trust ended' })
  }

  revokeSessions ({ session, flag }: Operation): void {
    const kept = flag ? this.#sessions.at(session) : undefined
    const decision = revokeSessions(this.#record, kept, this.#make('stamp'))
    this.#save(decision)
    this.#newStamp('outcome' in decision ? decision.outcome : undefined)
  }

  /** Ends a listed sign-in, as its owner or, for `flag`, as the helpdesk. */
  revokeSession ({ session, index, flag }: Operation): void {
    const id = pick(this.#record.sessions ?? [], index)?.id ?? 'none'
    const decision: Decision<unknown> | undefined = flag
      ? revokeUnproved(this.#record, { id, stamp: this.#make('stamp') }, this.#now)
      : this.#as(session, ['complete'], (record, signIn) => revokeSession(record, { ...this.#change(signIn), id }, this.#now))
    if (decision === undefined) return
    const before = this.#record
    if ('refusal' in decision) return this.#save(decision)
    const revoker = this.#sessions.at(session)
    const isFull = decision.record.stamp !== before.stamp
    this.#save(decision, { type: 'over', signIns: this.#held.filter(held => isFull || held.id === id) })
    if (!isFull) this.#sessions = this.#sessions.filter(held => held.id !== id)
    else this.#sessions = flag || revoker === undefined || revoker.id === id ? [] : [{ ...revoker, stamp: decision.record.stamp }]
    if (isFull) this.#held = [...this.#sessions]
  }

  revokeOthers ({ session }: Operation): void {
    const decision = this.#as(session, ['complete'], (record, signIn) => revokeOtherSessions(record, this.#change(signIn), this.#now))
    if (decision === undefined) return
    this.#save(decision)
    if ('outcome' in decision) this.#newStamp(decision.outcome.signIn)
  }

  signOut ({ session }: Operation): void {
    const decision = this.#as(session, ['challenge', ...enrolling], (record, signIn) => signOut(record, signIn, this.#make('stamp'), this.#now))
    const signIn = this.#sessions.at(session)
    if (decision === undefined || signIn === undefined) return
    const written = decision.record !== this.#record
    // one too many within their lives: those that ended by themselves are not counted
    const full = decision.record?.stamp !== this.#record.stamp
    this.#save(decision, written ? { type: 'over', signIns: this.#held.filter(({ id }) => full || id === signIn.id) } : undefined)
    this.#sessions = full && written ? [] : this.#sessions.filter(other => other !== signIn)
    if (full && written) this.#held = []
  }

  reset (): void {
    this.#save(reset(this.#record, this.#make('stamp')), { type: 'counters anew' })
    this.#give([])
    this.#newStamp()
  }

  password ({ flag }: Operation): void {
    const decision = reservePasswordAttempt(this.#record, this.#now)
    this.#save(decision)
    if (flag && 'outcome' in decision) this.#save(clearPasswordAttempts(this.#record))
  }

  setPolicy ({ flag, index }: Operation): void {
    this.#policy = policyAt({ twoFactor: !flag ? 'optional' : index < 5 ? 'required' : 'phishing-resistant' }, this.#now)
  }

  /** Up to 28 guesses, mostly each after the lock of the one before, and then perhaps the owner. */
  guess (operation: Operation): void {
    const patient = operation.session > -3
    for (let guess = 0; guess < 1 + operation.index * 3; guess++) this.#guessOnce(operation, patient)
    if (!operation.flag) return
    this.#waitForLock()
    this.comeIn(operation)
  }

  /** Up to 55 guesses, one a day. */
  guessSlowly (operation: Operation): void {
    for (let guess = 0; guess < 1 + operation.index * 6; guess++) {
      this.#now += DAY
      this.#guessOnce(operation, true)
    }
  }

  /** A sign-in with a right code, perhaps on a client to trust. */
  comeIn (operation: Operation): void {
    this.#now += STEP
    this.begin({ ...operation, flag: false })
    this.verify({ ...operation, session: -1, typed: { authenticator: 0, steps: 0 } })
  }

  /** A sign-in with a passkey. */
  comeInByPasskey ({ index, ...operation }: Operation): void {
    this.begin({ ...operation, index, flag: false })
    this.verify({ ...operation, index, session: -1, typed: { passkey: index % 3, shown: 0 } })
  }

  /** Up to ten passkeys one after another, once the user signed in. */
  registerOften (operation: Operation): void {
    this.comeIn(operation)
    for (let index = 0; index < 1 + operation.index; index++) this.registerPasskey({ ...operation, session: -1, index: operation.flag ? 4 : index, typed: { passkey: 0, shown: 0 }, flag: false })
  }

  /** Up to ten sign-ins that leave a challenge unanswered, and step up by challenges and answers of before. */
  assertOften (operation: Operation): void {
    for (let time = 0; time < 1 + operation.index; time++) {
      this.#now += STEP
      const last = { ...operation, session: -1 }
      this.begin({ ...last, flag: false })
      this.verify({ ...last, typed: { passkey: 0, shown: 9 } })
      this.verify({ ...last, typed: time % 2 === 0 ? { authenticator: 0, steps: 0 } : { passkey: 0, shown: time % 3 } })
      this.stepUp({ ...last, typed: { passkey: 0, shown: time % 4 } })
      this.stepUp({ ...last, typed: { passkey: 3, shown: 0 } })
      this.stepUp({ ...last, typed: { replayed: time % 4 } })
    }
  }

  /** A sign-in on a client that was trusted once, or with a token that somebody made up. */
  comeBack (operation: Operation): void {
    this.begin({ ...operation, flag: true })
  }

  /** Up to 37 sign-ins with a right code that sign out again. */
  comeAndGo (operation: Operation): void {
    for (let time = 0; time < 1 + operation.index * 4; time++) {
      this.comeIn(operation)
      this.signOut({ ...operation, session: -1 })
    }
  }

  /** A recovery code, and a new authenticator. */
  replaceLost (operation: Operation): void {
    this.begin({ ...operation, flag: false })
    this.recover({ ...operation, session: -1, flag: true })
    this.startEnrollment({ ...operation, session: -1 })
    this.confirmEnrollment({ ...operation, session: -1, typed: { authenticator: 0, steps: 0 } })
  }

  #guessOnce (operation: Operation, patient: boolean): void {
    if (patient) this.#waitForLock()
    this.begin({ ...operation, flag: false })
    this.verify({ ...operation, session: -1, typed: 'wrong', flag: false })
  }

  #waitForLock (): void {
    this.#now = Math.max(this.#now, this.#record.codeAttempts.lockedUntil ?? 0)
  }

  /** A decision on a code or an assertion in the name of a session, saved. */
  #withProof<Outcome> (session: number, admits: readonly SignInStatus[], typed: Typed, decide: (record: TwoFactorRecord, signIn: SignIn, proof: Proof) => Decision<Outcome>): Decision<Outcome> | undefined {
    if (typeof typed === 'object' && ('passkey' in typed || 'replayed' in typed)) return this.#withAssertion(session, admits, typed, decide)
    const code = this.#type(typed)
    const decision = this.#as(session, admits, (record, signIn) => {
      const isRefused = needsPasskey(record, this.#policy.phishingResistant || signIn.phishingResistant === true)
      return decide(record, signIn, isRefused ? record => refuse(record, 'TWO_FACTOR_METHOD_NOT_ALLOWED') : proofOf(record, code))
    })
    if (decision === undefined) return undefined
    this.#save(decision, { type: 'code', code, answer: answerOf(decision) })
    if ('outcome' in decision) this.#accepted.push(code)
    return decision
  }

  #withAssertion<Outcome> (session: number, admits: readonly SignInStatus[], typed: Typed & object, decide: (record: TwoFactorRecord, signIn: SignIn, proof: Proof) => Decision<Outcome>): Decision<Outcome> | undefined {
    const purpose = admits.includes('challenge') ? 'sign-in' : 'step-up'
    const signIn = this.#sessions.at(session)
    if (signIn === undefined) return undefined
    const posted = this.#assert(typed, signIn, purpose)
    const { made, to, count } = posted
    const { credentialId, publicKey, backupEligible, backedUp } = made
    const given = {
      answered: credentialId,
      challenge: to.challenge,
      isLive: this.#liveness(to, signIn, purpose),
      asserted: { credentialId, publicKey, challenge: to.challenge, signCount: count, userVerified: false, backupEligible, backedUp },
      userVerification: 'discouraged'
    } as const
    const decision = this.#as(session, admits, (record, signIn) => decide(record, signIn, (record, purpose, now) => proveAssertion(record, given, purpose, now)))
    if (decision === undefined) return undefined
    this.#save(decision, { type: 'assertion', ...posted, answer: answerOf(decision), purpose, signIn })
    if ('outcome' in decision) this.#assertionsAccepted++
    return decision
  }

  /** An answer of a passkey to a challenge of now or before, or one that was given before. */
  #assert (typed: Typed & object, signIn: SignIn, purpose: ChallengePurpose): Answer {
    const replayed = 'replayed' in typed ? pick(this.#assertions, typed.replayed) : undefined
    if (replayed !== undefined) return replayed
    const issued = this.#issue(signIn, purpose)
    const { passkey, shown } = 'passkey' in typed ? typed : { passkey: 0, shown: 0 }
    const isCopy = passkey === 3
    const made = pick(this.#passkeys, passkey % 3) ?? madeOf('passkey of somebody else')
    // a copy counts no further than the passkey that it is of
    const count = made.backupEligible ? 0 : (this.#counts.get(made.credentialId) ?? 0) + (isCopy ? 0 : 1)
    this.#counts.set(made.credentialId, count)
    const answer = { made, to: shown === 0 ? issued : pick(this.#challenges, shown)!, count }
    this.#assertions.push(answer)
    return answer
  }

  #issue ({ id, stamp }: SignIn, purpose: ChallengePurpose): GivenChallenge {
    const challenge = issueChallenge({ ring, purpose, userId: 'user', signInId: id, stamp }, this.#record.assertions ?? 0, this.#now)
    const given = { challenge, purpose, signInId: id, stamp, at: this.#now, accepted: this.#assertionsAccepted }
    this.#challenges.push(given)
    return given
  }

  #liveness ({ challenge }: GivenChallenge, { id, stamp }: SignIn, purpose: ChallengePurpose): (assertions: number, now: number) => boolean {
    return (assertions, now) => isLiveChallenge(challenge, { ring, purpose, userId: 'user', signInId: id, stamp }, assertions, now)
  }

  /** What a new passkey says: every other one stays in its device, and ids are of all lengths. */
  #makePasskey (id: string, index: number): Made {
    const bytes = [16, 16, 64, 528, 1023][index % 5]!
    return madeOf(id, { credentialId: Buffer.from(id.padEnd(bytes, '.')).toString('base64url'), ...(index > 4 && { backupEligible: false, backedUp: false }) })
  }

  /** A decision in the name of a session; none where it is not admitted. */
  #as<Outcome> (session: number, admits: readonly SignInStatus[], decide: (record: TwoFactorRecord, signIn: SignIn) => Decision<Outcome> | undefined): Decision<Outcome> | undefined {
    const signIn = this.#sessions.at(session)
    if (signIn === undefined) return undefined
    const admission = admit(this.#record, { signIn, admits, policy: this.#policy, lifetimes: LIFETIMES }, this.#now)
    return 'refusal' in admission ? undefined : decide(admission.record, signIn)
  }

  #type (typed: 'wrong' | { again: number } | { authenticator: number, steps: number }): string {
    const ids = this.#record.authenticators.filter(({ type }) => type === 'totp').map(({ id }) => id)
    if (typed === 'wrong') return wrongCode(ids, this.#now)
    if ('again' in typed) return pick(this.#accepted, typed.again) ?? wrongCode(ids, this.#now)
    return codeOf(pick(ids, typed.authenticator) ?? 'none', this.#now, typed.steps)
  }

  #change (signIn: SignIn): { signIn: SignIn, passwordProved: true, freshSeconds: number, stamp: string } {
    return { signIn, passwordProved: true, freshSeconds: 15 * 60 * SECOND, stamp: this.#make('stamp') }
  }

  #save (decision: Decision<unknown>, fact?: Fact): void {
    const before = this.#record
    this.#record = storedBy(decision)
    if (fact !== undefined) this.moments.push({ now: this.#now, fact, before, after: this.#record })
  }

  /** Puts a sign-in into the list once it is complete, as the save that completes it does. */
  #list (signIn: SignIn): void {
    this.#record = frozen(listSession(this.#record, signIn, { browser: 'Firefox', system: 'Linux' }, this.#now))
  }

  #note (fact: Fact): void {
    this.moments.push({ now: this.#now, fact, before: this.#record, after: this.#record })
  }

  #give (codes: string[]): void {
    this.#recoveryCodes = [...this.#recoveryCodes, ...codes]
    this.#recovered = 0
    this.#note({ type: 'recovery codes given', codes })
  }

  /** The session goes on under the same stamp. */
  #goOn (session: number, signIn: SignIn): void {
    this.#sessions = this.#sessions.with(session, signIn)
    this.#held.push(signIn)
  }

  /** Every sign-in as it was is over; the one that made the change goes on. */
  #newStamp (signIn?: SignIn): void {
    this.#note({ type: 'over', signIns: this.#held })
    this.#note({ type: 'trust ended' })
    this.#sessions = signIn === undefined ? [] : [signIn]
    this.#held = [...this.#sessions]
  }

  #newCodes (): string[] {
    const set = this.#make('set')
    return Array.from({ length: 10 }, (_, index) => `${set} code ${index}`)
  }

  #make (what: string): string {
    return `${what} ${++this.#made}`
  }
}

/** One of a list, the latest ones first. */
function pick<Item> (list: readonly Item[], index: number): Item | undefined {
  return list.at(-1 - index % list.length)
}
