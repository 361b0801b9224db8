import fc from 'fast-check'
import { DAY, HOUR, MINUTE, SECOND, STEP } from './fixtures.js'

/**
 * What is typed: a wrong code, one that an authenticator shows, or one that was accepted before. Or what a passkey answers (3: a
 * copy of the latest), to a challenge of now (`shown`: 0) or of before, or answered once.
 */
export type Typed =
  | 'wrong'
  | { readonly authenticator: number, readonly steps: number }
  | { readonly again: number }
  | { readonly passkey: number, readonly shown: number }
  | { readonly replayed: number }

export const verbs = [
  'begin', 'verify', 'stepUp', 'recover', 'startEnrollment', 'confirmEnrollment', 'cancelEnrollment', 'removeAuthenticator', 'disable', 'regenerate', 'importAuthenticator',
  'revokeClient', 'revokeClients', 'revokeSessions', 'revokeSession', 'revokeOthers', 'signOut', 'reset', 'password', 'setPolicy', 'guess', 'guessSlowly', 'comeIn', 'comeBack', 'comeAndGo', 'replaceLost', 'rename', 'markSaved', 'unlock', 'unlockOften', 'unlockByHelpdesk', 'unlockAgainByHelpdesk', 'removeByHelpdesk', 'registerPasskey', 'registerOften', 'comeInByPasskey', 'assertOften'
] as const

export type Verb = typeof verbs[number]

/** One thing that is done; each verb takes of the rest what it needs. */
export interface Operation {
  readonly verb: Verb
  /** Milliseconds that the clock moves before, backward too. */
  readonly later: number
  readonly session: number
  readonly index: number
  readonly typed: Typed
  readonly flag: boolean
  readonly days: number
}

/** How the clock moves, in milliseconds. */
export const forward = [0, 0, 0, 0, 0, 0, 0, 0, 0, SECOND, STEP, STEP, MINUTE, 5 * MINUTE, HOUR, DAY, 10 * DAY]
export const anywhere = [...forward, ...forward, -SECOND, -STEP, -5 * MINUTE, -HOUR, -2 * DAY, -40 * DAY]

/** Operations of all kinds, these more often than the others. */
export function operationsWith (often: readonly Verb[], moves: readonly number[]): fc.Arbitrary<Operation[]> {
  const typed = fc.oneof(
    { weight: 5, arbitrary: fc.record({ authenticator: fc.nat(2), steps: fc.constantFrom(0, 0, 0, -1, 1, -2, 2) }) },
    { weight: 3, arbitrary: fc.record({ again: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.constant('wrong' as const) },
    { weight: 3, arbitrary: fc.record({ passkey: fc.nat(3), shown: fc.constantFrom(0, 0, 0, 1, 2, 5) }) },
    { weight: 1, arbitrary: fc.record({ replayed: fc.nat(3) }) }
  )
  const operation = fc.record({
    verb: fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...verbs) }, { weight: 4, arbitrary: fc.constantFrom(...often) }),
    later: fc.constantFrom(...moves),
    session: fc.constantFrom(-1, -1, -1, -2, -3),
    index: fc.nat(9),
    typed,
    flag: fc.boolean(),
    days: fc.constantFrom(30, 30, 30, 365, 1, 0)
  })
  return fc.array(operation, { maxLength: 60, size: 'max' })
}

/** Turns two-factor authentication on, to begin with. */
export const enabling: Operation[] = (['begin', 'startEnrollment', 'confirmEnrollment'] as const)
  .map(verb => ({ verb, later: 0, session: -1, index: 0, typed: { authenticator: 0, steps: 0 }, flag: false, days: 30 }))
