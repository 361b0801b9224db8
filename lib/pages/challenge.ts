import { html } from 'ghtml'
import { daysText } from './dates.js'
import { accountLine, barrierNote, buttonForm, checkBox, form, helpLink, isAnswerTo, recoveryForm, wasChecked } from './fields.js'
import { fill, type TwoFactorMessages } from './messages.js'
import type { ChallengeModel, PageContext, TwoFactorPage } from './page.js'
import { canProve, hasProof, passkeyPart, proofFields, takesCode, takesSentCode } from './passkeys.js'
import { sendCodeForm, sentNote } from './sent-codes.js'

/** The page asks for a code only of those who have no passkey to use, and of whom a code was sent to. */
export function challengeHeading (model: ChallengeModel, messages: TwoFactorMessages): string {
  return model.passkeyOptions === undefined && (takesCode(model) || !canProve(model)) ? messages.challengeTitle : messages.stepUpTitle
}

export const challengePage: TwoFactorPage<ChallengeModel> = (model, context) => {
  const { action, error, passkeyOptions, blocked, lockedSeconds, sendCodeAction, recoveryAction, signOutAction } = model
  const { messages } = context
  const recoveryFailed = isAnswerTo(context, recoveryAction)
  const proves = hasProof(model) && action !== ''
  const sends = takesSentCode(model) && lockedSeconds === undefined && action !== '' && sendCodeAction !== ''
  const canGoOn = proves || sends || recoveryAction !== ''
  const locked = recoveryAction === '' ? messages.locked : messages.stateLocked
  return passkeyPart(passkeyOptions, context, html`!${accountLine(messages.signingInAs, context)}
!${error === undefined ? barrierNote({ blocked, lockedSeconds, passkeyOptions }, locked, context) : ''}
!${sends ? sentNote(model, context) : ''}
!${proves ? proofForm(model, context) : ''}
!${sends ? sendCodeForm(model, context, { action: sendCodeAction, error, main: !proves }) : ''}
!${recoveryForm(context, recoveryAction, { error, open: recoveryFailed || !(proves || sends), main: !(proves || sends) })}
!${buttonForm(context, { action: signOutAction, label: messages.notYou, kind: canGoOn ? 'quiet' : 'main' })}
!${helpLink(context)}`)
}

function proofForm (model: ChallengeModel & { action: string, error: string | undefined }, context: PageContext): string {
  const { action, error, trustDays, passkeyOptions } = model
  const { messages, language } = context
  const hasPasskey = passkeyOptions !== undefined
  const code = takesCode(model)
  const label = fill(hasPasskey ? messages.trustClientEither : messages.trustClient, { days: daysText(trustDays, language) })
  const trust = trustDays === 0
    ? ''
    : checkBox({ id: 'trust-client', name: 'trustClient', label, checked: wasChecked(context, action, 'trustClient') })
  const proof = proofFields(model, context, action, { id: 'code', kind: 'main', autofocus: error === undefined })
  return form(context, action, error, code
    ? html`!${proof}
!${trust}
<button class="${hasPasskey ? '' : 'main'}">${messages.verify}</button>`
    : trust + proof)
}
