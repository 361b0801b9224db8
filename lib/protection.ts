import type { FastifyInstance } from 'fastify'
import { fail } from './option-checks.js'
import { requireSignIn, type Guard } from './session/guards.js'

/** `requireSignIn`, but for routes that opted out. A URL without a route is guarded too. */
const guardUnlessOpen: Guard = async (request, reply) => {
  if (!request.is404 && request.routeOptions.config.twoFactor === false) return undefined
  return await requireSignIn(request, reply)
}

/**
 * Guards every route of the scope the plugin is registered in: those declared before and after, in plugins
 * registered before and after. Hooks reach later plugins by themselves; earlier ones are visited.
 */
export function protectAll (fastify: FastifyInstance, createContext: (scope: FastifyInstance) => void): void {
  for (const scope of scopesOf(fastify)) {
    if (scope !== fastify) createContext(scope)
    scope.addHook('onRequest', guardUnlessOpen)
  }
}

/** A scope with all that were registered in it so far. Fastify keeps them under a symbol without a public name. */
function scopesOf (scope: FastifyInstance): FastifyInstance[] {
  const children = Object.getOwnPropertySymbols(scope).find(({ description }) => description === 'fastify.children')
  if (children === undefined) throw fail('protect', 'cannot be \'all\' with this version of Fastify: use guards on each scope')
  const registered = scope[children as keyof FastifyInstance] as unknown as FastifyInstance[]
  return [scope, ...registered.flatMap(scopesOf)]
}
