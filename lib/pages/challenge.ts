import { html } from 'ghtml'
import { buttonForm, codeField, errorNote, isAnswerTo, recoveryForm } from './fields.js'
import { fill } from './messages.js'
import type { ChallengeModel, TwoFactorPage } from './pages.js'

export const challengePage: TwoFactorPage<ChallengeModel> = ({ action, error, trustDays, recoveryAction, signOutAction }, context) => {
  const { messages } = context
  const recoveryFailed = isAnswerTo(context, recoveryAction)
  const trustLabel = trustDays === 1 ? messages.trustClientOneDay : fill(messages.trustClient, { count: trustDays })
  return html`!${errorNote(recoveryFailed ? undefined : error)}
<form method="post" action="${action}">
!${codeField(messages, 'code', { autofocus: !recoveryFailed })}
!${trustDays === 0
    ? ''
    : html`<div class="choice"><input id="trust-client" name="trustClient" type="checkbox" value="true"><label for="trust-client">${trustLabel}</label></div>`}
<button class="main">${messages.verify}</button>
</form>
!${recoveryForm(messages, recoveryAction, recoveryFailed ? error : undefined)}
!${buttonForm({ action: signOutAction, label: messages.cancel })}`
}
