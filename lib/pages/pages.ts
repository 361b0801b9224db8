import { challengePage } from './challenge.js'
import { enrollmentPage } from './enrollment.js'
import { failurePage } from './failure.js'
import { goOnPage } from './go-on.js'
import { layout } from './layout.js'
import type {
  ChallengeModel, EnrollmentModel, FailureModel, GoOnModel, LayoutModel, PreferencesModel, RecoveryCodesModel, StepUpModel, TwoFactorPage
} from './page.js'
import { preferencesPage } from './preferences.js'
import { recoveryCodesPage } from './recovery-codes.js'
import { stepUpPage } from './step-up.js'

export interface TwoFactorPages {
  preferences?: TwoFactorPage<PreferencesModel> | undefined
  enrollment?: TwoFactorPage<EnrollmentModel> | undefined
  recoveryCodes?: TwoFactorPage<RecoveryCodesModel> | undefined
  challenge?: TwoFactorPage<ChallengeModel> | undefined
  stepUp?: TwoFactorPage<StepUpModel> | undefined
  goOn?: TwoFactorPage<GoOnModel> | undefined
  failure?: TwoFactorPage<FailureModel> | undefined
  layout?: TwoFactorPage<LayoutModel> | undefined
}

export type PageName = Exclude<keyof TwoFactorPages, 'layout'>

export type PageModel<Name extends keyof TwoFactorPages> = Omit<Parameters<NonNullable<TwoFactorPages[Name]>>[0], 'action' | 'error'>

export const builtInPages = {
  preferences: preferencesPage,
  enrollment: enrollmentPage,
  recoveryCodes: recoveryCodesPage,
  challenge: challengePage,
  stepUp: stepUpPage,
  goOn: goOnPage,
  failure: failurePage,
  layout
} satisfies TwoFactorPages
