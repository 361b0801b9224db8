import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { requireStepUp, requireTwoFactor, type TwoFactorStatus } from 'fastify-two-factor'
import { html } from 'ghtml'
import { AdministratorsOnly, OwnReset } from '../errors.js'
import { sendPage, wantsPage } from '../pages/layout.js'
import type { User, Users } from '../users.js'

const requireFreshCode = requireStepUp({ maxAgeSeconds: 300 })

/** Shows who has two-factor authentication on, and turns it off for a user who lost their phone and recovery codes. */
export const adminRoutes: FastifyPluginAsync<{ users: Users }> = async (site, { users }) => {
  site.get('/admin', { onRequest: [requireTwoFactor, requireAdministrator] }, async (request, reply) => {
    const list = await Promise.all((await users.list()).map(async user => ({ user, status: await site.twoFactor.status(user.id) })))
    if (!wantsPage(request)) return { users: list.map(toJson) }
    const ownId = request.twoFactor.userId
    return await sendPage(reply, 'Administration', html`<ul>!${list.map(entry => userItem(entry, ownId))}</ul>
<p><a href="/">Home</a></p>`)
  })

  site.post<{ Params: { id: string } }>('/admin/users/:id/two-factor/reset', {
    onRequest: [requireTwoFactor, requireAdministrator, requireFreshCode]
  }, async (request, reply) => {
    const { id } = request.params
    if (id === request.twoFactor.userId) throw new OwnReset()
    await site.twoFactor.reset(id, { by: request })
    request.log.info({ userId: id, by: request.twoFactor.userId }, 'two-factor authentication reset by an administrator')
    return wantsPage(request) ? reply.redirect('/admin', 303) : { reset: true }
  })

  /** Runs after a guard of the plugin. Reads the role anew: a session would not notice when it is taken away. */
  async function requireAdministrator (request: FastifyRequest): Promise<void> {
    const user = await users.find(request.twoFactor.userId)
    if (user?.role !== 'administrator') throw new AdministratorsOnly()
  }
}

interface Entry {
  user: User
  status: TwoFactorStatus
}

function toJson ({ user: { id, username, role }, status: { enabled, required, blocked, lockedUntil, recoveryCodesLeft } }: Entry): object {
  return { id, username, role, enabled, required, blocked, lockedUntil, recoveryCodesLeft }
}

function userItem ({ user, status }: Entry, ownId: string): string {
  const state = [status.enabled ? 'on' : 'off']
  if (status.required) state.push('required')
  if (status.blocked) state.push('blocked')
  if (status.enabled) state.push(`${status.recoveryCodesLeft} recovery codes left`)
  const resettable = status.enabled && user.id !== ownId
  return html`<li><strong>${user.username}</strong>, ${user.role}: ${state.join(', ')}
!${resettable ? resetForm(user) : ''}</li>`
}

function resetForm ({ id, username }: User): string {
  return html`<form method="post" action="/admin/users/${id}/two-factor/reset"><button aria-label="Reset ${username}">Reset</button></form>`
}
