import formbody from '@fastify/formbody'
import { Ajv } from 'ajv'
import type { FastifyError, FastifyInstance, FastifyPluginAsync, RouteOptions } from 'fastify'
import { parse } from 'node:querystring'
import { unavailable } from '../errors.js'
import { fail } from '../option-checks.js'
import type { Links } from '../session/links.js'
import type { Application } from '../session/session-context.js'
import { assetsRoute } from './assets-route.js'
import { challengeRoutes } from './challenge-routes.js'
import { enrollmentRoutes } from './enrollment-routes.js'
import { managementRoutes } from './management-routes.js'
import type { BuiltInRoutes } from './route.js'
import { Ui } from './ui.js'

const BODY_LIMIT = 4096

/** The fields of forms that are check boxes: in an urlencoded body exactly the string `true` is true. */
const checkBoxes = ['trustClient', 'replace']

/** The routes to register, overrides applied: those that were left out are missing. */
export function createRoutes (application: Application): Record<string, RouteOptions> {
  const ui = new Ui(application)
  const builtIn: BuiltInRoutes = { ...managementRoutes(ui), ...enrollmentRoutes(ui), ...challengeRoutes(ui), assets: assetsRoute() }
  const { routes: overrides, pages } = application.settings
  if (overrides === false) return {}
  const unknown = Object.keys(overrides).find(name => !Object.hasOwn(builtIn, name))
  if (unknown !== undefined) throw fail(`routes.${unknown}`, `is no route. Routes are: ${Object.keys(builtIn).join(', ')}`)
  const routes: Record<string, RouteOptions> = {}
  for (const [name, route] of Object.entries(builtIn)) {
    const override = overrides[name as keyof BuiltInRoutes] as false | undefined | ((route: unknown) => unknown)
    if (override === false || (pages === false && (name === 'assets' || name === 'stepUpPage'))) continue
    routes[name] = (override === undefined ? route : override(route)) as RouteOptions
  }
  return routes
}

/** Where each of the routes will be. */
export function linksOf (routes: Readonly<Record<string, RouteOptions>>, prefix: string): Links {
  return Object.fromEntries(Object.entries(routes).map(([name, { url }]) => [name, url === '/' ? prefix : prefix + url]))
}

/** The routes with a validator, a serializer and parsers of their own: the application's neither matter nor change. */
export function routesPlugin (routes: Readonly<Record<string, RouteOptions>>): FastifyPluginAsync {
  return async fastify => {
    const ajv = new Ajv({ coerceTypes: false, removeAdditional: true, useDefaults: false, allErrors: false, allowUnionTypes: true })
    fastify.setValidatorCompiler(({ schema }) => ajv.compile(schema))
    fastify.setSerializerCompiler(() => payload => JSON.stringify(payload))
    fastify.removeAllContentTypeParsers()
    fastify.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: BODY_LIMIT }, fastify.getDefaultJsonParser('error', 'error'))
    await fastify.register(formbody, { bodyLimit: BODY_LIMIT, parser: parseForm })
    fastify.addHook('onRequest', async (_request, reply) => {
      reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
    })
    fastify.setErrorHandler((error: FastifyError) => {
      // a failure of whatever stands before the routes, the session store above all (ASVS 5.0 16.5.3)
      throw error.statusCode === undefined ? unavailable(error) : error
    })
    for (const route of Object.values(routes)) register(fastify, route)
  }
}

function register (fastify: FastifyInstance, route: RouteOptions): void {
  fastify.route({ bodyLimit: BODY_LIMIT, prefixTrailingSlash: 'both', ...route, config: { ...route.config, twoFactor: false } })
}

/** A form's fields: empty ones are not given, check boxes become booleans, a name given twice is refused by its schema. */
function parseForm (body: string): Record<string, unknown> {
  const fields = Object.entries(parse(body)).filter(([, value]) => value !== '')
  return Object.fromEntries(fields.map(([name, value]) => [name, checkBoxes.includes(name) && value === 'true' ? true : value]))
}
