import type { TwoFactorRecord } from '../record.js'
import type { SignIn } from './sign-in.js'

/** How long sign-ins may live, in seconds. */
export interface Lifetimes {
  readonly pendingSeconds: number
  /** The longest that a complete sign-in may last, however its session is prolonged. */
  readonly maxSeconds: number
}

/**
 * Gives a sign-in that is complete now, or held for an enrollment, the moment at which it ends by itself: reckoned once,
 * then carried along. It lies after the end of every sign-in that this record forgot as signed out.
 */
export function withEnd (record: TwoFactorRecord, signIn: SignIn, maxSeconds: number, now: number): SignIn {
  const seconds = signIn.status === 'complete' ? signIn.sessionSeconds : undefined
  const { endsAt = now + (seconds ?? maxSeconds) * 1000 } = signIn
  return { ...signIn, endsAt: Math.max(endsAt, (record.endedUntil ?? 0) + 1) }
}

/** When a sign-in that was held ends, once it is complete: what the application asked for counts from now on, but never longer. */
export function endOnceComplete ({ endsAt, sessionSeconds }: SignIn, now: number): number | undefined {
  return endsAt === undefined || sessionSeconds === undefined ? endsAt : Math.min(endsAt, now + sessionSeconds * 1000)
}

/** Whether a sign-in, complete or held, has ended by itself; one without an end has. */
export function hasEnded ({ endsAt = 0, signedInAt }: SignIn, maxSeconds: number, now: number): boolean {
  return now >= Math.min(endsAt, signedInAt + maxSeconds * 1000)
}

/** Whether the record says that a sign-in is over: by another stamp, or because it signed out. */
export function wasEnded (record: TwoFactorRecord, { id, stamp, endsAt }: SignIn): boolean {
  const { endedUntil } = record
  return record.stamp !== stamp || record.signedOut.some(signedOut => signedOut.id === id) ||
    (endedUntil !== undefined && endsAt !== undefined && endsAt <= endedUntil)
}
