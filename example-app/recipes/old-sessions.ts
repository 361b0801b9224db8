import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  /** What the login of before put into the session. */
  interface Session { userId?: string }
}

/**
 * Takes sessions from before the plugin along: register it after the plugin and before guarded routes. Who has two-factor
 * authentication off goes on; who has it on is asked for a code. It happens once a session, since a sign-in begins a new one without
 * the old flag.
 */
export function takeOldSessionsAlong (app: FastifyInstance): void {
  app.addHook('onRequest', async request => {
    const { userId } = request.session
    if (userId !== undefined) await request.twoFactor.signIn(userId, { fresh: false })
  })
}
