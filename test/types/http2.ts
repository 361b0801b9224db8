import fastify from 'fastify'
import twoFactor, { memoryUserRepository, requireSameOrigin, requireSignIn, requireStepUp, requireTwoFactor } from 'fastify-two-factor'
import { exactly } from './exactly.js'

/** Over HTTP/2, in the clear and over TLS: the plugin and its guards at every place. */
export async function overHttp2 (): Promise<void> {
  const options = { service: { issuerName: 'Acme', secret: 'a secret of at least 32 characters, drawn at random' }, userRepository: memoryUserRepository({}) }
  const clear = fastify({ http2: true })
  await clear.register(twoFactor, options)
  clear.addHook('onRequest', requireSignIn)
  clear.get('/a', { onRequest: requireTwoFactor, preHandler: [requireStepUp({ maxAgeSeconds: 60 }), requireSameOrigin] }, async request => {
    exactly<string>()(request.twoFactor.userId)
    return {}
  })
  const secure = fastify({ http2: true, https: {} })
  await secure.register(twoFactor, options)
  secure.addHook('preHandler', requireSameOrigin)
  secure.post('/b', { onRequest: [requireSignIn] }, async (request, reply) => await requireTwoFactor(request, reply))
}
