import { html } from 'ghtml'
import { TYPED_MAX_LENGTH } from '../methods/typed-text.js'
import { waitText } from './dates.js'
import { fillHtml } from './messages.js'
import type { FieldName, PageContext } from './page.js'

/** There is one error on a page at most. */
const ERROR_ID = 'error'

/** What a field says of itself that the error is about. */
const INVALID = ' aria-invalid="true"'

/**
 * What went wrong, announced to screen readers. It is focused unless a field that it is about is; a wait in it is counted
 * down by the script.
 */
function errorNote (error: string | undefined, { waitSeconds, language, messages }: PageContext, isOfField = false): string {
  if (error === undefined) return ''
  const wait = waitSeconds === undefined ? undefined : waitText(waitSeconds, language)
  const text = wait === undefined || !error.includes(wait)
    ? html`${error}`
    : fillHtml(error.replace(wait, () => '{wait}'), { wait: waitNode(waitSeconds!, { language, messages }) })
  return html`<p class="note error" role="alert" id="${ERROR_ID}"!${isOfField ? '' : ' tabindex="-1" autofocus'}>!${text}</p>`
}

/** A form; where the page answers its post, what went wrong stands above its fields. */
export function form (context: PageContext, action: string, error: string | undefined, fields: string): string {
  return html`<form method="post" action="${action}">
!${isAnswerTo(context, action) ? errorNote(error, context, fields.includes(INVALID)) : ''}
!${fields}
</form>`
}

/** The page, with the error above it where the form that it belongs to is not there. */
export function withError (content: string, error: string | undefined, context: PageContext): string {
  return content.includes(html`id="${ERROR_ID}"`) ? content : errorNote(error, context) + content
}

/** What a field says of itself: its hint, and the error where that is about it, which then has the focus. */
function tie (context: PageContext, action: string, name: FieldName, hint: string | undefined, autofocus = false): string {
  const isInvalid = isAnswerTo(context, action) && context.errorField === name
  const describedBy = [isInvalid ? ERROR_ID : undefined, hint].filter(Boolean).join(' ')
  const description = describedBy === '' ? '' : html` aria-describedby="${describedBy}"`
  return html`!${description}!${isInvalid ? INVALID : ''}!${isInvalid || autofocus ? ' autofocus' : ''}`
}

interface CodeField { id: string, autofocus?: boolean, required?: boolean, hint?: string }

/** The field for a one-time code: one input, never six (WCAG 2.2, F109), which phones and password managers can fill. */
export function codeField (context: PageContext, action: string, { id, autofocus = false, required = true, hint }: CodeField): string {
  const { messages } = context
  return html`<div class="field">
<label for="${id}">${messages.codeLabel}</label>
<input id="${id}" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="${TYPED_MAX_LENGTH}"
!${required ? 'required ' : ''}spellcheck="false" class="code" dir="ltr"!${tie(context, action, 'code', `${id}-hint`, autofocus)}>
<p class="hint" id="${id}-hint">${hint ?? messages.codeHint}</p>
</div>`
}

/** The field for the password, with the account that it belongs to, for password managers; nothing where it is not due. */
export function passwordField (context: PageContext, action: string, { id, isDue }: { id: string, isDue: boolean }): string {
  if (!isDue) return ''
  const { messages, account } = context
  return html`<div class="field">
<input type="text" autocomplete="username" value="${account}" hidden>
<label for="${id}">${messages.passwordLabel}</label>
<input id="${id}" name="password" type="password" autocomplete="current-password" required!${tie(context, action, 'password', `${id}-hint`)}>
<p class="hint" id="${id}-hint">${messages.passwordDue}</p>
</div>`
}

interface TextField {
  id: string
  name: FieldName
  label: string
  hint?: string
  maxLength: number
  value?: string | undefined
  required?: boolean
}

/** A text field. */
export function textField (context: PageContext, action: string, field: TextField): string {
  const { id, name, label, hint, maxLength, value, required = false } = field
  return html`<div class="field">
<label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="text" autocomplete="off" maxlength="${maxLength}" spellcheck="false" dir="auto"${required ? ' required' : ''}!${
  value === undefined ? '' : html` value="${value}"`
}!${tie(context, action, name, hint === undefined ? undefined : `${id}-hint`)}>
!${hint === undefined ? '' : html`<p class="hint" id="${id}-hint">${hint}</p>`}
</div>`
}

export function checkBox ({ id, name, label, checked }: { id: string, name: string, label: string, checked: boolean }): string {
  return html`<div class="choice"><input id="${id}" name="${name}" type="checkbox"
value="true"${checked ? ' checked' : ''}><label for="${id}">${label}</label></div>`
}

