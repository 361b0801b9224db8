import type { FastifyPluginAsyncTypebox, TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import twoFactor, { memoryUserRepository, requireSignIn, requireStepUp, requireTwoFactor } from 'fastify-two-factor'
import type { FastifyPluginAsyncZod, ZodTypeProvider } from 'fastify-type-provider-zod'
import { Type } from 'typebox'
import { z } from 'zod'
import { exactly } from './exactly.js'

const options = { service: { issuerName: 'Acme', secret: 'a secret of at least 32 characters, drawn at random' }, userRepository: memoryUserRepository({}) }
const stepUp = requireStepUp({ maxAgeSeconds: 300 })

/** With schemas of TypeBox: bodies stay inferred beside a guard at every place. */
export const withTypeBox: FastifyPluginAsyncTypebox = async app => {
  await app.register(twoFactor, options)
  app.addHook('onRequest', requireSignIn)
  app.post('/pay', { schema: { body: Type.Object({ amount: Type.Number() }) }, onRequest: requireTwoFactor, preHandler: [stepUp] }, async request => {
    exactly<number>()(request.body.amount)
    exactly<string>()(request.twoFactor.userId)
    return {}
  })
  app.post('/login', { schema: { body: Type.Object({ id: Type.String() }), querystring: Type.Object({ next: Type.Optional(Type.String()) }) } }, async (request, reply) => {
    const step = await request.twoFactor.signIn(request.body.id, { next: request.query.next })
    return reply.redirect(step.location, 303)
  })
}

/** With schemas of Zod. */
export const withZod: FastifyPluginAsyncZod = async app => {
  await app.register(twoFactor, options)
  app.addHook('preHandler', requireSignIn)
  app.post('/pay', { schema: { body: z.object({ amount: z.number() }), response: { 200: z.object({ paid: z.string() }) } }, onRequest: [requireTwoFactor, stepUp] }, async request => {
    exactly<number>()(request.body.amount)
    return { paid: request.twoFactor.userId }
  })
}

/** The same on an application, and overrides keep the types of the plugin's own routes. */
export async function register (app: FastifyInstance): Promise<void> {
  for (const provided of [app.withTypeProvider<TypeBoxTypeProvider>(), app.withTypeProvider<ZodTypeProvider>()]) {
    await provided.register(twoFactor, {
      ...options,
      routes: { verify: route => ({ ...route, preHandler: async ({ body }) => { exactly<string | undefined>()(body.code) } }) }
    })
    provided.twoFactor.status('42').then(({ enabled }) => exactly<boolean>()(enabled))
  }
}
