import { parse } from 'node:querystring'
import formbody from '@fastify/formbody'
import type {
  FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, FastifySchema, HTTPMethods, RouteOptions
} from 'fastify'
import { errors, optionInvalid, unavailable } from '../errors.js'
import { CREDENTIAL_MAX_LENGTH } from '../methods/passkey/answer.js'
import { passkeyRoutes } from '../methods/passkey/routes.js'
import { sentCodeRoutes } from '../methods/sent-code/routes.js'
import { isFunction } from '../options/checks.js'
import { leavesSessionAlone } from '../session/lead-on.js'
import { leaveSessionAlone } from '../session/leave-alone.js'
import { dropSession } from '../session/renewal.js'
import type { Links, RouteName } from '../web/addresses.js'
import { isDefaultErrorHandler } from '../web/error-handlers.js'
import { assertSameOrigin, mayChange } from '../web/same-origin.js'
import { assetsRoute } from './assets.js'
import type { BrowserAnswers } from './browser-answers.js'
import { enrollmentRoutes } from './enrollment.js'
import { headers } from './headers.js'
import { preferencesRoutes } from './preferences.js'
import type { BuiltInRoutes, TwoFactorRouteOverrides } from './route.js'
import { sessionRoutes } from './sessions.js'
import { signInRoutes } from './sign-in.js'
import { validatorCompiler } from './validators.js'

const BODY_LIMIT = 4096

/** The fields of forms that are check boxes: in a urlencoded body only the string `true` is true. */
const checkBoxes = ['trustClient', 'replace']

/** The routes to register below `prefix`, with overrides applied and without those that were left out. */
export function createRoutes (
  answers: BrowserAnswers,
  overrides: false | TwoFactorRouteOverrides,
  prefix: string
): Partial<Record<RouteName, RouteOptions>> {
  if (overrides === false) return {}
  const builtIn: Partial<BuiltInRoutes> = {
    ...signInRoutes(answers),
    ...enrollmentRoutes(answers),
    ...preferencesRoutes(answers),
    ...answers.installation.settings.passkeys === undefined ? {} : passkeyRoutes(answers),
    ...answers.installation.settings.sendCode === undefined ? {} : sentCodeRoutes(answers),
    ...answers.installation.settings.sessions.list ? sessionRoutes(answers) : {},
    assets: assetsRoute()
  }
  const routes: Partial<Record<RouteName, RouteOptions>> = {}
  for (const name of Object.keys(builtIn) as RouteName[]) {
    if (overrides[name] === false || (name === 'assets' && !answers.installation.hasPages)) continue
    const route = namedByPlace(builtIn[name] as RouteOptions, prefix)
    const override = overrides[name] as undefined | ((route: RouteOptions) => unknown)
    routes[name] = override === undefined ? route : overridden(name, override(route))
  }
  return routes
}

function overridden (name: string, route: unknown): RouteOptions {
  const { url, method, handler } = (route ?? {}) as Partial<RouteOptions>
  if (typeof url === 'string' && method !== undefined && isFunction(handler)) return route as RouteOptions
  throw optionInvalid(`routes.${name}`, `must give the route to register, got ${route === null ? 'null' : typeof route}`)
}

/** Where each of the routes will be. */
export function linksOf (routes: Partial<Record<RouteName, RouteOptions>>, prefix: string): Links {
  return Object.fromEntries(Object.entries(routes).map(([name, { url }]) => [name, url === '/' ? prefix : prefix + url]))
}

