import type { Authenticator } from '@fastify/passport'
import type { FastifyInstance } from 'fastify'

/** Signs in whom a strategy of passport knows. */
export async function signInByPassport (
  app: FastifyInstance,
  passport: InstanceType<typeof Authenticator>,
  strategy: string
): Promise<void> {
  await app.register(passport.initialize())
  app.post('/login', { preValidation: passport.authenticate(strategy, { session: false }) }, async (request, reply) => {
    const { id } = request.user as { id: string }
    const step = await request.twoFactor.signIn(id)
    return reply.redirect(step.location, 303)
  })
}
