import { parseRecord } from '../../lib/methods/index.js'
import { importAuthenticator } from '../../lib/methods/totp/import.js'
import { reset } from '../../lib/record/administration/reset.js'
import { unlock as helpdeskUnlock } from '../../lib/record/administration/unlock.js'
import { revokeSessions } from '../../lib/record/administration/revoke-sessions.js'
import type { Decision, Proof as CodeProof } from '../../lib/record/decision.js'
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
import { unlock } from '../../lib/record/preferences/unlock.js'
import { createRecord, type Authenticator, type TwoFactorRecord } from '../../lib/record/record.js'
import { begin as beginSignIn } from '../../lib/record/sign-in/begin.js'
import { recover } from '../../lib/record/sign-in/recover.js'
import type { SignIn } from '../../lib/record/sign-in/sign-in.js'
import { signOut } from '../../lib/record/sign-in/sign-out.js'
import { admit, type SignInStatus } from '../../lib/record/sign-in/status.js'
import { stepUp } from '../../lib/record/sign-in/step-up.js'
import { verify as verifySignIn } from '../../lib/record/sign-in/verify.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import { answerOf, codeOf, DAY, digestOf, firstCode, frozen, keyOf, keysOf, LIFETIMES, NOW, proofOf, recoveryProof, SECOND, STEP, storedBy, wrongCode } from './fixtures.js'
import type { Operation, Typed } from './operations.js'

const { pendingSeconds, maxSeconds } = LIFETIMES

