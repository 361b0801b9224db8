import { html } from 'ghtml'
import type { TwoFactorMessages } from './messages.js'

// as in a `pattern` attribute, where `-` in a class is escaped
const CODE_PATTERN = '[ \\-]*([0-9][ \\-]*){6}'

/** The one field of a one-time code: one input, never six (WCAG 2.2, F109), that phones and password managers fill. */
export function codeField (messages: TwoFactorMessages, id: string, { autofocus = false } = {}): string {
  return html`<div class="field">
<label for="${id}">${messages.codeLabel}</label>
<input id="${id}" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" pattern="${CODE_PATTERN}" maxlength="32" required aria-describedby="${id}-hint" spellcheck="false" class="code"${autofocus ? ' autofocus' : ''}>
<p class="hint" id="${id}-hint">${messages.codeHint}</p>
</div>`
}

export function recoveryCodeField (messages: TwoFactorMessages, id: string): string {
  return html`<div class="field">
<label for="${id}">${messages.recoveryCodeLabel}</label>
<input id="${id}" name="code" type="text" autocomplete="off" autocapitalize="characters" maxlength="64" required aria-describedby="${id}-hint" spellcheck="false" class="recovery-code">
<p class="hint" id="${id}-hint">${messages.recoveryCodeHint}</p>
</div>`
}

export function passwordField (messages: TwoFactorMessages, id: string): string {
  return html`<div class="field">
<label for="${id}">${messages.passwordLabel}</label>
<input id="${id}" name="password" type="password" autocomplete="current-password" required>
</div>`
}

/** A field that may stay empty. */
export function textField ({ id, name, label, hint, maxLength }: { id: string, name: string, label: string, hint: string, maxLength: number }): string {
  return html`<div class="field">
<label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="text" autocomplete="off" maxlength="${maxLength}" aria-describedby="${id}-hint" spellcheck="false">
<p class="hint" id="${id}-hint">${hint}</p>
</div>`
}

/** What went wrong, announced to screen readers. */
export function errorNote (error: string | undefined): string {
  return error === undefined ? '' : html`<p class="note error" role="alert">${error}</p>`
}

/** A form that is one button. */
export function buttonForm ({ action, label, name, kind = 'quiet' }: { action: string, label: string, name?: string, kind?: string }): string {
  return html`<form method="post" action="${action}"><button class="${kind}"!${name === undefined ? '' : html` aria-label="${name}"`}>${label}</button></form>`
}
