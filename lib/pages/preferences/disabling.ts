import { html } from 'ghtml'
import type { PageContext, PreferencesModel } from '../page.js'
import { proofForm } from './proof-form.js'

/** The way to turn two-factor authentication off or, where the role requires it, that there is none. */
export function disabling (model: PreferencesModel & { error: string | undefined }, context: PageContext): string {
  const { messages, links } = context
  if (model.required) return html`<section><p class="hint">${messages.requiredHere}</p></section>`
  const form = proofForm(model, context, {
    action: links.disable,
    id: 'disable',
    label: messages.disable,
    hint: messages.disableHint,
    kind: 'danger'
  })
  return form === '' ? '' : html`<section>!${form}</section>`
}
