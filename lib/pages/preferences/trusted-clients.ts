import { html } from 'ghtml'
import { PASSKEY } from '../../methods/passkey/passkey.js'
import { dayText } from '../dates.js'
import { buttonForm, isAnswerTo } from '../fields.js'
import { fill } from '../messages.js'
import { shownClient } from '../names.js'
import type { PageContext, PreferencesModel } from '../page.js'
import { withId } from './proof-form.js'

/** How many browsers are shown at once; the others are folded away. */
const SHOWN = 5

type Model = PreferencesModel & { error: string | undefined }
type Client = PreferencesModel['trustedClients'][number]

/** The browsers that are asked for nothing but the password: this one first, then the newest. */
export function trustedClients (model: Model, context: PageContext): string {
  const { trustedClients, currentTrustedClientId: current, error } = model
  const { messages, links } = context
  const sorted = [...trustedClients].sort((one, other) =>
    Number(other.id === current) - Number(one.id === current) || other.createdAt.getTime() - one.createdAt.getTime())
  const items = sorted.map(client => item(client, model, context))
  const [shown, folded] = [items.slice(0, SHOWN), items.slice(SHOWN)]
  const [hint, none] = model.authenticators.some(({ type }) => type === PASSKEY)
    ? [messages.trustedClientsEither, messages.trustedClientsEitherNone]
    : [messages.trustedClientsHint, messages.trustedClientsNone]
  const isOpen = sorted.slice(SHOWN).some(({ id }) => isAnswerTo(context, withId(links.revokeTrustedClient, id)))
  return html`<section><h2>${messages.trustedClients}</h2>
<p>${items.length === 0 ? none : hint}</p>
!${shown.length === 0 ? '' : html`<ul>!${shown}</ul>`}
!${folded.length === 0
    ? ''
    : html`<details!${isOpen ? ' open' : ''}><summary>${messages.trustedClientsMore}</summary><ul>!${folded}</ul></details>`}
!${items.length > 1 ? buttonForm(context, { action: links.revokeTrustedClients, label: messages.revokeAll, error }) : ''}
</section>`
}

function item (client: Client, { currentTrustedClientId, error }: Model, context: PageContext): string {
  const { messages, links } = context
  const { id, createdAt, lastUsedAt, expiresAt } = client
  const label = shownClient(client, messages)
  const revocation = buttonForm(context, {
    action: withId(links.revokeTrustedClient, id),
    label: messages.revoke,
    name: fill(messages.revokeNamed, { name: label }),
    error
  })
  const badge = id === currentTrustedClientId ? html`<span class="badge">${messages.currentClient}</span>` : ''
  const days = [[messages.rememberedOn, createdAt], [messages.lastUsedOn, lastUsedAt], [messages.trustedUntil, expiresAt]] as const
  return html`<li class="entry">
<div><strong><bdi>${label}</bdi></strong> !${badge}
<span class="hint">!${days.map(([text, day]) => dayText(text, day, context)).join(' · ')}</span></div>
!${revocation}
</li>`
}
