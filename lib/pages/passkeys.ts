import { html } from 'ghtml'
import { codeTypes } from '../methods/index.js'
import { SENT_CODE } from '../record/sign-in/rank.js'
import { codeField } from './fields.js'
import { fill } from './messages.js'
import type { PageContext, ProofModel } from './page.js'

/** Whether one of these methods takes a code that is typed: one that is sent has to be asked for first. */
export function takesCode ({ methods, codeExpiresAt }: Pick<ProofModel, 'methods' | 'codeExpiresAt'>): boolean {
  return methods.some(type => type === SENT_CODE ? codeExpiresAt !== undefined : codeTypes.includes(type))
}

/** Whether a code that is sent would be a proof. */
export function takesSentCode ({ methods }: Pick<ProofModel, 'methods'>): boolean {
  return methods.includes(SENT_CODE)
}

/** Whether there is anything to prove something with before a code is sent. */
export function hasProof (model: ProofModel): boolean {
  return takesCode(model) || model.passkeyOptions !== undefined
}

/** Whether anything can be proved here and now, by a code or by a passkey. */
export function canProve (model: ProofModel): boolean {
  return hasProof(model) || takesSentCode(model)
}

/**
 * A part of a page in which the script asks for a passkey: what the browser is to be asked stands in the page, so that a press
 * of a button asks at once, and so does what is said where that fails.
 */
export function passkeyPart (options: object | undefined, { messages }: PageContext, content: string): string {
  if (options === undefined) return content
  const said = html`data-failed="${messages.passkeyFailed}" data-registered="${messages.alreadyRegistered}"`
  return html`<div data-options="${JSON.stringify(options)}" !${said}>
<noscript><p class="hint">${messages.passkeysNeedScript}</p></noscript>
!${content}
</div>`
}

interface PasskeyButton {
  ceremony: 'get' | 'create'
  label: string
  /** What a screen reader says instead, where the label stands several times on the page. */
  name?: string | undefined
  kind: string
  autofocus?: boolean
  /** Whether the form has another button, which Enter presses. */
  isSecond?: boolean
}

/** The button that asks for a passkey, seen where the browser can: the script sends its form with the answer as `credential`. */
export function passkeyButton ({ ceremony, label, name, kind, autofocus = false, isSecond = false }: PasskeyButton): string {
  const ariaLabel = name === undefined ? '' : html` aria-label="${name}"`
  const type = isSecond ? ' type="button"' : ''
  const focus = autofocus ? ' autofocus' : ''
  return html`<p class="passkey"><button!${type} class="${kind}" data-passkey="${ceremony}"!${ariaLabel}!${focus}>${label}</button></p>`
}

interface ProofFields {
  id: string
  /** What is done by it, where several forms of the page take a proof. */
  name?: string
  kind?: string
  autofocus?: boolean
}

/** What a form takes as a proof: a passkey, whose button sends the form, and below it a code. */
export function proofFields (model: ProofModel, context: PageContext, action: string, fields: ProofFields): string {
  const { id, name, kind = '', autofocus = false } = fields
  const { messages } = context
  const hint = codeHintOf(model, context)
  if (model.passkeyOptions === undefined) return codeField(context, action, { id, autofocus, hint })
  const isSecond = takesCode(model)
  const named = name && fill(messages.usePasskeyNamed, { action: name })
  const button = passkeyButton({ ceremony: 'get', label: messages.usePasskey, name: named, kind, autofocus, isSecond })
  if (!isSecond) return button
  return html`!${button}
<p class="hint passkey">${messages.orCode}</p>
!${codeField(context, action, { id, required: false, hint })}`
}

/** Where the code comes from. */
function codeHintOf ({ methods, codeExpiresAt }: ProofModel, { messages }: PageContext): string {
  if (codeExpiresAt === undefined || !methods.includes(SENT_CODE)) return messages.codeHint
  return methods.some(type => type !== SENT_CODE && codeTypes.includes(type)) ? messages.codeHintEither : messages.codeHintSent
}
