import { html } from 'ghtml'
import { dayText } from '../dates.js'
import { barrierNote, form, passwordField } from '../fields.js'
import type { PageContext, PreferencesModel } from '../page.js'
import type { Primary } from './primary.js'

type Model = PreferencesModel & { error: string | undefined }

/** What holds now, and what there is to do about it. */
export function state (model: Model, context: PageContext, primary: Primary): string {
  const { messages } = context
  const { enabled, required, requiredFrom, stepUpRequired, blocked, lockedSeconds } = model
  const { enrolled, codesGiven, recovered, signInUrl, lastWayBack } = model
  const notes: string[] = []
  if (!enabled && required) notes.push(html`<p class="note warning">${messages.stateRequired}</p>`)
  if (!enabled && requiredFrom !== undefined) {
    notes.push(html`<p class="note warning">!${dayText(messages.stateRequiredFrom, requiredFrom, context)}</p>`)
  }
  if (enrolled && context.notice === undefined) notes.push(html`<p class="note good">${messages.stateEnrolled}</p>`)
  if (codesGiven && !model.recoveryCodesSaved) notes.push(html`<p class="note warning">${messages.stateCodesGiven}</p>`)
  if (recovered) notes.push(html`<p class="note">${messages.stateRecovered}</p>`)
  if (blocked) notes.push(html`<p class="note error">${stepUpRequired ? messages.signInByRecoveryCode : messages.stateBlocked}</p>`)
  else notes.push(barrierNote({ blocked, lockedSeconds }, messages.stateLockedHere, context))
  if (!blocked && lockedSeconds !== undefined) notes.push(unlocking(model, context, primary))
  if (signInUrl !== undefined && !lastWayBack) {
    notes.push(html`<p class="note">${messages.signInAgain}</p>
<p><a class="button ${primary === 'sign-in' ? 'main' : ''}" href="${signInUrl}">${messages.signInAgainAction}</a></p>`)
  }
  return html`<p class="state !${enabled ? 'on' : 'off'}">${enabled ? messages.stateOn : messages.stateOff}</p>!${notes}`
}

/** The form by which its owner lifts a lock. */
function unlocking ({ unlocksLeft, passwordField: isDue, signInUrl, error }: Model, context: PageContext, primary: Primary): string {
  const { messages, links: { unlock: action } } = context
  if (action === undefined || unlocksLeft === 0 || signInUrl !== undefined) return ''
  return form(context, action, error, html`<p>${messages.unlockHint}</p>
!${passwordField(context, action, { id: 'unlock-password', isDue })}
<button class="${primary === 'unlock' ? 'main' : ''}">${messages.unlock}</button>`)
}
