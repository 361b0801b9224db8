import type { LabeledClient } from './events.js'
import { lockEnd } from './lock-ladder.js'
import type { Policy } from './policy.js'
import { isEnabled, type Authenticator, type TwoFactorRecord } from './record.js'
import { listedSessions, type ListedSession } from './sessions.js'
import { isResistant } from './sign-in/resistance.js'
import { toDate } from './time.js'
import { labeled, liveTrustedClients, trustEnd } from './trusted-clients.js'

/** What keeps one-time codes from being accepted now. */
export interface TwoFactorBarrier {
  /** 100 failures: only a recovery code or an administrator helps. */
  blocked: boolean
  lockedUntil: Date | undefined
}

/** What may be told about a user's two-factor authentication: no secret, no hash. */
export interface TwoFactorStatus extends TwoFactorBarrier {
  enabled: boolean
  /** Whether the role requires it now. */
  required: boolean
  /** When the role will require it, while the grace period lasts. */
  requiredFrom: Date | undefined
  /** Whether the role takes nothing but a passkey or security key, now or from then on. */
  phishingResistant: boolean
  authenticators: {
    id: string
    type: string
    name: string
    createdAt: Date
    lastUsedAt: Date | undefined
    /** Whether a passkey is copied to other devices, as it said last; `undefined` for other types. */
    synced: boolean | undefined
  }[]
  recoveryCodesLeft: number
  /** Whether the user said that they saved the codes that are left, or used one of them. */
  recoveryCodesSaved: boolean
  trustedClients: (LabeledClient & { createdAt: Date, lastUsedAt: Date, expiresAt: Date })[]
  /** Sign-ins that did not sign out, the newest first, at most 20; `undefined` without the option `sessions.list`. */
  sessions: ListedSession[] | undefined
}

export function barrierOf (record: TwoFactorRecord | undefined, now: number): TwoFactorBarrier {
  return {
    blocked: record?.codeAttempts.blockedAt !== undefined,
    lockedUntil: toDate(record && lockEnd(record.codeAttempts, now))
  }
}

export function statusOf (
  record: TwoFactorRecord | undefined,
  policy: Policy,
  expiryDays: number,
  now: number,
  sessions: { readonly list: boolean, readonly maxSeconds: number } = { list: false, maxSeconds: 0 }
): TwoFactorStatus {
  return {
    ...barrierOf(record, now),
    enabled: record !== undefined && isEnabled(record),
    required: policy.required,
    requiredFrom: toDate(policy.requiredFrom),
    phishingResistant: policy.requiresPasskey === true,
    authenticators: (record?.authenticators ?? []).map(authenticator => {
      const { id, type, name, createdAt, lastUsedAt } = authenticator
      return { id, type, name, createdAt: new Date(createdAt), lastUsedAt: toDate(lastUsedAt), synced: isSynced(authenticator) }
    }),
    recoveryCodesLeft: record?.recoveryCodes.length ?? 0,
    recoveryCodesSaved: record !== undefined && record.recoveryCodes.length > 0 && record.recoveryCodesSavedAt !== undefined,
    trustedClients: (record === undefined ? [] : liveTrustedClients(record, expiryDays, now)).map(client => ({
      ...labeled(client),
      createdAt: new Date(client.createdAt),
      lastUsedAt: new Date(client.lastUsedAt),
      expiresAt: new Date(trustEnd(client, expiryDays))
    })),
    sessions: !sessions.list ? undefined : record === undefined ? [] : listedSessions(record, sessions.maxSeconds, now)
  }
}

function isSynced (authenticator: Authenticator & { readonly backedUp?: boolean }): boolean | undefined {
  return isResistant(authenticator.type) ? authenticator.backedUp : undefined
}
