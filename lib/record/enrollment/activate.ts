import { accept, refuse, type Decision, type Refused } from '../decision.js'
import type { RecordEvent } from '../events.js'
import { named } from '../names.js'
import { isEnabled, noCodeAttempts, withNewStamp, withRecoveryCodes, type Authenticator, type TwoFactorRecord } from '../record.js'
import { endOnceComplete } from '../sign-in/life.js'
import type { SignIn } from '../sign-in/sign-in.js'
import type { TwoFactorMethod } from '../sign-in-method.js'

export interface ActivateInput {
  readonly signIn: SignIn
  /** The method of the new authenticator. */
  readonly type: TwoFactorMethod
  /** How many authenticators of this type a user may have. */
  readonly limit: number
  /** Whether the new authenticator takes the place of all others. */
  readonly replace: boolean
  /** Types of authenticators whose codes a block refuses: under a block the new authenticator takes the place of those. */
  readonly blockable: readonly string[]
  readonly stamp: string
  /** Digests of a new set of recovery codes, used only where none are left. */
  readonly codeHashes: readonly string[]
}

export interface Activated {
  readonly signIn: SignIn
  readonly newRecoveryCodes: boolean
}

/** The authenticators that stay beside the new one. */
export function stayingBeside (record: TwoFactorRecord, input: Pick<ActivateInput, 'replace' | 'blockable'>): readonly Authenticator[] {
  return record.authenticators.filter(authenticator => !isReplaced(record, authenticator, input))
}

/** Refuses if the user has as many of this type as they may have, not counting those that the new one replaces. */
export function refuseFull (record: TwoFactorRecord, input: ActivateInput): Refused | undefined {
  const same = stayingBeside(record, input).filter(({ type }) => type === input.type)
  return same.length >= input.limit ? refuse(record, 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS') : undefined
}

/**
 * Turns an authenticator on whose proof was right. Every other session ends. Under a block the new authenticator
 * always replaces the blocked ones, and the counters start anew.
 */
export function activate (record: TwoFactorRecord, authenticator: Authenticator, input: ActivateInput, now: number): Decision<Activated> {
  const full = refuseFull(record, input)
  if (full !== undefined) return full
  const staying = stayingBeside(record, input)
  const replaced = record.authenticators.filter(other => !staying.includes(other))
  const newRecoveryCodes = record.recoveryCodes.length === 0
  const changed: TwoFactorRecord = {
    ...withNewStamp(newRecoveryCodes ? withRecoveryCodes(record, input.codeHashes) : record, input.stamp),
    authenticators: [...staying, authenticator],
    codeAttempts: isBlocked(record) ? { ...record.codeAttempts, ...noCodeAttempts } : record.codeAttempts
  }
  const events: RecordEvent[] = isEnabled(record) ? [] : [{ type: 'enabled' }]
  events.push({ type: 'authenticator-added', authenticator: named(authenticator) })
  for (const other of replaced) events.push({ type: 'authenticator-removed', authenticator: named(other) })
  // whoever recovered has a working authenticator again: the next one is theirs to confirm
  const { recoveredAt: _, ...before } = input.signIn
  const signIn: SignIn = {
    ...before,
    status: 'complete',
    method: input.type,
    stamp: input.stamp,
    endsAt: endOnceComplete(before, now),
    verifiedAt: now,
    enrolledAt: now,
    codesGivenAt: newRecoveryCodes ? now : before.codesGivenAt
  }
  return accept(changed, { signIn, newRecoveryCodes }, events)
}

function isReplaced (
  record: TwoFactorRecord,
  { type }: Authenticator,
  { replace, blockable }: Pick<ActivateInput, 'replace' | 'blockable'>
): boolean {
  return replace || (isBlocked(record) && blockable.includes(type))
}

function isBlocked (record: TwoFactorRecord): boolean {
  return record.codeAttempts.blockedAt !== undefined
}
