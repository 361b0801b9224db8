import { html } from 'ghtml'
import { CHOSEN_SECRET_MAX_LENGTH } from '../methods/totp/key.js'
import { UNKNOWN_CLIENT } from '../trusted-clients/label.js'
import { DEFAULT_NAME } from '../record/names.js'
import { NAME_MAX_BYTES } from '../web/name.js'
import { dayText, waitText } from './dates.js'
import { buttonForm, codeField, errorNote, isAnswerTo, passwordField, textField, typedInto } from './fields.js'
import { fill } from './messages.js'
import type { PageContext, PreferencesModel, TwoFactorPage } from './page.js'

const FEW_CODES = 3

export const preferencesPage: TwoFactorPage<PreferencesModel> = (model, context) => {
  const { messages, links } = context
  const signOut = buttonForm({ action: links.signOut ?? '', label: messages.signOut })
  return html`!${errorNote(model.error)}
!${state(model, context)}
!${model.signInUrl === undefined ? '' : html`<p class="note"><a href="${model.signInUrl}">${messages.signInAgain}</a></p>`}
!${model.enabled ? authenticators(model, context) : ''}
!${start(model, context)}
!${model.enabled ? recoveryCodes(model, context) + trustedClients(model, context) : ''}
!${model.enabled && !model.required ? disabling(model, context) : ''}
<div class="actions end"><a href="${model.homeUrl}">${messages.home}</a> !${signOut}</div>`
}

function state (model: PreferencesModel, context: PageContext): string {
  const { messages, language } = context
  const { enabled, required, requiredFrom, blocked, stepUpRequired, lockedSeconds, enrolled, codesGiven, method } = model
  const notes: string[] = []
  if (!enabled && required) notes.push(html`<p class="note">${messages.stateRequired}</p>`)
  if (!enabled && requiredFrom !== undefined) {
    notes.push(html`<p class="note">!${dayText(messages.stateRequiredFrom, requiredFrom, context)}</p>`)
  }
  if (enrolled) notes.push(html`<p class="note">${messages.stateEnrolled}</p>`)
  if (codesGiven) notes.push(html`<p class="note">${messages.stateCodesGiven}</p>`)
  if (method === 'recovery-code') notes.push(html`<p class="note">${messages.stateRecovered}</p>`)
  if (blocked) notes.push(html`<p class="note error">${stepUpRequired ? messages.signInByRecoveryCode : messages.stateBlocked}</p>`)
  if (lockedSeconds !== undefined) {
    notes.push(html`<p class="note">${fill(messages.stateLocked, { wait: waitText(lockedSeconds, language) })}</p>`)
  }
  return html`<p class="state !${enabled ? 'on' : 'off'}">${enabled ? messages.stateOn : messages.stateOff}</p>!${notes}`
}

function start ({ enabled, passwordField: asksPassword, signInUrl }: PreferencesModel, context: PageContext): string {
  const { messages, links } = context
  if (links.startEnrollment === undefined || signInUrl !== undefined) return ''
  const name = textField({
    id: 'name',
    name: 'name',
    label: messages.nameLabel,
    hint: messages.nameHint,
    maxLength: NAME_MAX_BYTES,
    value: typedInto(context, links.startEnrollment, 'name')
  })
  const secret = textField({
    id: 'secret',
    name: 'secret',
    label: messages.secretLabel,
    hint: messages.secretHint,
    maxLength: CHOSEN_SECRET_MAX_LENGTH
  })
  const form = html`<form method="post" action="${links.startEnrollment}">
!${asksPassword ? passwordField(messages, 'enrollment-password') : ''}
!${name}
!${secret}
<button class="main">${enabled ? messages.startEnrollment : messages.enable}</button>
</form>`
  if (!enabled) return html`<p>${messages.enableHint}</p>!${form}`
  return html`<details${unfolded(context, links.startEnrollment)}><summary>${messages.addAuthenticator}</summary>!${form}</details>`
}

