import { html } from 'ghtml'
import { accountLine, barrierNote, buttonForm, codeField, form, helpLink, isAnswerTo, recoveryForm } from './fields.js'
import type { StepUpModel, TwoFactorPage } from './page.js'

export const stepUpPage: TwoFactorPage<StepUpModel> = (model, context) => {
  const { action, error, methods, blocked, lockedSeconds, recovered, recoveryAction, preferencesUrl, signOutAction, homeUrl } = model
  const { messages } = context
  const takesCode = action !== '' && methods.length > 0
  const needsNewSignIn = !takesCode && !recovered && recoveryAction === ''
  const recoveryFailed = isAnswerTo(context, recoveryAction)
  return html`!${accountLine(messages.signedInAs, context)}
!${error === undefined && !(recovered && blocked) && !needsNewSignIn
    ? barrierNote({ blocked, lockedSeconds }, messages.stateLockedHere, context)
    : ''}
!${recovered
    ? html`<p class="note">${messages.stepUpRecovered}</p>
<p><a class="button main" href="${preferencesUrl}">${messages.setUpNew}</a></p>`
    : ''}
!${takesCode
    ? html`<p>${messages.stepUpInstruction}</p>
!${form(context, action, error, html`!${codeField(context, action, { id: 'code', autofocus: !recovered && error === undefined })}
<button class="${recovered ? '' : 'main'}">${messages.stepUp}</button>`)}`
    : ''}
!${recoveryForm(context, recoveryAction, { error, open: recoveryFailed || !takesCode, main: !takesCode && !recovered })}
!${needsNewSignIn
    ? html`!${blocked ? html`<p class="note error">${messages.signInByRecoveryCode}</p>` : ''}
!${buttonForm(context, { action: signOutAction, label: messages.signOut, kind: 'main' })}`
    : ''}
<p><a!${needsNewSignIn && signOutAction === '' ? ' class="button main"' : ''} href="${homeUrl}">${messages.cancel}</a></p>
!${helpLink(context)}`
}
