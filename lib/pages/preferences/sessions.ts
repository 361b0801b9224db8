import { html } from 'ghtml'
import { momentText } from '../dates.js'
import { form, isAnswerTo, passwordField } from '../fields.js'
import { fill, type TwoFactorMessages } from '../messages.js'
import { shownClient } from '../names.js'
import type { PageContext, PreferencesModel } from '../page.js'
import { withId } from './proof-form.js'

/** How many are shown at once; the others are folded away. */
const SHOWN = 5

type Model = PreferencesModel & { error: string | undefined }
type Session = NonNullable<PreferencesModel['sessions']>[number]

/** Where the user is signed in: this browser first, then the newest. */
export function sessions (model: Model, context: PageContext): string {
  if (model.sessions === undefined) return ''
  const { messages, links } = context
  const sorted = [...model.sessions].sort((one, other) => Number(other.current) - Number(one.current))
  const items = sorted.map(session => item(session, model, context))
  const [shown, folded] = [items.slice(0, SHOWN), items.slice(SHOWN)]
  const isOpen = sorted.slice(SHOWN).some(({ id }) => isAnswerTo(context, withId(links.revokeSession, id)))
  return html`<section><h2>${messages.sessions}</h2>
<p>${messages.sessionsHint}</p>
!${shown.length === 0 ? '' : html`<ul>!${shown}</ul>`}
!${folded.length === 0 ? '' : html`<details!${isOpen ? ' open' : ''}><summary>${messages.sessionsMore}</summary><ul>!${folded}</ul></details>`}
!${ending(model, context, {
  action: links.revokeOtherSessions, id: 'revoke-others', label: messages.revokeOtherSessions, hint: messages.revokeOtherSessionsHint
})}
</section>`
}

function item (session: Session, model: Model, context: PageContext): string {
  const { messages, links } = context
  const { id, method, signedInAt, current } = session
  const name = shownClient(session, messages)
  const badge = current ? html`<span class="badge">${messages.currentClient}</span>` : ''
  const label = { label: messages.revokeSession, name: fill(messages.revokeSessionNamed, { name }) }
  // who wants to end this one signs out
  const end = current ? '' : ending(model, context, { action: withId(links.revokeSession, id), id: `revoke-${id}`, ...label })
  const how = methodText(method, messages)
  return html`<li class="entry">
<div><strong><bdi>${name}</bdi></strong> !${badge}
<span class="hint">!${momentText(messages.signedInOn, signedInAt, context)}!${how === undefined ? '' : html` · ${how}`}</span></div>
!${end}
</li>`
}

interface Ending { action: string | undefined, id: string, label: string, name?: string, hint?: string }

/** The button that ends something; with a password field, where that is due, it is folded away until it is wanted. */
function ending (
  { passwordField: isDue, signInUrl, error }: Model,
  context: PageContext,
  { action, id, label, name, hint }: Ending
): string {
  if (action === undefined || signInUrl !== undefined) return ''
  const ariaLabel = name === undefined ? '' : html` aria-label="${name}"`
  const explained = hint === undefined ? '' : html`<p class="hint">${hint}</p>`
  const password = passwordField(context, action, { id: `${id}-password`, isDue })
  const whole = form(context, action, error, html`!${explained}!${password}<button class="quiet"!${ariaLabel}>${label}</button>`)
  return isDue
    ? html`<details!${isAnswerTo(context, action) ? ' open' : ''}><summary class="button quiet"!${ariaLabel}>${label}</summary>!${whole}</details>`
    : whole
}

/** How a sign-in proved itself; nothing is said of one that proved nothing besides its first factor. */
function methodText (method: Session['method'], messages: TwoFactorMessages): string | undefined {
  switch (method) {
    case 'totp': return messages.typeTotp
    case 'passkey': return messages.typePasskey
    case 'sent-code': return messages.typeSentCode
    case 'recovery-code': return messages.methodRecoveryCode
    case 'trusted-client': return messages.methodTrustedClient
    case 'external': return messages.methodExternal
    case 'none': return undefined
  }
}
