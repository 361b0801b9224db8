import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import twoFactor, { memoryUserRepository, requireSameOrigin, requireSignIn, type TwoFactorOptions, type TwoFactorPreferencesJson } from 'fastify-two-factor'

declare module 'fastify-two-factor' {
  interface TwoFactorRouteBodies { verify: { captcha?: string } }
}

/** A captcha that is looked at first, an own property of the body, and more in the answer: no cast. */
export const routes: TwoFactorOptions['routes'] = {
  verify: route => ({
    ...route,
    schema: { ...route.schema, body: { ...route.schema.body, properties: { ...route.schema.body?.properties, captcha: { type: 'string' } } } },
    async preHandler ({ body }) {
      if (body.captcha !== 'solved') throw Object.assign(new Error('Solve the captcha.'), { statusCode: 428 })
    },
    async handler (request, reply) {
      const answer = await route.handler.call(this, request, reply)
      return answer && { ...answer, welcome: answer.location.length > 1 }
    }
  }),
  preferences: route => ({
    ...route,
    async handler (request, reply) {
      const answer = await route.handler.call(this, request, reply)
      return answer && { ...answer, since: oldest(answer) }
    }
  })
}

function oldest ({ authenticators }: TwoFactorPreferencesJson): string | undefined {
  return authenticators.map(({ createdAt }) => createdAt).sort()[0]
}

export async function build (): Promise<void> {
  const app = fastify()
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters' })
  await app.register(twoFactor, {
    service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
    userRepository: memoryUserRepository({}),
    protect: ({ method, url }) => method === 'GET' && !url.startsWith('/public/'),
    onSignIn: (request, { userId }) => { request.log.info({ userId }) },
    routes
  })
  app.addHook('onRequest', requireSameOrigin)
  app.get('/account', { onRequest: requireSignIn }, async request => {
    const state = await request.twoFactor.check()
    return state.status === 'complete' ? state.userId : state.status
  })
}
