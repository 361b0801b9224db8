import { html } from 'ghtml'
import { barrierNote, buttonForm, codeField, errorNote, isAnswerTo, recoveryForm } from './fields.js'
import type { StepUpModel, TwoFactorPage } from './page.js'

export const stepUpPage: TwoFactorPage<StepUpModel> = (model, context) => {
  const { action, error, methods, blocked, lockedSeconds, recovered, recoveryAction, preferencesUrl, signOutAction, homeUrl } = model
  const { messages } = context
  const recoveryFailed = isAnswerTo(context, recoveryAction)
  const hasCodes = action !== '' && methods.length > 0
  const newSignIn = blocked ? html`<p>${messages.signInByRecoveryCode}</p>` : ''
  return html`!${errorNote(recoveryFailed ? undefined : error)}
!${error === undefined && !(recovered && blocked) ? barrierNote({ blocked, lockedSeconds }, context) : ''}
!${recovered
    ? html`<p class="note">${messages.stepUpRecovered}</p>
<p><a class="button${hasCodes ? '' : ' main'}" href="${preferencesUrl}">${messages.setUpNew}</a></p>`
    : ''}
!${hasCodes
    ? html`<p>${messages.stepUpInstruction}</p>
<form method="post" action="${action}">
!${codeField(messages, 'code', { autofocus: !recoveryFailed })}
<button class="main">${messages.stepUp}</button>
</form>`
    : ''}
!${recoveryForm(messages, recoveryAction, { error: recoveryFailed ? error : undefined, open: recoveryFailed || !hasCodes })}
!${hasCodes || recovered || recoveryAction !== ''
    ? ''
    : html`!${newSignIn}!${buttonForm({ action: signOutAction, label: messages.signOut })}`}
<p><a href="${homeUrl}">${messages.cancel}</a></p>`
}
