import { html } from 'ghtml'
import { TYPED_MAX_LENGTH } from '../methods/typed-text.js'
import { waitText } from './dates.js'
import { fill, type TwoFactorMessages } from './messages.js'
import type { PageContext } from './page.js'

/** The field for a one-time code: one input, never six (WCAG 2.2, F109), which phones and password managers can fill. */
export function codeField (messages: TwoFactorMessages, id: string, { autofocus = false } = {}): string {
  return html`<div class="field">
<label for="${id}">${messages.codeLabel}</label>
<input id="${id}" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="${TYPED_MAX_LENGTH}"
required aria-describedby="${id}-hint" spellcheck="false" class="code" dir="ltr"${autofocus ? ' autofocus' : ''}>
<p class="hint" id="${id}-hint">${messages.codeHint}</p>
</div>`
}

export function checkBox ({ id, name, label, checked }: { id: string, name: string, label: string, checked: boolean }): string {
  return html`<div class="choice"><input id="${id}" name="${name}" type="checkbox"
value="true"${checked ? ' checked' : ''}><label for="${id}">${label}</label></div>`
}

export function passwordField (messages: TwoFactorMessages, id: string): string {
  return html`<div class="field">
<label for="${id}">${messages.passwordLabel}</label>
<input id="${id}" name="password" type="password" autocomplete="current-password" required>
</div>`
}

interface TextField { id: string, name: string, label: string, hint: string, maxLength: number, value?: string | undefined }

/** A text field that may stay empty. */
export function textField ({ id, name, label, hint, maxLength, value }: TextField): string {
  return html`<div class="field">
<label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="text" autocomplete="off" maxlength="${maxLength}"
aria-describedby="${id}-hint" spellcheck="false" dir="auto"!${value === undefined ? '' : html` value="${value}"`}>
<p class="hint" id="${id}-hint">${hint}</p>
</div>`
}

/** What went wrong, announced to screen readers. */
export function errorNote (error: string | undefined): string {
  return error === undefined ? '' : html`<p class="note error" role="alert">${error}</p>`
}

/** A form that is only a button; nothing where `action` is empty. */
export function buttonForm ({ action, label, name }: { action: string, label: string, name?: string }): string {
  if (action === '') return ''
  const ariaLabel = name === undefined ? '' : html` aria-label="${name}"`
  return html`<form method="post" action="${action}"><button class="quiet"!${ariaLabel}>${label}</button></form>`
}

/** Whether this page answers a post of the form with this action: the form is then unfolded and shows what was wrong. */
export function isAnswerTo ({ postedTo }: PageContext, action: string): boolean {
  return postedTo === action
}

/**
 * What was typed into a field of the form with this action, where the page answers its post, to be shown there again.
 * Never used for codes, passwords and secrets.
 */
export function typedInto (context: PageContext, action: string, name: string): string | undefined {
  const value = postedTo(context, action)?.[name]
  return typeof value === 'string' ? value : undefined
}

/** Whether a check box of the form with this action was checked, where the page answers its post. */
export function wasChecked (context: PageContext, action: string, name: string): boolean {
  return postedTo(context, action)?.[name] === true
}

function postedTo (context: PageContext, action: string): Record<string, unknown> | null | undefined {
  return isAnswerTo(context, action) ? context.request.body as Record<string, unknown> | null | undefined : undefined
}

/** Why no one-time code is accepted now. */
export function barrierNote (
  { blocked, lockedSeconds }: { blocked: boolean, lockedSeconds: number | undefined },
  { messages, language }: PageContext
): string {
  if (blocked) return html`<p class="note error">${messages.blocked}</p>`
  return lockedSeconds === undefined
    ? ''
    : html`<p class="note">${fill(messages.stateLocked, { wait: waitText(lockedSeconds, language) })}</p>`
}

/** The form for a recovery code, folded away until it is wanted; nothing where `action` is empty. */
export function recoveryForm (
  messages: TwoFactorMessages,
  action: string,
  { error, open }: { error: string | undefined, open: boolean }
): string {
  if (action === '') return ''
  const failed = error !== undefined
  return html`<details${open ? ' open' : ''}>
<summary>${messages.useRecoveryCode}</summary>
<p>${messages.useRecoveryCodeHint}</p>
!${errorNote(error)}
<form method="post" action="${action}">
<div class="field">
<label for="recovery-code">${messages.recoveryCodeLabel}</label>
<input id="recovery-code" name="code" type="text" autocomplete="off" autocapitalize="characters"
maxlength="64" required aria-describedby="recovery-code-hint"
spellcheck="false" class="recovery-code" dir="ltr"${failed ? ' autofocus' : ''}>
<p class="hint" id="recovery-code-hint">${messages.recoveryCodeHint}</p>
</div>
<button>${messages.useRecoveryCode}</button>
</form>
</details>`
}
