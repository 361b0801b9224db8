import type { ProofMethod, TwoFactorMethod } from '../sign-in-method.js'
import type { SignIn } from './sign-in.js'

/** What each proof is called (RFC 8176, section 2). A passkey is no `hwk` or `swk`: nothing attests where its key is. */
const namesOfProofs: Readonly<Record<ProofMethod, string> & Partial<Record<TwoFactorMethod, string>>> = {
  totp: 'otp', 'sent-code': 'otp', passkey: 'pop'
}

/** What the plugin says by itself, or could be taken for that: no first factor is called so. */
const RESERVED = ['otp', 'pop', 'hwk', 'swk', 'sms', 'mfa']

/** Whether the application may call its first factor so. */
export function isFirstFactor (name: unknown): name is string {
  return typeof name === 'string' && /^[a-z0-9._:-]{1,32}$/.test(name) && !RESERVED.includes(name)
}

/**
 * How this sign-in was authenticated (RFC 8176): its first factor, as the application named it, then what was proved in its
 * session, and `mfa` where a first factor that was named and fresh came with a proof here or another system's second factor.
 * A remembered client and a recovery code add nothing.
 */
export function amrOf ({ firstFactor, fresh, method, proved = [] }: SignIn): string[] {
  const proofs = proved.flatMap(proof => namesOfProofs[proof] ?? [])
  const isMultiple = firstFactor !== undefined && fresh && (proofs.length > 0 || method === 'external')
  return [...new Set([...firstFactor === undefined ? [] : [firstFactor], ...proofs, ...isMultiple ? ['mfa'] : []])]
}
