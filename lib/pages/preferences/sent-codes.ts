import { html } from 'ghtml'
import { codeField, form, isAnswerTo, passwordField } from '../fields.js'
import { fill } from '../messages.js'
import type { PageContext, PreferencesModel } from '../page.js'
import { canProve } from '../passkeys.js'
import { sendCodeForm, sentNote } from '../sent-codes.js'
import type { Primary } from './primary.js'

type Model = PreferencesModel & { error: string | undefined }

/** The way to codes that are sent: to the first address, or to one that has changed. Folded away until a code was sent. */
export function sentCodes (model: Model, context: PageContext, primary: Primary): string {
  const { codeTo, codeConfirmed, codeExpiresAt, authenticators, blocked, stepUpRequired, lockedSeconds, signInUrl, lastWayBack } = model
  const { messages, links: { requestCode: action, confirmSentCodes: confirmAction } } = context
  const isOffered = codeTo !== undefined && !codeConfirmed && action !== undefined && confirmAction !== undefined
  if (!isOffered || blocked || (signInUrl !== undefined && !lastWayBack) || (stepUpRequired && !canProve(model))) return ''
  if (lockedSeconds !== undefined && !isAnswerTo(context, confirmAction)) return ''
  const isOpen = codeExpiresAt !== undefined || isAnswerTo(context, action) || isAnswerTo(context, confirmAction)
  const hasOther = authenticators.some(({ type }) => type === 'sent-code')
  return html`<details!${isOpen ? ' open' : ''}><summary>${messages.addSentCodes}</summary>
<p>${hasOther ? fill(messages.sentCodesChanged, { to: codeTo }) : fill(messages.addSentCodesHint, { to: codeTo })}</p>
<p class="hint">${messages.sentCodesWarning}</p>
!${codeExpiresAt === undefined ? asking(model, context, action, codeTo) : confirming(model, context, { action, confirmAction, primary })}
</details>`
}

function asking ({ passwordField: isDue, error }: Model, context: PageContext, action: string, to: string): string {
  const { messages } = context
  return form(context, action, error, html`!${passwordField(context, action, { id: 'sent-code-password', isDue })}
<button>${fill(messages.sendCode, { to })}</button>`)
}

interface Confirming { action: string, confirmAction: string, primary: Primary }

function confirming (model: Model, context: PageContext, { action, confirmAction, primary }: Confirming): string {
  const { messages } = context
  const autofocus = model.error === undefined
  return html`!${sentNote(model, context)}
!${form(context, confirmAction, model.error, html`!${codeField(context, confirmAction, { id: 'sent-code', hint: messages.codeHintSent, autofocus })}
<p class="hint">${messages.othersSignedOut}</p>
<button class="${primary === 'sent-codes' ? 'main' : ''}">${messages.confirmEnrollment}</button>`)}
!${sendCodeForm(model, context, { action, error: model.error, main: false })}`
}
