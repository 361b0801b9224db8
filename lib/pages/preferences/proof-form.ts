import { html } from 'ghtml'
import { form, isAnswerTo, passwordField } from '../fields.js'
import { fill } from '../messages.js'
import type { PageContext, PreferencesModel } from '../page.js'
import { canProve, hasProof, proofFields, takesCode } from '../passkeys.js'
import { sendCodeForm } from '../sent-codes.js'

interface ProofFormOptions {
  action: string | undefined
  id: string
  label: string
  /** What a screen reader says instead, where the label stands several times on the page. */
  name?: string
  /** What the change means. */
  hint: string
  kind?: string
  /** Whether it stands there unfolded. */
  unfolded?: boolean
}

/** The form of a change that takes a proof, and the password where it is due; folded away until it is wanted or went wrong. */
export function proofForm (
  model: PreferencesModel & { error: string | undefined },
  context: PageContext,
  options: ProofFormOptions
): string {
  const { passwordField: isDue, signInUrl, passkeyOptions, error } = model
  const { action, id, label, name, hint, kind = '', unfolded = false } = options
  if (action === undefined || signInUrl !== undefined) return ''
  const { messages } = context
  if (!canProve(model)) return html`<p class="hint">${fill(messages.needsAuthenticator, { action: name ?? label })}</p>`
  const hasPasskey = passkeyOptions !== undefined
  if (!hasProof(model)) return sending(model, context, options)
  const codeKind = hasPasskey && kind === 'main' ? '' : kind
  const whole = form(context, action, error, html`<p>${hint}</p>
!${passwordField(context, action, { id: `${id}-password`, isDue })}
!${proofFields(model, context, action, { id: `${id}-code`, name: name ?? label, kind })}
!${takesCode(model) ? html`<button class="${codeKind}">${label}</button>` : ''}`)
  // the button of a passkey does not say what it is for
  if (unfolded) return hasPasskey ? html`<p class="state">${label}</p>!${whole}` : whole
  const ariaLabel = name === undefined ? '' : html` aria-label="${name}"`
  return html`<details!${isAnswerTo(context, action) ? ' open' : ''}>
<summary class="button ${kind}"!${ariaLabel}>${label}</summary>
!${whole}</details>`
}

/** The same change of a user who has nothing but codes by message, while theirs is still to be sent. */
function sending (
  model: PreferencesModel & { error: string | undefined },
  context: PageContext,
  { label, hint, kind = '' }: ProofFormOptions
): string {
  if (model.lockedSeconds !== undefined) return ''
  const { links: { requestCode } } = context
  const whole = html`<p>${hint}</p>!${sendCodeForm(model, context, { action: requestCode, error: undefined, main: false })}`
  return html`<details><summary class="button ${kind}">${label}</summary>!${whole}</details>`
}

/** The link of a route for one entry. */
export function withId (link: string | undefined, id: string): string | undefined {
  return link?.replace(':id', encodeURIComponent(id))
}
