import { html } from 'ghtml'
import { codeField, errorNote, isAnswerTo, recoveryForm } from './fields.js'
import type { StepUpModel, TwoFactorPage } from './page.js'

export const stepUpPage: TwoFactorPage<StepUpModel> = ({ action, error, recoveryAction, homeUrl }, context) => {
  const { messages } = context
  const recoveryFailed = isAnswerTo(context, recoveryAction)
  return html`!${errorNote(recoveryFailed ? undefined : error)}
<p>${messages.stepUpInstruction}</p>
!${action === ''
    ? ''
    : html`<form method="post" action="${action}">
!${codeField(messages, 'code', { autofocus: !recoveryFailed })}
<button class="main">${messages.stepUp}</button>
</form>`}
!${recoveryForm(messages, recoveryAction, recoveryFailed ? error : undefined)}
<p><a href="${homeUrl}">${messages.cancel}</a></p>`
}
