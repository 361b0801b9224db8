import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import { formErrors, WrongCredentials } from '../errors.js'
import type { LoginThrottle } from '../login-throttle.js'
import { noteDone } from '../notices.js'
import { errorNote, field, type FormError } from '../pages/fields.js'
import { sendPage, wantsPage } from '../pages/layout.js'
import { isPassword } from '../passwords.js'
import { wordingFor } from '../texts/texts.js'
import { KEPT_SECONDS } from '../two-factor.js'
import type { Users } from '../users.js'

interface LoginBody {
  username: string
  password: string
  next?: string
  keep?: boolean
}

const loginBody = {
  type: 'object',
  required: ['username', 'password'],
  properties: {
    // PostgreSQL does not take NUL in a text
    username: { type: 'string', maxLength: 64, pattern: '^[^\\u0000]+$' },
    password: { type: 'string', minLength: 1, maxLength: 1024 },
    next: { type: 'string' },
    keep: { type: 'boolean' }
  }
} as const

/** The first factor, which stays the application's own. */
export const loginRoutes: FastifyPluginAsync<{ users: Users, throttle: LoginThrottle }> = async (site, { users, throttle }) => {
  site.get<{ Querystring: { next?: unknown, reason?: unknown } }>('/login', async (request, reply) => {
    const { next, reason } = request.query
    return await showLogin(request, reply, { next }, { isExpired: reason === 'expired' })
  })

  site.post<{ Body: LoginBody }>('/login', {
    schema: { body: loginBody },
    errorHandler: formErrors(showLoginAgain)
  }, async (request, reply) => {
    const { username, password, next, keep } = request.body
    await throttle.count(username)
    const user = await users.findByName(username)
    // a name that nobody has costs the same time and gets the same answer
    const right = await isPassword(password, user?.passwordHash)
    if (user === undefined || !right) throw new WrongCredentials()
    await throttle.clear(username)
    // where the password was changed meanwhile, its `revokeSessions` came too early to end this session
    const step = await request.twoFactor.signIn(user.id, {
      next,
      firstFactor: 'pwd',
      sessionSeconds: keep === true ? KEPT_SECONDS : undefined,
      stillValid: async () => await users.hasPassword(user)
    })
    return wantsPage(request) ? reply.redirect(step.location, 303) : step
  })

  site.post('/logout', async (request, reply) => {
    await request.twoFactor.signOut()
    if (!wantsPage(request)) return reply.code(204).send()
    noteDone(request, 'signedOut')
    return reply.redirect('/', 303)
  })
}

interface Typed { username?: unknown, next?: unknown, keep?: unknown }

async function showLogin (
  request: FastifyRequest,
  reply: FastifyReply,
  { username, next, keep }: Typed,
  { error, isExpired = false }: { error?: FormError, isExpired?: boolean } = {}
): Promise<FastifyReply> {
  const { texts } = wordingFor(request)
  return await sendPage(request, reply, {
    heading: texts.signIn,
    isError: error !== undefined,
    content: html`!${isExpired ? html`<p class="note warning" role="status">${texts.expired}</p>` : ''}
<form method="post" action="/login">
!${errorNote(error)}
!${field(error, {
  name: 'username',
  label: texts.nameLabel,
  autocomplete: 'username',
  attributes: 'autocapitalize="none" spellcheck="false" maxlength="64"',
  value: typeof username === 'string' ? username : '',
  autofocus: true
})}
!${field(error, { name: 'password', label: texts.passwordLabel, type: 'password', autocomplete: 'current-password' })}
!${typeof next === 'string' ? html`<input type="hidden" name="next" value="${next}">` : ''}
<div class="choice"><input id="keep" name="keep" type="checkbox" value="true"${keep === true ? ' checked' : ''}>
<label for="keep">${texts.keepSignedIn}</label></div>
<button class="main">${texts.signIn}</button>
</form>`
  })
}

async function showLoginAgain (request: FastifyRequest, reply: FastifyReply, error: FormError): Promise<FastifyReply> {
  return await showLogin(request, reply, request.body as Typed | undefined ?? {}, { error })
}
