import type { FastifyInstance } from 'fastify'
import type { TwoFactorOptions } from 'fastify-two-factor'

/** Tokens of a cookie `remember`, which the application keeps and sets. */
export interface RememberMe {
  /** The user of a live token. */
  find (token: string | undefined): Promise<string | undefined>
  forget (token: string | undefined): Promise<void>
  forgetAll (userId: string): Promise<void>
}

/** The page that guards lead browsers to, as `?next=…`. */
export function signInByCookie (app: FastifyInstance, rememberMe: RememberMe): void {
  app.get<{ Querystring: { next?: string } }>('/login', async (request, reply) => {
    const userId = await rememberMe.find(request.cookies.remember)
    if (userId === undefined || (await request.twoFactor.check()).status !== 'anonymous') return 'the login form'
    const step = await request.twoFactor.signIn(userId, { fresh: false, next: request.query.next })
    return reply.redirect(step.location, 303)
  })
}

/** Signing out forgets the cookie's token as well. */
export function forgettingRoutes (rememberMe: RememberMe): TwoFactorOptions['routes'] {
  return {
    signOut: route => ({
      ...route,
      async handler (request, reply) {
        await rememberMe.forget(request.cookies.remember)
        return await route.handler.call(this, request, reply)
      }
    })
  }
}
