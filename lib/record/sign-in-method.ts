/** How a complete sign-in proved itself, by name. `none`: two-factor authentication is off and not required. */
export const SIGN_IN_METHODS = ['none', 'totp', 'recovery-code', 'trusted-client'] as const

export type TwoFactorMethod = typeof SIGN_IN_METHODS[number]

/** The methods that prove something at the challenge, and again at a step-up. */
export type ProofMethod = Exclude<TwoFactorMethod, 'none' | 'recovery-code' | 'trusted-client'>
