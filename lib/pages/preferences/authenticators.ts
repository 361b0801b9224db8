import { html } from 'ghtml'
import { PASSKEY } from '../../methods/passkey/passkey.js'
import { SENT_CODES_NAME } from '../../record/names.js'
import { SENT_CODE } from '../../record/sign-in/rank.js'
import { NAME_MAX_BYTES } from '../../web/name.js'
import { momentText } from '../dates.js'
import { form, isAnswerTo, passwordField, textField, typedInto } from '../fields.js'
import { fill, type TwoFactorMessages } from '../messages.js'
import { shownName } from '../names.js'
import type { PageContext, PreferencesModel } from '../page.js'
import { canProve } from '../passkeys.js'
import { proofForm, withId } from './proof-form.js'

type Model = PreferencesModel & { error: string | undefined }

/** The authenticators there are: what each is, since when, when it was used, and what can be done with it. */
export function authenticators (model: Model, context: PageContext): string {
  const { messages, links } = context
  const removable = model.authenticators.length > 1 && model.signInUrl === undefined && canProve(model)
  const items = model.authenticators.map(({ id, type, name: given, createdAt, lastUsedAt, synced }) => {
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
<span class="hint">!${kindsOf({ type, name: given, synced }, messages).map(kind => html`${kind} · `)}!${momentText(messages.addedOn, createdAt, context)} · !${lastUse}</span>
<div class="changes">!${renaming(model, context, id, name)}!${removable ? removal : ''}</div>
</li>`
  })
  return html`<section><h2>${messages.authenticators}</h2><ul>!${items}</ul></section>`
}

/** What an authenticator is; of an unknown type nothing is said. */
function kindsOf (
  { type, name, synced }: Pick<Model['authenticators'][number], 'type' | 'name' | 'synced'>,
  messages: TwoFactorMessages
): string[] {
  if (type === 'totp') return [messages.typeTotp]
  if (type === PASSKEY) return synced === true ? [messages.typePasskey, messages.synced] : [messages.typePasskey]
  // without a name of its own it is called what it is
  return type === SENT_CODE && name !== SENT_CODES_NAME ? [messages.typeSentCode] : []
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
