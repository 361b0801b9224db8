import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import { formErrors, WrongCredentials } from '../errors.js'
import type { LoginThrottle } from '../login-throttle.js'
import { errorNote, sendPage, wantsPage } from '../pages/layout.js'
import { isPassword } from '../passwords.js'
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
    return await showLogin(reply, { next }, reason === 'expired' ? 'The sign-in took too long. Please start again.' : undefined)
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
      sessionSeconds: keep === true ? KEPT_SECONDS : undefined,
      stillValid: async () => await users.hasPassword(user)
    })
    return wantsPage(request) ? reply.redirect(step.location, 303) : step
  })

  site.post('/logout', async (request, reply) => {
    await request.twoFactor.signOut()
    return wantsPage(request) ? reply.redirect('/', 303) : reply.code(204).send()
  })
}

interface Typed { username?: unknown, next?: unknown, keep?: unknown }

async function showLogin (reply: FastifyReply, { username, next, keep }: Typed, error?: string): Promise<FastifyReply> {
  return await sendPage(reply, 'Sign in', html`!${errorNote(error)}
<form method="post" action="/login">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required
value="${typeof username === 'string' ? username : ''}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
!${typeof next === 'string' ? html`<input type="hidden" name="next" value="${next}">` : ''}
<p><input id="keep" name="keep" type="checkbox" value="true"${keep === true ? ' checked' : ''}>
<label for="keep">Keep me signed in</label></p>
<button class="main">Sign in</button>
</form>
<p><a href="/">Home</a></p>`)
}

async function showLoginAgain (request: FastifyRequest, reply: FastifyReply, error: string): Promise<FastifyReply> {
  return await showLogin(reply, request.body as Typed | undefined ?? {}, error)
}
