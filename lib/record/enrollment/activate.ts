import { accept, refuse, type Decision, type Refused } from '../decision.js'
import type { RecordEvent } from '../events.js'
import { named } from '../names.js'
import { isEnabled, noCodeAttempts, withNewStamp, withRecoveryCodes, type Authenticator, type TwoFactorRecord } from '../record.js'
import { endOnceComplete } from '../sign-in/life.js'
import { isResistant, provedBy, statusBy } from '../sign-in/resistance.js'
import type { SignIn } from '../sign-in/sign-in.js'
import type { TwoFactorMethod } from '../sign-in-method.js'

export interface ActivateInput {
  readonly signIn: SignIn
  /** The method of the new authenticator. */
  readonly type: TwoFactorMethod
  /** How many authenticators of this type a user may have. */
  readonly limit: number
  /** Whether the role takes nothing but a passkey, at the sign-in or now. */
  readonly resistant: boolean
  /** Whether the new authenticator takes the place of all others. */
  readonly replace: boolean
  /** Types of authenticators whose codes a block refuses: under a block a new one of these takes the place of all of them. */
  readonly blockable: readonly string[]
  readonly stamp: string
  /** Digests of a new set of recovery codes, used only where none are left. */
  readonly codeHashes: readonly string[]
}

export interface Activated {
  readonly signIn: SignIn
  readonly newRecoveryCodes: boolean
}

type Replacing = Pick<ActivateInput, 'type' | 'limit' | 'replace' | 'blockable'>

/** The authenticators that stay beside the new one. */
export function stayingBeside (record: TwoFactorRecord, input: Replacing): readonly Authenticator[] {
  return record.authenticators.filter(authenticator => !isReplaced(record, authenticator, input))
}

/** Refuses if the user has as many of this type as they may have, not counting those that the new one replaces. */
export function refuseFull (record: TwoFactorRecord, input: ActivateInput): Refused | undefined {
  const same = stayingBeside(record, input).filter(({ type }) => type === input.type)
  return same.length >= input.limit ? refuse(record, 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS') : undefined
}

/**
 * Turns an authenticator on whose proof was right. Every other session ends. Under a block a new authenticator for codes
 * always replaces the blocked ones, and the counters start anew. Where the role asks for a passkey, a sign-in is held until there
 * is one, and again where the last one was replaced by something else.
 */
export function activate (record: TwoFactorRecord, authenticator: Authenticator, input: ActivateInput, now: number): Decision<Activated> {
  const full = refuseFull(record, input)
  if (full !== undefined) return full
  const staying = stayingBeside(record, input)
  const replaced = record.authenticators.filter(other => !staying.includes(other))
  const newRecoveryCodes = record.recoveryCodes.length === 0
  const goesOn = { id: input.signIn.id, method: input.type }
  const changed: TwoFactorRecord = {
    ...withNewStamp(newRecoveryCodes ? withRecoveryCodes(record, input.codeHashes) : record, input.stamp, goesOn),
    authenticators: [...staying, authenticator],
    codeAttempts: isBlocked(record) && input.blockable.includes(input.type)
      ? { ...record.codeAttempts, ...noCodeAttempts }
      : record.codeAttempts
  }
  const events: RecordEvent[] = [{ type: isEnabled(record) ? 'authenticator-added' : 'enabled', authenticator: named(authenticator) }]
  for (const other of replaced) events.push({ type: 'authenticator-removed', authenticator: named(other) })
  // whoever recovered has a working authenticator again: the next one is theirs to confirm
  const { recoveredAt: _, ...recovered } = input.signIn
  const before: SignIn = input.resistant ? { ...recovered, phishingResistant: true } : recovered
  const stays = before.status === 'complete' && staying.some(({ type }) => isResistant(type))
  const status = stays ? 'complete' : statusBy(before, input.type)
  const signIn: SignIn = {
    ...before,
    status,
    method: input.type,
    stamp: input.stamp,
    endsAt: status === 'complete' ? endOnceComplete(before, now) : before.endsAt,
    // the code of an app proves its key; a registration is no assertion
    ...isResistant(input.type) ? { verifiedAt: now, registeredAt: now } : provedBy(before, input.type, now),
    enrolledAt: now,
    codesGivenAt: newRecoveryCodes ? now : before.codesGivenAt
  }
  return accept(changed, { signIn, newRecoveryCodes }, events)
}

/** Of a kind of which there can be one, the new one takes the place of the one before. */
function isReplaced (record: TwoFactorRecord, { type }: Authenticator, input: Replacing): boolean {
  const isOnlyOne = input.limit === 1 && type === input.type
  return input.replace || isOnlyOne || (isBlocked(record) && input.blockable.includes(type))
}

function isBlocked (record: TwoFactorRecord): boolean {
  return record.codeAttempts.blockedAt !== undefined
}
