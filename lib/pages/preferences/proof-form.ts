import { html } from 'ghtml'
import { codeField, form, isAnswerTo, passwordField } from '../fields.js'
import { fill } from '../messages.js'
import type { PageContext, PreferencesModel } from '../page.js'

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

/** The form of a change that takes a code, and the password where it is due; folded away until it is wanted or went wrong. */
export function proofForm (
  model: PreferencesModel & { error: string | undefined },
  context: PageContext,
  options: ProofFormOptions
): string {
  const { passwordField: isDue, signInUrl, methods, error } = model
  const { action, id, label, name, hint, kind = '', unfolded = false } = options
  if (action === undefined || signInUrl !== undefined) return ''
  const { messages } = context
  if (methods.length === 0) return html`<p class="hint">${fill(messages.needsAuthenticator, { action: name ?? label })}</p>`
  const whole = form(context, action, error, html`<p>${hint}</p>
!${passwordField(context, action, { id: `${id}-password`, isDue })}
!${codeField(context, action, { id: `${id}-code` })}
<button class="${kind}">${label}</button>`)
  if (unfolded) return whole
  const ariaLabel = name === undefined ? '' : html` aria-label="${name}"`
  return html`<details!${isAnswerTo(context, action) ? ' open' : ''}>
<summary class="button ${kind}"!${ariaLabel}>${label}</summary>
!${whole}</details>`
}

/** The link of a route for one entry. */
export function withId (link: string | undefined, id: string): string | undefined {
  return link?.replace(':id', encodeURIComponent(id))
}
