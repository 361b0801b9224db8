import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { requireSignIn } from 'fastify-two-factor'
import { html } from 'ghtml'
import { formErrors, WrongPassword } from '../errors.js'
import type { LoginThrottle } from '../login-throttle.js'
import { noteDone } from '../notices.js'
import { errorNote, field, hiddenUsername, type FormError } from '../pages/fields.js'
import { sendPage, wantsPage } from '../pages/layout.js'
import { hashPassword, isPassword } from '../passwords.js'
import { wordingFor } from '../texts/texts.js'
import type { Users } from '../users.js'

const PASSWORD_MIN_LENGTH = 12
const PASSWORD_MAX_LENGTH = 1024

interface PasswordBody {
  password: string
  newPassword: string
}

const passwordBody = {
  type: 'object',
  required: ['password', 'newPassword'],
  properties: {
    password: { type: 'string', minLength: 1, maxLength: PASSWORD_MAX_LENGTH },
    newPassword: { type: 'string', minLength: PASSWORD_MIN_LENGTH, maxLength: PASSWORD_MAX_LENGTH }
  }
} as const

/** Changes the password, which ends every other session and remembered client of the user. */
export const passwordRoutes: FastifyPluginAsync<{ users: Users, throttle: LoginThrottle }> = async (site, { users, throttle }) => {
  site.get('/password', { onRequest: requireSignIn }, async (request, reply) => await showPassword(request, reply))

  site.post<{ Body: PasswordBody }>('/password', {
    onRequest: requireSignIn,
    schema: { body: passwordBody },
    errorHandler: formErrors(showPassword)
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
    if (!wantsPage(request)) return { changed: true }
    noteDone(request, 'passwordChanged')
    return reply.redirect('/', 303)
  })
}

async function showPassword (request: FastifyRequest, reply: FastifyReply, error?: FormError): Promise<FastifyReply> {
  const { texts } = wordingFor(request)
  const lengths = `minlength="${PASSWORD_MIN_LENGTH}" maxlength="${PASSWORD_MAX_LENGTH}"`
  return await sendPage(request, reply, {
    heading: texts.passwordTitle,
    isError: error !== undefined,
    content: html`<p>${texts.passwordEnds}</p>
<form method="post" action="/password">
!${errorNote(error)}
!${hiddenUsername(request.session.username ?? '')}
!${field(error, { name: 'password', label: texts.currentPasswordLabel, type: 'password', autocomplete: 'current-password', autofocus: true })}
!${field(error, {
  name: 'newPassword',
  label: texts.newPasswordLabel,
  type: 'password',
  autocomplete: 'new-password',
  attributes: lengths,
  hint: texts.newPasswordHint
})}
<button class="main">${texts.changePassword}</button>
</form>`
  })
}
