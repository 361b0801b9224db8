import { html } from 'ghtml'
import { accountLine, barrierNote, buttonForm, form, helpLink, isAnswerTo, recoveryForm } from './fields.js'
import type { StepUpModel, TwoFactorPage } from './page.js'
import { hasProof, passkeyPart, proofFields, takesCode, takesSentCode } from './passkeys.js'
import { sendCodeForm, sentNote } from './sent-codes.js'

export const stepUpPage: TwoFactorPage<StepUpModel> = (model, context) => {
  const { action, error, passkeyOptions, blocked, lockedSeconds, recovered, recoveryAction } = model
  const { sendCodeAction, preferencesUrl, signOutAction, homeUrl } = model
  const { messages } = context
  const proves = action !== '' && hasProof(model)
  const sends = takesSentCode(model) && lockedSeconds === undefined && action !== '' && sendCodeAction !== ''
  const canGoOn = proves || sends
  const needsNewSignIn = !canGoOn && !recovered && recoveryAction === ''
  // a block does not end with the lock that it came with
  const isLocked = lockedSeconds !== undefined && !blocked
  const recoveryFailed = isAnswerTo(context, recoveryAction)
  const main = recovered ? '' : 'main'
  return passkeyPart(passkeyOptions, context, html`!${accountLine(messages.signedInAs, context)}
!${error === undefined && !(recovered && blocked) && (!needsNewSignIn || isLocked)
    ? barrierNote({ blocked, lockedSeconds, passkeyOptions }, messages.stateLockedHere, context)
    : ''}
!${recovered
    ? html`<p class="note">${messages.stepUpRecovered}</p>
<p><a class="button main" href="${preferencesUrl}">${messages.setUpNew}</a></p>`
    : ''}
!${canGoOn ? html`<p>${messages.stepUpInstruction}</p>` : ''}
!${sends ? sentNote(model, context) : ''}
!${proves
    ? html`!${form(context, action, error, html`!${proofFields(model, context, action, { id: 'code', kind: main, autofocus: !recovered && error === undefined })}
!${takesCode(model) ? html`<button class="${passkeyOptions === undefined ? main : ''}">${messages.stepUp}</button>` : ''}`)}`
    : ''}
!${sends ? sendCodeForm(model, context, { action: sendCodeAction, error, main: !proves && !recovered }) : ''}
!${recoveryForm(context, recoveryAction, { error, open: recoveryFailed || !canGoOn, main: !canGoOn && !recovered })}
!${needsNewSignIn
    ? html`!${isLocked ? '' : html`<p class="note error">${blocked ? messages.signInByRecoveryCode : messages.noWayToConfirm}</p>`}
!${buttonForm(context, { action: signOutAction, label: messages.signOut, kind: 'main' })}`
    : ''}
<p><a!${needsNewSignIn && signOutAction === '' ? ' class="button main"' : ''} href="${homeUrl}">${messages.cancel}</a></p>
!${helpLink(context)}`)
}
