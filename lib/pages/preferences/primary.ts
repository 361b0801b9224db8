import type { PageContext, PreferencesModel } from '../page.js'
import { canProve, takesCode } from '../passkeys.js'

/** What to do first on the page of preferences. */
export type Primary = 'sign-in' | 'enrollment' | 'passkey' | 'sent-codes' | 'sign-out' | 'unlock' | 'regenerate' | 'save-codes' | 'home'

/** The one thing to do first; everything else on the page stands back. */
export function primaryOf (model: PreferencesModel, { links }: PageContext): Primary {
  const { enabled, signInUrl, recovered, blocked, stepUpRequired, lockedSeconds, unlocksLeft, recoveryCodesLeft, passkeyOptions } = model
  const { lastWayBack, heldForPasskey, wantsPasskey } = model
  const isLocked = lockedSeconds !== undefined && passkeyOptions === undefined
  const registers = canRegister(model, links)
  const isFirst = registersFirst(model, { links })
  const enrolls = links.startEnrollment !== undefined && !heldForPasskey
  const setUp = isFirst ? 'passkey' : enrolls ? 'enrollment' : registers ? 'passkey' : 'home'
  if (lastWayBack && setUp !== 'home') return setUp
  // a new sign-in would wait for the lock as well
  if (signInUrl !== undefined) return isLocked && !heldForPasskey ? 'home' : 'sign-in'
  if (confirmsAddress(model, links)) return 'sent-codes'
  if (wantsPasskey && !registers) return 'home'
  if (heldForPasskey || !enabled || recovered) return setUp
  if (blocked && stepUpRequired && !canProve(model)) return links.signOut === undefined ? 'home' : 'sign-out'
  if (blocked) return enrolls ? 'enrollment' : 'home'
  if (lockedSeconds !== undefined && unlocksLeft > 0 && links.unlock !== undefined) return 'unlock'
  if (isFirst) return 'passkey'
  const proves = passkeyOptions !== undefined || (takesCode(model) && !isLocked)
  if (recoveryCodesLeft === 0 && proves && links.regenerateRecoveryCodes !== undefined) return 'regenerate'
  if (recoveryCodesLeft > 0 && !model.recoveryCodesSaved && links.markRecoveryCodesSaved !== undefined) return 'save-codes'
  return 'home'
}

/** Whether a passkey is what is asked of the user, and can be registered here. */
export function registersFirst (model: PreferencesModel, { links }: Pick<PageContext, 'links'>): boolean {
  const { heldForPasskey, wantsPasskey, passkeyRequiredFrom } = model
  return canRegister(model, links) && (heldForPasskey || wantsPasskey || passkeyRequiredFrom !== undefined)
}

function canRegister ({ passkeys }: PreferencesModel, { startPasskey }: PageContext['links']): boolean {
  return passkeys && startPasskey !== undefined
}

/** Whether a code was sent to an address that it is to confirm, and can be typed now. */
function confirmsAddress (model: PreferencesModel, links: PageContext['links']): boolean {
  const { codeConfirmed, codeExpiresAt, blocked, lockedSeconds } = model
  return codeExpiresAt !== undefined && !codeConfirmed && !blocked && lockedSeconds === undefined && links.confirmSentCodes !== undefined
}