function authenticators (model: PreferencesModel, context: PageContext): string {
  const { messages, links } = context
  const removable = model.authenticators.length > 1 && model.signInUrl === undefined && model.methods.length > 0
  const items = model.authenticators.map(({ id, name: given, createdAt, lastUsedAt }) => {
    const name = given === DEFAULT_NAME ? messages.unnamedAuthenticator : given
    const lastUse = lastUsedAt === undefined ? html`${messages.neverUsed}` : dayText(messages.lastUsedOn, lastUsedAt, context)
    const removal: ProofFormOptions = {
      action: withId(links.removeAuthenticator, id),
      id: `remove-${id}`,
      label: messages.remove,
      name: fill(messages.removeNamed, { name })
    }
    return html`<li>
<strong><bdi>${name}</bdi></strong>
<span class="hint">!${dayText(messages.addedOn, createdAt, context)} · !${lastUse}</span>
!${removable ? proofForm(model, context, removal) : ''}
</li>`
  })
  return html`<section><h2>${messages.authenticators}</h2><ul>!${items}</ul></section>`
}

function recoveryCodes (model: PreferencesModel, context: PageContext): string {
  const { messages, links } = context
  const count = model.recoveryCodesLeft
  const note = count === 0 ? messages.recoveryCodesNone : count <= FEW_CODES ? messages.recoveryCodesFew : undefined
  const form = proofForm(model, context, {
    action: links.regenerateRecoveryCodes,
    id: 'regenerate',
    label: messages.regenerate,
    hint: messages.regenerateHint
  })
  return html`<section><h2>${messages.recoveryCodes}</h2>
<p>${fill(messages.recoveryCodesLeft, { count })}</p>
!${note === undefined ? '' : html`<p class="note">${note}</p>`}
!${form}
</section>`
}

function trustedClients ({ trustedClients, currentTrustedClientId }: PreferencesModel, context: PageContext): string {
  const { messages, links } = context
  const items = trustedClients.map(({ id, label: given, expiresAt }) => {
    const label = given === UNKNOWN_CLIENT ? messages.unknownClient : given
    const revocation = buttonForm({
      action: withId(links.revokeTrustedClient, id) ?? '',
      label: messages.revoke,
      name: fill(messages.revokeNamed, { name: label })
    })
    const badge = id === currentTrustedClientId ? html`<span class="badge">${messages.currentClient}</span>` : ''
    return html`<li class="entry">
<div><strong><bdi>${label}</bdi></strong> !${badge}
<span class="hint">!${dayText(messages.trustedUntil, expiresAt, context)}</span></div>
!${revocation}
</li>`
  })
  return html`<section><h2>${messages.trustedClients}</h2>
!${items.length === 0 ? html`<p>${messages.trustedClientsNone}</p>` : html`<ul>!${items}</ul>`}
!${items.length > 1 ? buttonForm({ action: links.revokeTrustedClients ?? '', label: messages.revokeAll }) : ''}
</section>`
}

function disabling (model: PreferencesModel, context: PageContext): string {
  const { messages, links } = context
  const form = proofForm(model, context, {
    action: links.disable,
    id: 'disable',
    label: messages.disable,
    hint: messages.disableHint,
    kind: 'danger'
  })
  return html`<section>!${form}</section>`
}

interface ProofFormOptions { action: string | undefined, id: string, label: string, name?: string, hint?: string, kind?: string }

/** The form of a change that takes a code, and the password where it is due; folded away until it is wanted or went wrong. */
function proofForm (model: PreferencesModel, context: PageContext, options: ProofFormOptions): string {
  const { passwordField: asksPassword, signInUrl, methods } = model
  const { action, id, label, name, hint, kind = '' } = options
  if (action === undefined || signInUrl !== undefined) return ''
  const { messages } = context
  if (methods.length === 0) return html`<p class="hint">${label}: ${messages.needsAuthenticator}</p>`
  return html`<details${unfolded(context, action)}><summary!${name === undefined ? '' : html` aria-label="${name}"`}>${label}</summary>
<form method="post" action="${action}">
!${hint === undefined ? '' : html`<p>${hint}</p>`}
!${asksPassword ? passwordField(messages, `${id}-password`) : ''}
!${codeField(messages, `${id}-code`)}
<button class="${kind}">${label}</button>
</form></details>`
}

function unfolded (context: PageContext, action: string): string {
  return isAnswerTo(context, action) ? ' open' : ''
}

function withId (link: string | undefined, id: string): string | undefined {
  return link?.replace(':id', encodeURIComponent(id))
}
