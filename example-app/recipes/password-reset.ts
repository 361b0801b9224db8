import type { FastifyInstance } from 'fastify'

export interface PasswordResets {
  /** The user of a token that is live, and only once. */
  spend (token: string): Promise<string | undefined>
  setPassword (userId: string, password: string): Promise<void>
  /** Ends the application's own remember-me tokens. */
  forgetAll (userId: string): Promise<void>
}

export function resetPassword (app: FastifyInstance, resets: PasswordResets): void {
  app.post<{ Body: { token: string, password: string } }>('/password/reset', async (request, reply) => {
    const userId = await resets.spend(request.body.token)
    if (userId === undefined) return reply.code(422).send('This link was used, or is too old.')
    await resets.setPassword(userId, request.body.password)
    await resets.forgetAll(userId)
    await app.twoFactor.revokeSessions(userId)
    const step = await request.twoFactor.signIn(userId)
    return reply.redirect(step.location, 303)
  })
}