/** What a promise is about. */
export type Fact =
  | { readonly type: 'code', readonly code: string, readonly answer: string, readonly enrolled?: string }
  | { readonly type: 'recovery code', readonly code: string, readonly answer: string }
  | { readonly type: 'recovery codes given', readonly codes: readonly string[] }
  | { readonly type: 'trust given', readonly id: string, readonly days: number }
  | { readonly type: 'trust ended', readonly ids?: readonly string[] }
  | { readonly type: 'trust shown', readonly id: string, readonly days: number, readonly genuine: boolean, readonly trusted: boolean }
  | { readonly type: 'over', readonly signIns: readonly SignIn[] }
  | { readonly type: 'proved', readonly signInId: string }
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
  #required = false
  #made = 0

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
      policy: { required: this.#required, requiredFrom: undefined },
      shown: id === undefined ? undefined : { id, hash: digestOf(genuine ? id : 'another secret') },
      expiryDays: days,
      sessionSeconds: undefined,
      maxSeconds,
      created: { stamp: this.#make('stamp'), cookieName: 'cookie' }
    }, this.#now)
    if ('refusal' in decision) throw new Error('a sign-in was not begun')
    const { outcome } = decision
    this.#save(decision, id === undefined ? undefined : { type: 'trust shown', id, days, genuine, trusted: outcome.method === 'trusted-client' })
    if (outcome.method === 'trusted-client') this.#note({ type: 'proved', signInId: outcome.id })
    this.#sessions = [...this.#sessions.slice(-4), outcome]
    this.#held.push(outcome)
  }

  verify ({ session, typed, flag, days }: Operation): void {
    const id = this.#make('client')
    const trusting = flag && days > 0
    const trust = trusting ? { id, hash: digestOf(id), browser: `Browser ${id}` } : undefined
    const decision = this.#withCode(session, ['challenge'], typed, (record, signIn, proof) => verifySignIn(record, { signIn, proof, trust, expiryDays: days, maxSeconds }, this.#now))
    if (decision === undefined || 'refusal' in decision) return
    this.#note({ type: 'proved', signInId: decision.outcome.id })
    this.#goOn(session, decision.outcome)
    if (!trusting) return
    this.#clients.push(id)
    this.#note({ type: 'trust given', id, days })
  }

  stepUp ({ session, typed }: Operation): void {
    const decision = this.#withCode(session, ['complete'], typed, (record, signIn, proof) => stepUp(record, { signIn, proof }, this.#now))
    if (decision !== undefined && 'outcome' in decision) this.#goOn(session, decision.outcome)
  }

  recover ({ session, index, flag }: Operation): void {
    const code = (flag ? this.#recoveryCodes.at(-1 - this.#recovered) : pick(this.#recoveryCodes, index)) ?? 'no code'
    const decision = this.#as(session, ['challenge', 'complete'], (record, signIn) => recover(record, { signIn, proof: recoveryProof(code), stamp: this.#make('stamp'), freshSeconds: 900, maxSeconds, passwordAskable: true }, this.#now))
    if (decision === undefined) return
    this.#save(decision, { type: 'recovery code', code, answer: answerOf(decision) })
    if ('refusal' in decision) return
    this.#recovered++
    this.#note({ type: 'proved', signInId: decision.outcome.signIn.id })
    this.#newStamp(decision.outcome.signIn)
  }

  startEnrollment ({ session }: Operation): void {
    const id = this.#make('authenticator')
    const decision = this.#as(session, enrolling, (record, signIn) => startEnrollment(record, { signIn, passwordProved: true, passwordAskable: true, freshSeconds: 900, enrollment: { id, type: 'totp', name: `My ${id}`, key: `sealed ${id}` } }, this.#now))
    if (decision !== undefined) this.#save(decision, { type: 'enrolling' })
  }

  confirmEnrollment ({ session, typed, flag }: Operation): void {
    const id = this.#record.enrollment?.id ?? 'none'
    const code = typeof typed === 'object' && 'steps' in typed ? codeOf(id, this.#now, typed.steps) : wrongCode([id], this.#now)
    const codes = this.#newCodes()
    const blocked = this.#record.codeAttempts.blockedAt !== undefined
    const decision = this.#as(session, enrolling, (record, signIn) => confirmEnrollment(record, {
      signIn, method: firstCode(code, keyOf(id)), pendingSeconds, name: flag ? undefined : `Our ${id}`, replace: flag, blockable: ['totp'], stamp: this.#make('stamp'), codeHashes: codes.map(digestOf)
    }, this.#now))
    if (decision === undefined) return
    if ('refusal' in decision) return this.#save(decision, { type: 'enrolling' })
    this.#save(decision, { type: 'code', code, answer: 'accepted', enrolled: id })
    this.#accepted.push(code)
    this.#note({ type: 'proved', signInId: decision.outcome.signIn.id })
    if (blocked) this.#note({ type: 'counters anew' })
    if (decision.outcome.newRecoveryCodes) this.#give(codes)
    this.#newStamp(decision.outcome.signIn)
  }

  cancelEnrollment ({ session }: Operation): void {
    const decision = this.#as(session, enrolling, (record, signIn) => cancelEnrollment(record, signIn))
    if (decision !== undefined) this.#save(decision, { type: 'enrolling' })
  }

  removeAuthenticator ({ session, index, typed }: Operation): void {
    const id = pick(this.#record.authenticators, index)?.id ?? 'none'
    const decision = this.#withCode(session, ['complete'], typed, (record, signIn, proof) => removeAuthenticator(record, { ...this.#change(signIn), id, provable: ['totp'], proof }, this.#now))
    if (decision !== undefined && 'outcome' in decision) this.#newStamp(decision.outcome.signIn)
  }

  removeByHelpdesk ({ index }: Operation): void {
    const id = pick(this.#record.authenticators, index)?.id ?? 'none'
    const decision = removeUnproved(this.#record, { id, provable: ['totp'], stamp: this.#make('stamp') })
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
    const decision = this.#withCode(session, ['complete'], typed, (record, signIn, proof) => disable(record, { ...this.#change(signIn), required: this.#required, proof }, this.#now))
    if (decision === undefined || 'refusal' in decision) return
    this.#give([])
    this.#newStamp(decision.outcome.signIn)
  }

  regenerate ({ session, typed }: Operation): void {
    const codes = this.#newCodes()
    const decision = this.#withCode(session, ['complete'], typed, (record, signIn, proof) => regenerateRecoveryCodes(record, { ...this.#change(signIn), proof, codeHashes: codes.map(digestOf) }, this.#now))
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

  setPolicy ({ flag }: Operation): void {
    this.#required = flag
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

  /** A decision on a typed code in the name of a session, saved. */
  #withCode<Outcome> (session: number, admits: readonly SignInStatus[], typed: Typed, decide: (record: TwoFactorRecord, signIn: SignIn, proof: CodeProof) => Decision<Outcome>): Decision<Outcome> | undefined {
    const code = this.#type(typed)
    const decision = this.#as(session, admits, (record, signIn) => decide(record, signIn, proofOf(record, code)))
    if (decision === undefined) return undefined
    this.#save(decision, { type: 'code', code, answer: answerOf(decision) })
    if ('outcome' in decision) this.#accepted.push(code)
    return decision
  }

  /** A decision in the name of a session; none where it is not admitted. */
  #as<Outcome> (session: number, admits: readonly SignInStatus[], decide: (record: TwoFactorRecord, signIn: SignIn) => Decision<Outcome>): Decision<Outcome> | undefined {
    const signIn = this.#sessions.at(session)
    if (signIn === undefined) return undefined
    const policy = { required: this.#required, requiredFrom: undefined }
    const admission = admit(this.#record, { signIn, admits, policy, lifetimes: LIFETIMES }, this.#now)
    return 'refusal' in admission ? undefined : decide(admission.record, signIn)
  }

  #type (typed: Typed): string {
    const ids = this.#record.authenticators.map(({ id }) => id)
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
