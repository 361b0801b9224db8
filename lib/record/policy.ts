/** What the application says about a user's role; anything unexpected means required. */
export interface RolePolicy {
  readonly twoFactor?: 'optional' | 'required' | undefined
  readonly graceEndsAt?: Date | null | undefined
}

export interface Policy {
  readonly required: boolean
  /** When the role will require it, while the grace period lasts. */
  readonly requiredFrom: number | undefined
}

/** The role's policy at this moment. `required` binds once the grace period is over. */
export function policyAt ({ twoFactor = 'optional', graceEndsAt }: RolePolicy, now: number): Policy {
  if (twoFactor === 'optional') return { required: false, requiredFrom: undefined }
  const graceEnd = twoFactor === 'required' && graceEndsAt instanceof Date ? graceEndsAt.getTime() : Number.NaN
  if (graceEnd > now) return { required: false, requiredFrom: graceEnd }
  return { required: true, requiredFrom: undefined }
}
