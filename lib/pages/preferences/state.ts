import { html } from 'ghtml'
import { dayText } from '../dates.js'
import { barrierNote, form, passkeyWorks, passwordField } from '../fields.js'
import type { PageContext, PreferencesModel } from '../page.js'
import { canProve } from '../passkeys.js'
import { sentNote } from '../sent-codes.js'
import type { Primary } from './primary.js'

type Model = PreferencesModel & { error: string | undefined }

/** What holds now, and what there is to do about it. */
export function state (model: Model, context: PageContext, primary: Primary): string {
  const { messages } = context
  const { enabled, heldForPasskey, signInUrl, lastWayBack } = model
  const notes = heldForPasskey ? [passkeyNote(model, messages.stateHeldForPasskey, context)] : notesOf(model, context, primary)
  if (signInUrl !== undefined && !lastWayBack) {
    notes.push(html`<p class="note">${messages.signInAgain}</p>
<p><a class="button ${primary === 'sign-in' ? 'main' : ''}" href="${signInUrl}">${messages.signInAgainAction}</a></p>`)
  }
  return html`<p class="state !${enabled ? 'on' : 'off'}">${enabled ? messages.stateOn : messages.stateOff}</p>!${notes}`
}

/** What is to be said of a user who is not held. */
function notesOf (model: Model, context: PageContext, primary: Primary): string[] {
  const { messages } = context
  const { enabled, required, stepUpRequired, blocked, lockedSeconds, passkeyOptions, enrolled, codesGiven, recovered } = model
  const { requiredFrom, passkeyRequiredFrom } = model
  const notes: string[] = []
  if (model.wantsPasskey) notes.push(passkeyNote(model, messages.stateWantsPasskey, context))
  if (!enabled && required) notes.push(html`<p class="note warning">${messages.stateRequired}</p>`)
  if (passkeyRequiredFrom !== undefined) {
    notes.push(html`<p class="note warning">!${dayText(messages.statePasskeyRequiredFrom, passkeyRequiredFrom, context)}</p>`)
  } else if (!enabled && requiredFrom !== undefined) {
    notes.push(html`<p class="note warning">!${dayText(messages.stateRequiredFrom, requiredFrom, context)}</p>`)
  }
  if (enrolled && context.notice === undefined) notes.push(html`<p class="note good">${messages.stateEnrolled}</p>`)
  if (codesGiven && !model.recoveryCodesSaved) notes.push(html`<p class="note warning">${messages.stateCodesGiven}</p>`)
  if (recovered) notes.push(html`<p class="note">${messages.stateRecovered}</p>`)
  if (blocked) {
    const text = stepUpRequired && !canProve(model) ? messages.signInByRecoveryCode : messages.stateBlocked
    notes.push(html`<p class="note error">${text}!${passkeyWorks(passkeyOptions, context)}</p>`)
  } else notes.push(barrierNote({ blocked, lockedSeconds, passkeyOptions }, messages.stateLockedHere, context))
  const isHeldUp = blocked || lockedSeconds !== undefined || recovered || model.signInUrl !== undefined
  if (enabled && stepUpRequired && !canProve(model) && !isHeldUp) notes.push(html`<p class="note error">${messages.noWayToConfirm}</p>`)
  if (!blocked && lockedSeconds !== undefined) notes.push(unlocking(model, context, primary))
  if (model.codeConfirmed) notes.push(sentNote(model, context))
  return notes
}

/** That a passkey is needed to go on or, where none can be added, whom to ask. */
function passkeyNote ({ passkeys }: Model, text: string, { messages }: PageContext): string {
  return html`<p class="note warning">${passkeys ? text : messages.stateNoPasskeys}</p>`
}

/** The form by which its owner lifts a lock. */
function unlocking (
  { enabled, unlocksLeft, passwordField: isDue, signInUrl, error }: Model,
  context: PageContext,
  primary: Primary
): string {
  const { messages, links: { unlock: action } } = context
  if (!enabled || action === undefined || unlocksLeft === 0 || signInUrl !== undefined) return ''
  return form(context, action, error, html`<p>${messages.unlockHint}</p>
!${passwordField(context, action, { id: 'unlock-password', isDue })}
<button class="${primary === 'unlock' ? 'main' : ''}">${messages.unlock}</button>`)
}
