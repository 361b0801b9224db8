/** What the application says about a user's role; anything unexpected means required. */
export interface RolePolicy {
  readonly twoFactor?: 'optional' | 'required' | 'phishing-resistant' | undefined
  readonly graceEndsAt?: Date | null | undefined
}

export interface Policy {
  readonly required: boolean
  /** Whether it must be by a method that no look-alike site can catch: a passkey. */
  readonly phishingResistant: boolean
  /** When the role will require it, while the grace period lasts. */
  readonly requiredFrom: number | undefined
  /** Whether it takes, or will take, nothing but a passkey. */
  readonly requiresPasskey?: boolean
}

const nothing: Policy = { required: false, phishingResistant: false, requiredFrom: undefined }

/** The role's policy at this moment. `required` and `phishing-resistant` bind once the grace period is over. */
export function policyAt ({ twoFactor = 'optional', graceEndsAt }: RolePolicy, now: number): Policy {
  if (twoFactor === 'optional') return nothing
  const phishingResistant = twoFactor === 'phishing-resistant'
  const hasGrace = phishingResistant || twoFactor === 'required'
  const graceEnd = hasGrace && graceEndsAt instanceof Date ? graceEndsAt.getTime() : Number.NaN
  const policy = graceEnd > now ? { ...nothing, requiredFrom: graceEnd } : { required: true, phishingResistant, requiredFrom: undefined }
  return phishingResistant ? { ...policy, requiresPasskey: true } : policy
}
