import { html } from 'ghtml'
import { daysText } from './dates.js'
import {
  accountLine, barrierNote, buttonForm, checkBox, codeField, form, helpLink, isAnswerTo, recoveryForm, wasChecked
} from './fields.js'
import { fill } from './messages.js'
import type { ChallengeModel, PageContext, TwoFactorPage } from './page.js'

export const challengePage: TwoFactorPage<ChallengeModel> = (model, context) => {
  const { action, error, methods, blocked, lockedSeconds, recoveryAction, signOutAction } = model
  const { messages } = context
  const recoveryFailed = isAnswerTo(context, recoveryAction)
  const takesCode = methods.length > 0 && action !== ''
  const canGoOn = takesCode || recoveryAction !== ''
  const locked = recoveryAction === '' ? messages.locked : messages.stateLocked
  return html`!${accountLine(messages.signingInAs, context)}
!${error === undefined ? barrierNote({ blocked, lockedSeconds }, locked, context) : ''}
!${takesCode ? codeForm(model, context) : ''}
!${recoveryForm(context, recoveryAction, { error, open: recoveryFailed || !takesCode, main: !takesCode })}
!${buttonForm(context, { action: signOutAction, label: messages.notYou, kind: canGoOn ? 'quiet' : 'main' })}
!${helpLink(context)}`
}

function codeForm (
  { action, error, trustDays }: ChallengeModel & { action: string, error: string | undefined },
  context: PageContext
): string {
  const { messages, language } = context
  const label = fill(messages.trustClient, { days: daysText(trustDays, language) })
  return form(context, action, error, html`!${codeField(context, action, { id: 'code', autofocus: error === undefined })}
!${trustDays === 0 ? '' : checkBox({ id: 'trust-client', name: 'trustClient', label, checked: wasChecked(context, action, 'trustClient') })}
<button class="main">${messages.verify}</button>`)
}
