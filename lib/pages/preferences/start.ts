import { html } from 'ghtml'
import { PASSKEY } from '../../methods/passkey/passkey.js'
import { TOTP_LIMIT } from '../../methods/totp/totp.js'
import { CHOSEN_SECRET_MAX_LENGTH } from '../../methods/totp/key.js'
import { form, isAnswerTo, passwordField, textField } from '../fields.js'
import type { PageContext, PreferencesModel } from '../page.js'
import { canProve } from '../passkeys.js'
import { registersFirst, type Primary } from './primary.js'

type Model = PreferencesModel & { error: string | undefined }

/** The way to a new authenticator: explained while there is none, open after a recovery sign-in, folded away otherwise. */
export function start (model: Model, context: PageContext, primary: Primary): string {
  const { enabled, recovered, blocked, stepUpRequired, authenticators, signInUrl, lastWayBack, passkeys } = model
  const { messages, links: { startEnrollment: action } } = context
  if (action === undefined || (signInUrl !== undefined && !lastWayBack)) return ''
  // no code is accepted: the step-up that is due leads nowhere
  if (blocked && stepUpRequired && !canProve(model)) return ''
  const isSecond = registersFirst(model, context)
  if (!enabled && !isSecond) return introduction(context) + startForm(model, context, { action, label: messages.enable, primary })
  if (recovered || blocked) return startForm(model, context, { action, label: messages.setUpNew, primary })
  const isFull = authenticators.filter(({ type }) => type === 'totp').length >= TOTP_LIMIT
  if (isFull && !isAnswerTo(context, action)) return html`<p class="hint">${messages.addAuthenticatorFull}</p>`
  return html`<details!${isAnswerTo(context, action) ? ' open' : ''}><summary>${passkeys ? messages.addApp : messages.addAuthenticator}</summary>
<p>${isSecond || authenticators.some(({ type }) => type === PASSKEY) ? messages.addAppHint : messages.addAuthenticatorHint}</p>
!${startForm(model, context, { action, label: messages.startEnrollment, primary })}</details>`
}

function introduction ({ messages }: PageContext): string {
  return html`<p>${messages.why}</p>
<ol class="steps">
<li>${messages.howGetApp}</li>
<li>${messages.howScan}</li>
<li>${messages.howSave}</li>
</ol>`
}

function startForm (
  { passwordField: isDue, chosenSecret, error }: Model,
  context: PageContext,
  { action, label, primary }: { action: string, label: string, primary: Primary }
): string {
  const { messages } = context
  const secret = textField(context, action, {
    id: 'secret',
    name: 'secret',
    label: messages.secretLabel,
    hint: messages.secretHint,
    maxLength: CHOSEN_SECRET_MAX_LENGTH
  })
  const blamesSecret = isAnswerTo(context, action) && context.errorField === 'secret'
  return form(context, action, error, html`!${passwordField(context, action, { id: 'enrollment-password', isDue })}
!${chosenSecret ? html`<details!${blamesSecret ? ' open' : ''}><summary>${messages.advanced}</summary>!${secret}</details>` : ''}
<p class="hint">${messages.othersSignedOut}</p>
<button class="${primary === 'enrollment' ? 'main' : ''}">${label}</button>`)
}
