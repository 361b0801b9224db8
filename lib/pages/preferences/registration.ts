import { html } from 'ghtml'
import { PASSKEY, PASSKEY_LIMIT } from '../../methods/passkey/passkey.js'
import { withPasskeyOnly } from '../../session/lead-on.js'
import { form, isAnswerTo, passwordField } from '../fields.js'
import type { PageContext, PreferencesModel } from '../page.js'
import { canProve } from '../passkeys.js'
import { registersFirst, type Primary } from './primary.js'

type Model = PreferencesModel & { error: string | undefined }

/** The way to a new passkey: open where it is asked for, or where there is nothing else yet that works; folded away otherwise. */
export function registration (model: Model, context: PageContext, primary: Primary): string {
  const { passkeys, enabled, recovered, wantsPasskey, blocked, stepUpRequired, signInUrl, lastWayBack, authenticators } = model
  const { messages, links: { startPasskey } } = context
  if (!passkeys || startPasskey === undefined || (signInUrl !== undefined && !lastWayBack)) return ''
  if (blocked && stepUpRequired && !canProve(model)) return ''
  const action = wantsPasskey ? withPasskeyOnly(startPasskey) : startPasskey
  if (!enabled || recovered || registersFirst(model, context)) {
    const whole = registrationForm(model, context, { action, label: messages.addPasskey, primary })
    return primary === 'passkey' ? whole : html`<section><h2>${messages.typePasskey}</h2>!${whole}</section>`
  }
  const isFull = authenticators.filter(({ type }) => type === PASSKEY).length >= PASSKEY_LIMIT
  if (isFull && !isAnswerTo(context, action)) return html`<p class="hint">${messages.addPasskeyFull}</p>`
  return html`<details!${isAnswerTo(context, action) ? ' open' : ''}><summary>${messages.addPasskey}</summary>
!${registrationForm(model, context, { action, label: messages.startEnrollment, primary })}</details>`
}

function registrationForm (
  { passwordField: isDue, error }: Model,
  context: PageContext,
  { action, label, primary }: { action: string, label: string, primary: Primary }
): string {
  const { messages } = context
  return html`<p>${messages.addPasskeyHint}</p>
!${form(context, action, error, html`!${passwordField(context, action, { id: 'passkey-password', isDue })}
!${primary === 'enrollment' ? '' : html`<p class="hint">${messages.othersSignedOut}</p>`}
<button class="${primary === 'passkey' ? 'main' : ''}">${label}</button>`)}`
}
