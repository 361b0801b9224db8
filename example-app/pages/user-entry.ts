import type { TwoFactorStatus } from 'fastify-two-factor'
import { html } from 'ghtml'
import { dayText, momentText } from '../texts/formats.js'
import { fill, type Texts, type Wording } from '../texts/texts.js'
import type { User } from '../users.js'

/** A user with what may be told about their two-factor authentication. */
export interface Entry {
  user: User
  status: TwoFactorStatus
}

type Zone = User['timeZone'] | undefined

/** A user in the list of an administrator, who changes nothing of their own there. Days are told in the administrator's time zone. */
export function userEntry ({ user, status }: Entry, administrator: User | undefined, wording: Wording): string {
  const { texts } = wording
  const barrier = barrierText(status, administrator?.timeZone, wording)
  return html`<li>
<strong>${user.username}</strong>, ${texts.roles[user.role]}!${status.enabled ? html` <span class="badge">${texts.on}</span>` : ''}
<span class="hint">${details(status, administrator?.timeZone, wording).join(' · ')}</span>
!${barrier === undefined ? '' : html`<p class="note warning">${barrier}</p>`}
!${user.id === administrator?.id ? '' : changes(user, { canUnlock: barrier !== undefined, canReset: status.enabled }, wording)}
</li>`
}

function changes (
  { id, username: name }: User,
  { canUnlock, canReset }: { canUnlock: boolean, canReset: boolean },
  { texts }: Wording
): string {
  const action = `/admin/users/${id}/two-factor`
  return html`<div class="actions">
!${canUnlock
    ? html`<form method="post" action="${action}/unlock"><button aria-label="${fill(texts.unlockNamed, { name })}">${texts.unlock}</button></form>`
    : ''}
!${canReset
    ? html`<a class="button danger" href="${action}/reset" aria-label="${fill(texts.resetNamed, { name })}">${texts.reset}</a>`
    : ''}
</div>`
}

/** Why none of the user's codes is accepted now. */
function barrierText ({ blocked, lockedUntil }: TwoFactorStatus, timeZone: Zone, { language, texts }: Wording): string | undefined {
  if (blocked) return texts.blocked
  return lockedUntil && fill(texts.lockedUntil, { time: momentText(lockedUntil, language, timeZone) })
}

function details (status: TwoFactorStatus, timeZone: Zone, { language, texts }: Wording): string[] {
  const { enabled, required, requiredFrom, authenticators, recoveryCodesLeft } = status
  const lines = enabled ? [] : [texts.off]
  if (required) lines.push(texts.required)
  if (requiredFrom !== undefined) lines.push(fill(texts.requiredLater, { date: dayText(requiredFrom, language, timeZone) }))
  if (!enabled) return lines
  const lastUsed = Math.max(...authenticators.map(({ lastUsedAt }) => lastUsedAt?.getTime() ?? 0))
  const time = momentText(new Date(lastUsed), language, timeZone)
  const use = lastUsed === 0 ? texts.neverUsed : fill(texts.lastUsed, { time })
  return [...lines, kindsText(authenticators, texts), use, fill(texts.recoveryCodesLeft, { count: recoveryCodesLeft })]
}

/** What the user can prove themselves with, each kind once. */
function kindsText (authenticators: TwoFactorStatus['authenticators'], { kinds }: Texts): string {
  return [...new Set(authenticators.map(({ type }) => (kinds as Record<string, string | undefined>)[type] ?? type))].join(', ')
}
