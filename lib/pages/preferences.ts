import { html } from 'ghtml'
import { accountLine, buttonForm, helpLink } from './fields.js'
import type { PreferencesModel, TwoFactorPage } from './page.js'
import { authenticators } from './preferences/authenticators.js'
import { disabling } from './preferences/disabling.js'
import { primaryOf } from './preferences/primary.js'
import { recoveryCodes } from './preferences/recovery-codes.js'
import { start } from './preferences/start.js'
import { state } from './preferences/state.js'
import { trustedClients } from './preferences/trusted-clients.js'

export const preferencesPage: TwoFactorPage<PreferencesModel> = (model, context) => {
  const { messages, links } = context
  const primary = primaryOf(model, context)
  const isStuck = model.blocked || model.lockedSeconds !== undefined || model.recovered
  const signOut = buttonForm(context, {
    action: links.signOut,
    label: messages.signOut,
    kind: primary === 'sign-out' ? 'main' : 'quiet',
    error: model.error
  })
  return html`!${accountLine(messages.signedInAs, context)}
!${state(model, context, primary)}
!${model.recovered || !model.enabled ? start(model, context, primary) : ''}
!${model.enabled ? authenticators(model, context) : ''}
!${model.enabled && !model.recovered ? start(model, context, primary) : ''}
!${model.enabled ? recoveryCodes(model, context, primary) + trustedClients(model, context) + disabling(model, context) : ''}
<div class="actions end"><a class="button!${primary === 'home' ? ' main' : ''}" href="${model.homeUrl}">${model.enabled ? messages.home : messages.back}</a>!${signOut}</div>
!${isStuck ? helpLink(context) : ''}`
}
