import { lockEnd } from './lock-ladder.js'
import type { Policy } from './policy.js'
import { isEnabled, type TwoFactorRecord } from './record.js'
import { liveTrustedClients, trustEnd } from './trusted-clients.js'

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
  authenticators: { id: string, type: string, name: string, createdAt: Date, lastUsedAt: Date | undefined }[]
  recoveryCodesLeft: number
  trustedClients: { id: string, label: string, createdAt: Date, lastUsedAt: Date, expiresAt: Date }[]
}

export function barrierOf (record: TwoFactorRecord | undefined, now: number): TwoFactorBarrier {
  const lockedUntil = record && lockEnd(record.codeAttempts, now)
  return {
    blocked: record?.codeAttempts.blockedAt !== undefined,
    lockedUntil: lockedUntil === undefined ? undefined : new Date(lockedUntil)
  }
}

export function statusOf (record: TwoFactorRecord | undefined, policy: Policy, expiryDays: number, now: number): TwoFactorStatus {
  return {
    ...barrierOf(record, now),
    enabled: record !== undefined && isEnabled(record),
    required: policy.required,
    requiredFrom: policy.requiredFrom === undefined ? undefined : new Date(policy.requiredFrom),
    authenticators: (record?.authenticators ?? []).map(({ id, type, name, createdAt, lastUsedAt }) => ({
      id, type, name, createdAt: new Date(createdAt), lastUsedAt: lastUsedAt === undefined ? undefined : new Date(lastUsedAt)
    })),
    recoveryCodesLeft: record?.recoveryCodes.length ?? 0,
    trustedClients: (record === undefined ? [] : liveTrustedClients(record, expiryDays, now)).map(client => ({
      id: client.id,
      label: client.label,
      createdAt: new Date(client.createdAt),
      lastUsedAt: new Date(client.lastUsedAt),
      expiresAt: new Date(trustEnd(client, expiryDays))
    }))
  }
}
