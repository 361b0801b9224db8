import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { requireSignIn } from 'fastify-two-factor'
import { html } from 'ghtml'
import { formErrors, WrongPassword } from '../errors.js'
import type { LoginThrottle } from '../login-throttle.js'
import { errorNote, sendPage, wantsPage } from '../pages/layout.js'
import { hashPassword, isPassword } from '../passwords.js'
import type { Users } from '../users.js'

const PASSWORD_MIN_LENGTH = 12

interface PasswordBody {
  password: string
  newPassword: string
}

const passwordBody = {
  type: 'object',
  required: ['password', 'newPassword'],
  properties: {
    password: { type: 'string', minLength: 1, maxLength: 1024 },
    newPassword: { type: 'string', minLength: PASSWORD_MIN_LENGTH, maxLength: 1024 }
  }
} as const

/** Changes the password, which ends every other session and remembered client of the user. */
export const passwordRoutes: FastifyPluginAsync<{ users: Users, throttle: LoginThrottle }> = async (site, { users, throttle }) => {
  site.get('/password', { onRequest: requireSignIn }, async (_request, reply) => await showPassword(reply))

  site.post<{ Body: PasswordBody }>('/password', {
    onRequest: requireSignIn,
    schema: { body: passwordBody },
    errorHandler: formErrors(showPasswordAgain)
  }, async (request, reply) => {
    const { password, newPassword } = request.body
    const { userId } = request.twoFactor
    const user = await users.find(userId)
    if (user === undefined) throw new WrongPassword()
    // counts towards the same limit as the login: a stolen session must not help to guess on
    await throttle.count(user.username)
    if (!await isPassword(password, user.passwordHash)) throw new WrongPassword()
    await throttle.clear(user.username)
    if (!await users.changePassword(user, await hashPassword(newPassword))) throw new WrongPassword()
    // only now, so that no session which began with the old password outlives it
    await site.twoFactor.revokeSessions(userId, { keep: request })
    return wantsPage(request) ? reply.redirect('/', 303) : { changed: true }
  })
}

async function showPassword (reply: FastifyReply, error?: string): Promise<FastifyReply> {
  return await sendPage(reply, 'Change the password', html`!${errorNote(error)}
<form method="post" action="/password">
<label for="password">Password until now</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<label for="new-password">New password, at least ${PASSWORD_MIN_LENGTH} characters</label>
<input id="new-password" name="newPassword" type="password" autocomplete="new-password"
minlength="${PASSWORD_MIN_LENGTH}" maxlength="1024" required>
<button class="main">Change the password</button>
</form>
<p>All other sessions end, and remembered clients are forgotten.</p>
<p><a href="/">Home</a></p>`)
}

async function showPasswordAgain (_request: FastifyRequest, reply: FastifyReply, error: string): Promise<FastifyReply> {
  return await showPassword(reply, error)
}
