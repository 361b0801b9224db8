import { refuse, type Decision } from '../../record/decision.js'
import { activate, refuseFull, stayingBeside, type Activated, type ActivateInput } from '../../record/enrollment/activate.js'
import { refuseName } from '../../record/names.js'
import type { TwoFactorRecord } from '../../record/record.js'
import { refuseWithoutPasskey } from '../../record/sign-in/freshness.js'
import { CHALLENGE_SECONDS } from './challenge.js'
import type { Made } from './facts.js'
import { bytesOf, isPasskey, PASSKEY, PASSKEY_LIMIT, PASSKEYS_MAX_BYTES, passkeysOf, type Passkey } from './passkey.js'

export interface AddPasskeyInput extends Omit<ActivateInput, 'type' | 'limit' | 'blockable'> {
  /** What the new passkey says of itself; `undefined` where anything did not verify. */
  readonly made: Made | undefined
  /** Whether the challenge that was answered is one of ours for this, at this count of assertions. */
  readonly isLive: (assertions: number, now: number) => boolean
  /** Whether a passkey may be one that can be copied to other devices. */
  readonly syncable: boolean
  /** Id and name of the authenticator. */
  readonly id: string
  readonly name: string
}

/** Adds a passkey that was made in this sign-in. Under a block of codes it replaces nothing by itself, and the block stays. */
export function addPasskey (
  record: TwoFactorRecord,
  { made, isLive, syncable, id, name, ...input }: AddPasskeyInput,
  now: number
): Decision<Activated> {
  const activation: ActivateInput = { ...input, type: PASSKEY, limit: PASSKEY_LIMIT, blockable: [] }
  const staying = stayingBeside(record, activation)
  const added = made && passkeyOf(made, id, name, now)
  const refused = refuseWithoutPasskey(record, input.signIn, { resistant: input.resistant, pendingSeconds: CHALLENGE_SECONDS }, now) ??
    refuseFull(record, activation)
  if (refused !== undefined) return refused
  if (added !== undefined) {
    if (bytesOf([...staying.filter(isPasskey), added]) > PASSKEYS_MAX_BYTES) return refuse(record, 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS')
    const isKnown = passkeysOf(record).some(({ credentialId }) => credentialId === added.credentialId)
    if (isKnown) return refuse(record, 'TWO_FACTOR_ALREADY_REGISTERED')
  }
  if (!isLive(record.assertions ?? 0, now)) return refuse(record, 'TWO_FACTOR_NO_ENROLLMENT')
  if (added === undefined) return refuse(record, 'TWO_FACTOR_INVALID_CREDENTIAL')
  if (added.backupEligible && !syncable) return refuse(record, 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  return refuseName(record, name, staying) ?? activate(record, added, activation, now)
}

function passkeyOf (made: Made, id: string, name: string, now: number): Passkey {
  const { credentialId, publicKey, signCount, backupEligible, backedUp, transports } = made
  return {
    id, type: PASSKEY, name, createdAt: now, lastUsedAt: now, credentialId, publicKey, signCount, backupEligible, backedUp, transports
  }
}
