import { html } from 'ghtml'
import { NAME_MAX_BYTES } from '../../web/name.js'
import { momentText } from '../dates.js'
import { form, isAnswerTo, passwordField, textField, typedInto } from '../fields.js'
import { fill } from '../messages.js'
import { shownName } from '../names.js'
import type { PageContext, PreferencesModel } from '../page.js'
import { proofForm, withId } from './proof-form.js'

type Model = PreferencesModel & { error: string | undefined }

/** The authenticators there are: what each is, since when, when it was used, and what can be done with it. */
export function authenticators (model: Model, context: PageContext): string {
  const { messages, links } = context
  const removable = model.authenticators.length > 1 && model.signInUrl === undefined && model.methods.length > 0
  const items = model.authenticators.map(({ id, type, name: given, createdAt, lastUsedAt }) => {
    const name = shownName(given, messages)
    const lastUse = lastUsedAt === undefined ? html`${messages.neverUsed}` : momentText(messages.lastUsedOn, lastUsedAt, context)
    const removal = proofForm(model, context, {
      action: withId(links.removeAuthenticator, id),
      id: `remove-${id}`,
      label: messages.remove,
      name: fill(messages.removeNamed, { name }),
      hint: messages.removeHint,
      kind: 'danger'
    })
    return html`<li>
<strong><bdi>${name}</bdi></strong>
<span class="hint">!${type === 'totp' ? html`${messages.typeTotp} · ` : ''}!${momentText(messages.addedOn, createdAt, context)} · !${lastUse}</span>
<div class="changes">!${renaming(model, context, id, name)}!${removable ? removal : ''}</div>
</li>`
  })
  return html`<section><h2>${messages.authenticators}</h2><ul>!${items}</ul></section>`
}

function renaming ({ passwordField: isDue, signInUrl, error }: Model, context: PageContext, id: string, name: string): string {
  const { messages, links } = context
  const action = withId(links.renameAuthenticator, id)
  if (action === undefined || signInUrl !== undefined) return ''
  return html`<details!${isAnswerTo(context, action) ? ' open' : ''}>
<summary class="button" aria-label="${fill(messages.renameNamed, { name })}">${messages.rename}</summary>
!${form(context, action, error, html`!${textField(context, action, {
  id: `rename-${id}`,
  name: 'name',
  label: messages.nameLabel,
  maxLength: NAME_MAX_BYTES,
  required: true,
  value: typedInto(context, action, 'name') ?? name
})}
!${passwordField(context, action, { id: `rename-${id}-password`, isDue })}
<button>${messages.rename}</button>`)}</details>`
}
