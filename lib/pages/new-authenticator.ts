import { html } from 'ghtml'
import { NAME_MAX_BYTES } from '../web/name.js'
import { checkBox, textField, typedInto, wasChecked } from './fields.js'
import { fill } from './messages.js'
import { listText, shownName } from './names.js'
import type { NewAuthenticatorModel, PageContext } from './page.js'

/** What a new authenticator is called, and whether it takes the place of the others. */
export function newAuthenticatorFields ({ name, others, recovered }: NewAuthenticatorModel, context: PageContext, action: string): string {
  const { messages, language } = context
  const names = listText(others.map(other => shownName(other.name, messages)), language)
  const label = fill(recovered ? messages.replaceLostLabel : messages.replaceLabel, { names })
  const isChecked = wasChecked(context, action, 'replace', recovered)
  return html`!${textField(context, action, {
  id: 'name',
  name: 'name',
  label: messages.nameLabel,
  hint: messages.nameHint,
  maxLength: NAME_MAX_BYTES,
  value: typedInto(context, action, 'name') ?? shownName(name, messages)
})}
!${others.length === 0 ? '' : checkBox({ id: 'replace', name: 'replace', label, checked: isChecked })}`
}
