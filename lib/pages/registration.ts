import { html } from 'ghtml'
import { timeNode } from './dates.js'
import { form, helpLink } from './fields.js'
import { fillHtml } from './messages.js'
import { newAuthenticatorFields } from './new-authenticator.js'
import type { RegistrationModel, TwoFactorPage } from './page.js'
import { passkeyButton, passkeyPart } from './passkeys.js'

/** The name of a new passkey, and the button by which the browser makes it. */
export const registrationPage: TwoFactorPage<RegistrationModel> = (model, context) => {
  const { action, error, options, onlyMethod, expiresAt, cancelUrl } = model
  const { messages } = context
  return passkeyPart(options, context, html`<p>${messages.registrationInstruction}</p>
!${onlyMethod ? html`<p class="note">${messages.addSecondMethod}</p>` : ''}
!${form(context, action, error, html`!${newAuthenticatorFields(model, context, action)}
!${passkeyButton({ ceremony: 'create', label: messages.continue, kind: 'main' })}`)}
<p class="hint">!${fillHtml(messages.registrationUntil, { time: timeNode(expiresAt, 'time', context) })}</p>
<p><a href="${cancelUrl}">${messages.cancel}</a></p>
!${helpLink(context)}`)
}
