import { html } from 'ghtml'
import { barrierNote, buttonForm, checkBox, codeField, errorNote, isAnswerTo, recoveryForm, wasChecked } from './fields.js'
import { fill } from './messages.js'
import type { ChallengeModel, TwoFactorPage } from './page.js'

export const challengePage: TwoFactorPage<ChallengeModel> = (model, context) => {
  const { action, error, methods, blocked, lockedSeconds, trustDays, recoveryAction, signOutAction } = model
  const { messages } = context
  const recoveryFailed = isAnswerTo(context, recoveryAction)
  const trustLabel = trustDays === 1 ? messages.trustClientOneDay : fill(messages.trustClient, { count: trustDays })
  return html`!${errorNote(recoveryFailed ? undefined : error)}
!${error === undefined ? barrierNote({ blocked, lockedSeconds }, context) : ''}
!${methods.length === 0
    ? ''
    : html`<form method="post" action="${action}">
!${codeField(messages, 'code', { autofocus: !recoveryFailed })}
!${trustDays === 0
    ? ''
    : checkBox({ id: 'trust-client', name: 'trustClient', label: trustLabel, checked: wasChecked(context, action, 'trustClient') })}
<button class="main">${messages.verify}</button>
</form>`}
!${recoveryForm(messages, recoveryAction, { error: recoveryFailed ? error : undefined, open: recoveryFailed || methods.length === 0 })}
!${buttonForm({ action: signOutAction, label: messages.cancel })}`
}
