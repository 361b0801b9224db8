import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { createAdministration, type TwoFactorService } from './administration/administration.js'
import { fail } from './options/checks.js'
import { readOptions, type TwoFactorOptions } from './options/options.js'
import { guardNotFound, guardUnlessOpen } from './guards/protect-all.js'
import { leadToPage } from './routes/lead-to-page.js'
import { createRoutes, linksOf, routesPlugin } from './routes/routes.js'
import { Service } from './storage/storage.js'
import { kSessionContext, SessionContext, type Application } from './session/visit.js'
import { SessionTwoFactor, type TwoFactorRequest } from './two-factor-request.js'

declare module 'fastify' {
  interface FastifyInstance { twoFactor: TwoFactorService }
  interface FastifyRequest { twoFactor: TwoFactorRequest }
}

const plugin: FastifyPluginAsync<TwoFactorOptions> = async (fastify, options) => {
  const settings = readOptions(options)
  requireHttpOnlySession(fastify)
  const { userRepository, onEvent, clock } = settings
  const links: Record<string, string | undefined> = {}
  const application: Application = { settings, links, service: new Service({ userRepository, onEvent, clock, log: fastify.log }) }
  const routes = createRoutes(application)
  Object.assign(links, linksOf(routes, fastify.prefix + settings.prefix))

  fastify.decorate('twoFactor', createAdministration(application))
  fastify.decorateRequest('twoFactor', null as unknown as TwoFactorRequest)
  fastify.decorateRequest(kSessionContext, null)
  fastify.addHook('onRequest', (request, reply, done) => {
    const context = new SessionContext(application, request, reply)
    request[kSessionContext] = context
    request.twoFactor = new SessionTwoFactor(context)
    done()
  })
  fastify.addHook('onRequest', leadToPage(application))
  if (settings.protect === 'all') {
    fastify.addHook('onRequest', guardUnlessOpen)
    fastify.addHook('preHandler', guardNotFound)
  }
  await fastify.register(routesPlugin(routes), { prefix: settings.prefix })
}

/** A script of some page that can read the session cookie can take the session, code and all. */
function requireHttpOnlySession (fastify: FastifyInstance): void {
  const probe = { protocol: 'https', headers: {}, session: undefined as { cookie: { httpOnly: boolean } } | undefined }
  fastify.decryptSession('', probe, () => {})
  if (probe.session?.cookie.httpOnly !== true) throw fail('cookie.httpOnly of @fastify/session', 'must be true')
}

/** Two-factor authentication for a Fastify application. Throws `TWO_FACTOR_OPTION_INVALID` for a wrong option. */
export const twoFactor = fastifyPlugin(plugin, {
  fastify: '^5.5.0',
  name: 'fastify-two-factor',
  dependencies: ['@fastify/cookie', '@fastify/session']
})
