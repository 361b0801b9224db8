import { html } from 'ghtml'
import { accountLine, buttonForm, helpLink } from './fields.js'
import type { PageContext, PreferencesModel, TwoFactorPage } from './page.js'
import { passkeyPart } from './passkeys.js'
import { authenticators } from './preferences/authenticators.js'
import { disabling } from './preferences/disabling.js'
import { primaryOf, registersFirst, type Primary } from './preferences/primary.js'
import { recoveryCodes } from './preferences/recovery-codes.js'
import { registration } from './preferences/registration.js'
import { sentCodes } from './preferences/sent-codes.js'
import { sessions } from './preferences/sessions.js'
import { start } from './preferences/start.js'
import { state } from './preferences/state.js'
import { trustedClients } from './preferences/trusted-clients.js'

type Model = PreferencesModel & { error: string | undefined }

export const preferencesPage: TwoFactorPage<PreferencesModel> = (model, context) => {
  const { enabled, heldForPasskey, wantsPasskey, homeUrl, passkeyOptions, acceptedCredentials: accepted } = model
  const { messages, links } = context
  const primary = primaryOf(model, context)
  const isStuck = model.blocked || model.lockedSeconds !== undefined || model.recovered || heldForPasskey || wantsPasskey
  const signOut = buttonForm(context, {
    action: links.signOut,
    label: messages.signOut,
    kind: primary === 'sign-out' ? 'main' : 'quiet',
    error: model.error
  })
  return passkeyPart(passkeyOptions, context, html`!${accountLine(messages.signedInAs, context)}
!${state(model, context, primary)}
!${heldForPasskey ? registration(model, context, primary) : changes(model, context, primary)}
<div class="actions end"><a class="button!${primary === 'home' ? ' main' : ''}" href="${homeUrl}">${enabled && !heldForPasskey && !wantsPasskey ? messages.home : messages.back}</a>!${signOut}</div>
!${isStuck ? helpLink(context) : ''}
!${accepted === undefined ? '' : html`<div hidden data-accepted="${JSON.stringify(accepted)}"></div>`}`)
}

/** What there is to set up, to see and to change. */
function changes (model: Model, context: PageContext, primary: Primary): string {
  const { enabled, recovered, notNowUrl } = model
  const isFirst = registersFirst(model, context)
  const [app, passkey] = [start(model, context, primary), registration(model, context, primary)]
  const notNow = notNowUrl === undefined ? '' : html`<p><a href="${notNowUrl}">${context.messages.notNow}</a></p>`
  const setUp = (isFirst ? passkey + app : app + passkey) + sentCodes(model, context, primary) + notNow
  if (!enabled) return setUp + sessions(model, context)
  const there = authenticators(model, context)
  const clients = trustedClients(model, context) + sessions(model, context)
  const rest = recoveryCodes(model, context, primary) + clients + disabling(model, context)
  return (recovered || isFirst ? setUp + there : there + setUp) + rest
}
