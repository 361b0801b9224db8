import type { PageContext, PreferencesModel } from '../page.js'

/** What to do first on the page of preferences. */
export type Primary = 'sign-in' | 'enrollment' | 'sign-out' | 'unlock' | 'regenerate' | 'save-codes' | 'home'

/** The one thing to do first; everything else on the page stands back. */
export function primaryOf (model: PreferencesModel, { links }: PageContext): Primary {
  const { enabled, signInUrl, recovered, blocked, stepUpRequired, lockedSeconds, unlocksLeft, recoveryCodesLeft, methods } = model
  const enrolls = links.startEnrollment !== undefined
  const isLocked = lockedSeconds !== undefined
  if (model.lastWayBack && enrolls) return 'enrollment'
  // a new sign-in would wait for the lock as well
  if (signInUrl !== undefined) return isLocked ? 'home' : 'sign-in'
  if (!enabled || recovered) return enrolls ? 'enrollment' : 'home'
  if (blocked && stepUpRequired) return links.signOut === undefined ? 'home' : 'sign-out'
  if (blocked) return enrolls ? 'enrollment' : 'home'
  if (isLocked && unlocksLeft > 0 && links.unlock !== undefined) return 'unlock'
  const takesCode = methods.length > 0 && !isLocked
  if (recoveryCodesLeft === 0 && takesCode && links.regenerateRecoveryCodes !== undefined) return 'regenerate'
  if (recoveryCodesLeft > 0 && !model.recoveryCodesSaved && links.markRecoveryCodesSaved !== undefined) return 'save-codes'
  return 'home'
}