interface ButtonForm { action: string | undefined, label: string, name?: string, kind?: string, error?: string | undefined }

/** A form that is only a button; nothing where its route was left out. */
export function buttonForm (context: PageContext, { action, label, name, kind = 'quiet', error }: ButtonForm): string {
  if (action === undefined || action === '') return ''
  const ariaLabel = name === undefined ? '' : html` aria-label="${name}"`
  return form(context, action, error, html`<button class="${kind}"!${ariaLabel}>${label}</button>`)
}

/** Whether this page answers a post of the form with this action: the form is then unfolded and shows what was wrong. */
export function isAnswerTo ({ postedTo }: PageContext, action: string | undefined): boolean {
  return postedTo !== undefined && postedTo === action?.split('?')[0]
}

/**
 * What was typed into a field of the form with this action, where the page answers its post, to be shown there again.
 * Never used for codes, passwords and secrets.
 */
export function typedInto (context: PageContext, action: string, name: FieldName): string | undefined {
  const value = postedTo(context, action)?.[name]
  return typeof value === 'string' ? value : undefined
}

/** Whether a check box of the form with this action was checked; `byDefault` where the page does not answer its post. */
export function wasChecked (context: PageContext, action: string, name: string, byDefault = false): boolean {
  return isAnswerTo(context, action) ? postedTo(context, action)?.[name] === true : byDefault
}

function postedTo (context: PageContext, action: string): Record<string, unknown> | null | undefined {
  return isAnswerTo(context, action) ? context.request.body as Record<string, unknown> | null | undefined : undefined
}

/** How long to wait, which the script counts down. */
function waitNode (seconds: number, { language, messages }: Pick<PageContext, 'language' | 'messages'>): string {
  return html`<span data-wait="${Math.ceil(seconds)}" data-over="${messages.tryNow}">${waitText(seconds, language)}</span>`
}

interface Barrier { blocked: boolean, lockedSeconds: number | undefined, passkeyOptions: object | undefined }

/** Why no one-time code is accepted now, in the words of the page for a lock; a passkey is asked for all the same. */
export function barrierNote ({ blocked, lockedSeconds, passkeyOptions }: Barrier, locked: string, context: PageContext): string {
  const { messages } = context
  if (!blocked && lockedSeconds === undefined) return ''
  const text = blocked ? html`${messages.blocked}` : fillHtml(locked, { wait: waitNode(lockedSeconds!, context) })
  return html`<p class="note ${blocked ? 'error' : 'warning'}">!${text}!${passkeyWorks(passkeyOptions, context)}</p>`
}

/** That a passkey is accepted where codes are not, behind a note that says so of the codes. */
export function passkeyWorks (passkeyOptions: object | undefined, { messages }: PageContext): string {
  return passkeyOptions === undefined ? '' : html` ${messages.statePasskeyWorks}`
}

/** Where somebody who is stuck finds help; nothing where the site names no such place. */
export function helpLink ({ helpUrl, messages }: PageContext): string {
  return helpUrl === undefined ? '' : html`<p class="help"><a href="${helpUrl}" rel="noreferrer">${messages.help}</a></p>`
}

/** Whose sign-in this is, and where. */
export function accountLine (text: string, { siteName, account }: PageContext): string {
  if (account === '') return ''
  const site = html`<strong>${siteName}</strong>`
  const name = html`<strong><bdi>${account}</bdi></strong>`
  return html`<p class="account">!${fillHtml(text, { site, account: name })}</p>`
}

/** The form for a recovery code, folded away until it is wanted; nothing where `action` is empty. */
export function recoveryForm (
  context: PageContext,
  action: string,
  { error, open, main }: { error: string | undefined, open: boolean, main: boolean }
): string {
  if (action === '') return ''
  const { messages } = context
  const fields = html`<div class="field">
<label for="recovery-code">${messages.recoveryCodeLabel}</label>
<input id="recovery-code" name="code" type="text" autocomplete="off" autocapitalize="characters" maxlength="${TYPED_MAX_LENGTH}"
required spellcheck="false" class="recovery-code" dir="ltr"!${tie(context, action, 'code', 'recovery-code-hint')}>
<p class="hint" id="recovery-code-hint">${messages.recoveryCodeHint}</p>
</div>
<button class="${main ? 'main' : ''}">${messages.useRecoveryCode}</button>`
  return html`<details${open ? ' open' : ''}>
<summary>${messages.lostAuthenticator}</summary>
<p>${messages.useRecoveryCodeHint}</p>
!${form(context, action, error, fields)}
</details>`
}
