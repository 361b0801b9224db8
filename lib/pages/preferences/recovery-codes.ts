import { html } from 'ghtml'
import { buttonForm } from '../fields.js'
import { fill } from '../messages.js'
import type { PageContext, PreferencesModel } from '../page.js'
import type { Primary } from './primary.js'
import { proofForm } from './proof-form.js'

const FEW_CODES = 3

/** How many recovery codes are left, and whether they are where their owner finds them. */
export function recoveryCodes (
  model: PreferencesModel & { error: string | undefined },
  context: PageContext,
  primary: Primary
): string {
  const { messages, links } = context
  const { recoveryCodesLeft: count, recoveryCodesSaved, error } = model
  const isUnsaved = count > 0 && !recoveryCodesSaved
  const notes: string[] = []
  if (count === 0) notes.push(html`<p class="note error">${messages.recoveryCodesNone}</p>`)
  else if (count <= FEW_CODES) notes.push(html`<p class="note warning">${messages.recoveryCodesFew}</p>`)
  if (isUnsaved) notes.push(html`<p class="note warning">${messages.recoveryCodesUnsaved}</p>`)
  const saved = isUnsaved
    ? buttonForm(context, {
      action: links.markRecoveryCodesSaved,
      label: messages.markedSaved,
      kind: primary === 'save-codes' ? 'main' : '',
      error
    })
    : ''
  const form = proofForm(model, context, {
    action: links.regenerateRecoveryCodes,
    id: 'regenerate',
    label: messages.regenerate,
    hint: messages.regenerateHint,
    kind: primary === 'regenerate' ? 'main' : '',
    unfolded: primary === 'regenerate'
  })
  return html`<section><h2>${messages.recoveryCodes}</h2>
<p>${fill(messages.recoveryCodesLeft, { count })}</p>
!${notes}!${saved}!${form}
</section>`
}