/** The routes with a validator, a serializer and parsers of their own: the application's neither matter here nor change. */
export function routesPlugin (answers: BrowserAnswers, routes: Partial<Record<RouteName, RouteOptions>>): FastifyPluginAsync {
  const { origin } = answers.installation.settings
  return async fastify => {
    const showsFailures = isDefaultErrorHandler(fastify.errorHandler)
    fastify.setValidatorCompiler(validatorCompiler)
    fastify.setSerializerCompiler(() => serialize)
    fastify.removeAllContentTypeParsers()
    const parseJson = fastify.getDefaultJsonParser('error', 'error')
    fastify.addContentTypeParser<string>('application/json', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (request, body, done) => {
      if (body === '') done(null, {})
      else parseJson(request, body, done)
    })
    await fastify.register(formbody, { bodyLimit: BODY_LIMIT, parser: parseForm })
    fastify.addHook('onRequest', async (request, reply) => {
      reply.headers(headers)
      // before anything of it is read: what another site typed must not stand in a page, nor be told to be malformed
      if (mayChange(request)) assertSameOrigin(request, origin)
    })
    fastify.addHook('preValidation', async request => { request.body = withoutNull(request.body) })
    // an override may have dropped the schema that asks for a body
    fastify.addHook('preHandler', async request => { request.body ??= {} })
    fastify.setErrorHandler(async (error: FastifyError, request, reply) => {
      const refusal = refuse(error, request, reply)
      if (!showsFailures || !answers.wantsPage(request)) throw refusal
      return await answers.showFailure(request, reply, refusal)
    })
    for (const route of Object.values(routes)) register(fastify, route)
  }
}

/**
 * The error of whatever fails before or after the routes themselves, above all in the session store. The answer gives no
 * session and, where the failure comes once it goes out, no remembered client. It is 503 (ASVS 5.0 16.5.3), unless a
 * hook refused the request with a status of its own.
 */
function refuse (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyError {
  reply.headers(headers)
  if (leavesSessionAlone(error.code)) leaveSessionAlone(request)
  if (error.code in errors || error.code?.startsWith('FST_')) return error
  dropSession({ request, reply })
  if (error.statusCode !== undefined && error.statusCode < 500) return error
  return unavailable(error) as FastifyError
}

/** JSON, with Fastify's own error body for errors, whose properties are not enumerable. */
function serialize (payload: unknown): string {
  if (!(payload instanceof Error)) return JSON.stringify(payload)
  const { statusCode, code, error, message } = payload as FastifyError & { error: string }
  return JSON.stringify({ statusCode, code, error, message })
}

/** A route whose operation of an OpenAPI document is told apart from that of another scope by a prefix that is not the usual one. */
function namedByPlace (route: RouteOptions, prefix: string): RouteOptions {
  const { operationId, ...schema } = route.schema as { operationId: string }
  const place = pascalCase(prefix.replace(/\/two-factor$/, ''))
  return { ...route, schema: { ...schema, operationId: operationId + place } as FastifySchema }
}

function pascalCase (path: string): string {
  return path.split(/[^A-Za-z0-9]+/).map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function register (fastify: FastifyInstance, given: RouteOptions): void {
  const route = { bodyLimit: BODY_LIMIT, ...given, config: { ...given.config, twoFactor: false as const } }
  fastify.route({ prefixTrailingSlash: 'slash', ...route })
  if (route.url !== '/' || route.prefixTrailingSlash !== undefined) return
  // where slashes at the end are ignored it is there already
  if (fastify.hasRoute({ method: route.method as HTTPMethods, url: fastify.prefix })) return
  // the same without the slash, which a document does not need twice
  fastify.route({ ...route, prefixTrailingSlash: 'no-slash', schema: { ...route.schema, hide: true } as FastifySchema })
}

/** A JSON body without what is `null`: it is not given, as an empty field of a form is. */
function withoutNull (body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}

/** A form's fields: empty ones are left out, check boxes become booleans, a name given twice is refused by its schema. */
function parseForm (body: string): Record<string, unknown> {
  const fields = Object.entries(parse(body)).filter(([, value]) => value !== '')
  return Object.fromEntries(fields.map(([name, value]) => [name, readField(name, value)]))
}

/** A check box that is checked, and the JSON text of a credential; every other field is its text. */
function readField (name: string, value: unknown): unknown {
  if (checkBoxes.includes(name) && value === 'true') return true
  return name === 'credential' && typeof value === 'string' && value.length <= CREDENTIAL_MAX_LENGTH ? parsedOrText(value) : value
}

function parsedOrText (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
