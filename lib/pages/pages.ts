import { challengeHeading, challengePage } from './challenge.js'
import { enrollmentPage } from './enrollment.js'
import { withError } from './fields.js'
import { failurePage } from './failure.js'
import { goOnPage } from './go-on.js'
import { layout } from './layout.js'
import type { TwoFactorMessages } from './messages.js'
import type {
  ChallengeModel, EnrollmentModel, FailureModel, GoOnModel, LayoutModel, PreferencesModel, RecoveryCodesModel, RegistrationModel,
  StepUpModel, TwoFactorPage, TwoFactorPageOverride
} from './page.js'
import { preferencesPage } from './preferences.js'
import { recoveryCodesPage } from './recovery-codes.js'
import { registrationPage } from './registration.js'
import { stepUpPage } from './step-up.js'

interface Models {
  preferences: PreferencesModel
  enrollment: EnrollmentModel
  registration: RegistrationModel
  recoveryCodes: RecoveryCodesModel
  challenge: ChallengeModel
  stepUp: StepUpModel
  goOn: GoOnModel
  failure: FailureModel
  layout: LayoutModel
}

export type PageName = Exclude<keyof Models, 'layout'>

export type PageModel<Name extends keyof Models> = Models[Name]

/** Pages of the application's own by name; each gets the built-in one as its third argument. */
export type PageOverrides = { [Name in keyof Models]?: TwoFactorPageOverride<Models[Name]> | undefined }

/** What stands above a page and in its title. */
export function headingOf<Name extends PageName> (name: Name, model: PageModel<Name>, messages: TwoFactorMessages): string {
  return name === 'challenge' ? challengeHeading(model as ChallengeModel, messages) : messages[`${name}Title`]
}

/** Shows what went wrong above the page, where the form that it belongs to is not on it. */
function whole<Model> (page: TwoFactorPage<Model>): TwoFactorPage<Model> {
  return async (model, context) => withError(await page(model, context), model.error, context)
}

export const builtInPages: { readonly [Name in keyof Models]: TwoFactorPage<Models[Name]> } = {
  preferences: whole(preferencesPage),
  enrollment: whole(enrollmentPage),
  registration: whole(registrationPage),
  recoveryCodes: whole(recoveryCodesPage),
  challenge: whole(challengePage),
  stepUp: whole(stepUpPage),
  goOn: whole(goOnPage),
  failure: whole(failurePage),
  layout
}
