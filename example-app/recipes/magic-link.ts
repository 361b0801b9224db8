import type { FastifyInstance } from 'fastify'

/** `spend` gives the user of a token that is live, and only once. */
export function signInByLink (app: FastifyInstance, links: { spend (token: string): Promise<string | undefined> }): void {
  app.post<{ Body: { token: string } }>('/login/link', async (request, reply) => {
    const userId = await links.spend(request.body.token)
    if (userId === undefined) return reply.code(422).send('This link was used, or is too old.')
    const step = await request.twoFactor.signIn(userId)
    return reply.redirect(step.location, 303)
  })
}
