import { html } from 'ghtml'
import { codeField, errorNote, recoveryForm } from './fields.js'
import type { StepUpModel, TwoFactorPage } from './pages.js'

export const stepUpPage: TwoFactorPage<StepUpModel> = ({ action, error, recoveryAction, homeUrl }, { messages }) => html`!${errorNote(error)}
<p>${messages.stepUpInstruction}</p>
!${action === ''
  ? ''
  : html`<form method="post" action="${action}">
!${codeField(messages, 'code', { autofocus: true })}
<button class="main">${messages.stepUp}</button>
</form>`}
!${recoveryForm(messages, recoveryAction)}
<p><a href="${homeUrl}">${messages.cancel}</a></p>`
