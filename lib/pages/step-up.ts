import { html } from 'ghtml'
import { codeField, errorNote, recoveryCodeField } from './fields.js'
import type { StepUpModel, TwoFactorPage } from './pages.js'

export const stepUpPage: TwoFactorPage<StepUpModel> = ({ action, error, recoveryAction, homeUrl }, { messages }) => html`!${errorNote(error)}
<p>${messages.stepUpInstruction}</p>
<form method="post" action="${action}">
!${codeField(messages, 'code', { autofocus: true })}
<button class="main">${messages.stepUp}</button>
</form>
!${recoveryAction === undefined
  ? ''
  : html`<details>
<summary>${messages.useRecoveryCode}</summary>
<p>${messages.useRecoveryCodeHint}</p>
<form method="post" action="${recoveryAction}">
!${recoveryCodeField(messages, 'recovery-code')}
<button>${messages.useRecoveryCode}</button>
</form>
</details>`}
<p><a href="${homeUrl}">${messages.cancel}</a></p>`
