import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RawServerDefault, RouteOptions } from 'fastify'
import { addresses, type RouteName } from '../web/addresses.js'

/** Bodies and parameters of the built-in routes, by name. */
export interface TwoFactorRoutes {
  preferences: {}
  startEnrollment: { Body: { secret?: string, name?: string, password?: string } }
  enrollment: {}
  confirmEnrollment: { Body: { code: string, replace?: boolean, name?: string } }
  cancelEnrollment: {}
  challenge: {}
  verify: { Body: { code: string, trustClient?: boolean } }
  recover: { Body: { code: string } }
  signOut: {}
  stepUpOptions: {}
  stepUp: { Body: { code: string } }
  regenerateRecoveryCodes: { Body: { code: string, password?: string } }
  markRecoveryCodesSaved: {}
  renameAuthenticator: { Params: { id: string }, Body: { name: string, password?: string } }
  removeAuthenticator: { Params: { id: string }, Body: { code: string, password?: string } }
  unlock: { Body: { password?: string } }
  disable: { Body: { code: string, password?: string } }
  revokeTrustedClient: { Params: { id: string } }
  revokeTrustedClients: {}
  assets: {}
}

export type TwoFactorRouteName = RouteName

/** A built-in route, as an override gets it and gives it back. */
export type TwoFactorRoute<Name extends TwoFactorRouteName> =
  RouteOptions<RawServerDefault, IncomingMessage, ServerResponse, TwoFactorRoutes[Name]>

/** For each route `false`, or a function that gets the built-in route and gives the one to register. */
export type TwoFactorRouteOverrides = {
  readonly [Name in TwoFactorRouteName]?: false | ((route: TwoFactorRoute<Name>) => TwoFactorRoute<Name>) | undefined
}

export type BuiltInRoutes = { [Name in TwoFactorRouteName]: TwoFactorRoute<Name> }

/** Method and url of a built-in route. */
export function at<Name extends RouteName> (name: Name): { method: typeof addresses[Name]['method'], url: string } {
  const { method, url } = addresses[name]
  return { method, url }
}
