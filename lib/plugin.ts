import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { createAdministration, type TwoFactorAdministration } from './administration/index.js'
import { optionInvalid } from './errors.js'
import { protectRoutes } from './guards/protect.js'
import { parseRecord } from './methods/index.js'
import { readOptions, type Given } from './options/option.js'
import { options as ownOptions, withDefaults } from './options/options.js'
import { pageOptions } from './pages/options.js'
import { BrowserAnswers } from './routes/browser-answers.js'
import { leadToPage } from './routes/lead-to-page.js'
import { routeOptions } from './routes/options.js'
import { createRoutes, linksOf, routesPlugin } from './routes/routes.js'
import { cookieLife, type RegisteredCookie } from './session/cookie-life.js'
import type { Installation } from './session/installation.js'
import { watchSession } from './session/leave-alone.js'
import { RenewedIds } from './session/renewed-ids.js'
import { kVisit, Visit } from './session/visit.js'
import { Storage } from './storage/storage.js'
import { VisitOperations, type TwoFactorRequest } from './two-factor-request.js'
import { outward } from './web/base.js'

/** Where a request keeps its `twoFactor`. */
const kOperations = Symbol.for('fastify-two-factor.operations')

declare module 'fastify' {
  interface FastifyInstance { twoFactor: TwoFactorAdministration }
  interface FastifyRequest {
    twoFactor: TwoFactorRequest
    [kOperations]: TwoFactorRequest | null
  }
}

const options = { ...ownOptions, ...pageOptions, ...routeOptions }

export interface TwoFactorOptions extends Given<typeof options> {
  /** Where the routes go, below the enclosing scope's prefix. Default `/two-factor`. */
  prefix?: string
}

/** Fastify's own options, which `register` hands on. */
const OF_FASTIFY = ['logLevel', 'logSerializers']

const plugin: FastifyPluginAsync<TwoFactorOptions> = async (fastify, given) => {
  if (/[:*]/.test(fastify.prefix)) {
    throw optionInvalid('prefix', `stands below ${fastify.prefix}: links cannot name a prefix with a parameter. Register outside of it`)
  }
  const read = readOptions(options, given, '', OF_FASTIFY)
  const registeredCookie = readRegisteredCookie(fastify, fastify.prefix + read.prefix)
  const settings = withDefaults(read, registeredCookie.life.maxAge)
  const { userRepository, onEvent, clock, pages, messages, routes: overrides } = settings
  const storage = new Storage({ userRepository, parseRecord, onEvent, clock, log: fastify.log })
  const links = {}
  const paths = {}
  const installation: Installation = {
    settings,
    hasPages: pages !== false,
    storage,
    paths,
    links,
    showFailure: async (request, reply, error) => await answers.showFailure(request, reply, error),
    renewedIds: new RenewedIds(),
    registeredCookie
  }
  const answers = new BrowserAnswers(installation, pages, messages, fastify.log)
  const routes = createRoutes(answers, overrides, fastify.prefix + settings.prefix)
  Object.assign(paths, linksOf(routes, fastify.prefix + settings.prefix))
  Object.assign(links, linksOf(routes, outward(settings.urls.base, fastify.prefix + settings.prefix)))

  fastify.decorate('twoFactor', createAdministration(installation))
  // there from the beginning, also where the session plugin fails before the hook below
  fastify.decorateRequest(kOperations, null)
  fastify.decorateRequest(kVisit, null)
  fastify.decorateRequest('twoFactor', {
    getter () {
      this[kVisit] ??= new Visit(installation, this)
      this[kOperations] ??= new VisitOperations(this[kVisit]) as unknown as TwoFactorRequest
      return this[kOperations]
    }
  })
  fastify.addHook('onRequest', (request, reply, done) => {
    const visit = new Visit(installation, request, reply)
    request[kVisit] = visit
    // a hook before this one may have asked already, without a reply
    request[kOperations] = null
    watchSession(request, installation)
    if (!request.is404 || !leadToPage(visit)) done()
  })
  if (settings.protect !== 'manual') protectRoutes(fastify, settings.protect)
  await fastify.register(routesPlugin(answers, routes), { prefix: settings.prefix })
}

/**
 * How the cookie of sessions is registered. Throws unless it is HTTP-only: a script that can read it can take over the
 * session, whatever code was given. Throws where the plugin's routes get no session, because its path leaves them out.
 */
function readRegisteredCookie (fastify: FastifyInstance, prefix: string): RegisteredCookie {
  const sessionOver = (protocol: string): FastifyRequest['session'] => {
    const probe = { protocol, headers: {}, session: undefined as FastifyRequest['session'] | undefined }
    fastify.decryptSession('', probe, () => {})
    if (probe.session?.cookie.httpOnly !== true) throw optionInvalid('cookie.httpOnly of @fastify/session', 'must be true')
    return probe.session
  }
  const session = sessionOver('https')
  const { cookie: { secure, sameSite, path = '/' } } = session
  if (prefix !== path && !prefix.startsWith(path.endsWith('/') ? path : `${path}/`)) {
    throw optionInvalid('cookie.path of @fastify/session', `must cover the routes below ${prefix}, got ${path}`)
  }
  const isByRequest = secure !== sessionOver('http').cookie.secure
  return { life: cookieLife(session), security: isByRequest ? { secure: 'auto', sameSite } : undefined }
}

/** Two-factor authentication for a Fastify application. Throws `TWO_FACTOR_OPTION_INVALID` for a wrong option. */
export const twoFactor = fastifyPlugin(plugin, {
  fastify: '^5.5.0',
  name: 'fastify-two-factor',
  dependencies: ['@fastify/cookie', '@fastify/session']
})
