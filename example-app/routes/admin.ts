import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { requireTwoFactor } from 'fastify-two-factor'
import { html } from 'ghtml'
import { AdministratorsOnly, NotFound, OwnAccount } from '../errors.js'
import { noteDone } from '../notices.js'
import { sendPage, wantsPage } from '../pages/layout.js'
import { userEntry, type Entry } from '../pages/user-entry.js'
import { requireFreshCode, requireFreshCodeOrTell } from '../step-up.js'
import { fill, wordingFor } from '../texts/texts.js'
import type { User, Users } from '../users.js'

interface OfUser { Params: { id: string } }

/** Shows who has two-factor authentication on, lifts locks, and turns it off for a user who lost their phone and recovery codes. */
export const adminRoutes: FastifyPluginAsync<{ users: Users }> = async (site, { users }) => {
  const onRequest = [requireTwoFactor, requireAdministrator]
  const preHandler = [requireFreshCodeOrTell('notDone'), requireOther]

  site.get('/admin', { onRequest }, async (request, reply) => {
    return wantsPage(request) ? await showUsers(request, reply) : { users: (await entries()).map(toJson) }
  })

  // a page that asks first: a reset cannot be taken back
  site.get<OfUser>('/admin/users/:id/two-factor/reset', {
    onRequest: [...onRequest, requireFreshCode],
    preHandler: requireOther
  }, async (request, reply) => await askForReset(request, reply, await knownUser(request.params.id)))

  site.post<OfUser>('/admin/users/:id/two-factor/reset', { onRequest, preHandler }, async (request, reply) => {
    const { id } = request.params
    await site.twoFactor.reset(id, { by: request })
    request.log.info({ userId: id, by: request.twoFactor.userId }, 'two-factor authentication reset by an administrator')
    if (!wantsPage(request)) return { reset: true }
    noteDone(request, 'wasReset', { name: (await knownUser(id)).username })
    return reply.redirect('/admin', 303)
  })

  site.post<OfUser>('/admin/users/:id/two-factor/unlock', { onRequest, preHandler }, async (request, reply) => {
    const { id } = request.params
    await site.twoFactor.unlock(id, { by: request })
    request.log.info({ userId: id, by: request.twoFactor.userId }, 'one-time codes unlocked by an administrator')
    if (!wantsPage(request)) return { unlocked: true }
    noteDone(request, 'wasUnlocked', { name: (await knownUser(id)).username })
    return reply.redirect('/admin', 303)
  })

  /** Runs after a guard of the plugin. Reads the role anew: a session would not notice when it is taken away. */
  async function requireAdministrator (request: FastifyRequest): Promise<void> {
    const user = await users.find(request.twoFactor.userId)
    if (user?.role !== 'administrator') throw new AdministratorsOnly()
  }

  async function knownUser (id: string): Promise<User> {
    const user = await users.find(id)
    if (user === undefined) throw new NotFound()
    return user
  }

  async function entries (): Promise<Entry[]> {
    return await Promise.all((await users.list()).map(async user => ({ user, status: await site.twoFactor.status(user.id) })))
  }

  async function showUsers (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const wording = wordingFor(request)
    const list = await entries()
    const own = list.find(({ user }) => user.id === request.twoFactor.userId)?.user
    return await sendPage(request, reply, {
      heading: wording.texts.administrationTitle,
      content: html`<ul>!${list.map(entry => userEntry(entry, own, wording))}</ul>`
    })
  }
}

/** Nobody does this for their own account: another administrator first looks who asks. */
async function requireOther (request: FastifyRequest): Promise<void> {
  if ((request.params as OfUser['Params']).id === request.twoFactor.userId) throw new OwnAccount()
}

async function askForReset (request: FastifyRequest, reply: FastifyReply, { id, username: name }: User): Promise<FastifyReply> {
  const { texts } = wordingFor(request)
  return await sendPage(request, reply, {
    heading: fill(texts.resetTitle, { name }),
    content: html`<p>${texts.resetHint}</p>
<p class="note warning">${fill(texts.resetSure, { name })}</p>
<form method="post" action="/admin/users/${id}/two-factor/reset">
<div class="actions"><button class="danger">${fill(texts.resetNamed, { name })}</button><a class="button" href="/admin">${texts.cancel}</a></div>
</form>`
  })
}

function toJson ({ user: { id, username, role }, status }: Entry): object {
  const { enabled, required, requiredFrom, blocked, lockedUntil, authenticators, recoveryCodesLeft } = status
  return { id, username, role, enabled, required, requiredFrom, blocked, lockedUntil, authenticators, recoveryCodesLeft }
}
