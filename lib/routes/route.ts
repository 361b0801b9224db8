import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest, RawServerDefault, RouteOptions } from 'fastify'
import { addresses, type RouteName } from '../web/addresses.js'
import type { AnswerOf } from './answers.js'
import type { TwoFactorRouteSchema } from './schemas.js'

/** A one-time code, or the credential of a passkey in its place. */
export type ProofBody = { code: string, credential?: undefined } | { credential: object, code?: undefined }

/**
 * Properties that overrides add to the bodies of built-in routes, by the route's name. Declare yours:
 * `declare module 'fastify-two-factor' { interface TwoFactorRouteBodies { verify: { captcha: string } } }`.
 */
export interface TwoFactorRouteBodies {}

/** Bodies and parameters of the built-in routes, by name. */
interface Inputs {
  preferences: {}
  startEnrollment: { Body: { secret?: string, name?: string, password?: string } }
  enrollment: {}
  confirmEnrollment: { Body: { code: string, replace?: boolean, name?: string } }
  cancelEnrollment: {}
  challenge: {}
  verify: { Body: ProofBody & { trustClient?: boolean } }
  recover: { Body: { code: string } }
  signOut: {}
  stepUpOptions: {}
  stepUp: { Body: ProofBody }
  startPasskey: { Body: { password?: string } }
  confirmPasskey: { Body: { credential: object, name?: string, replace?: boolean } }
  requestCode: { Body: { password?: string } }
  confirmSentCodes: { Body: { code: string, replace?: boolean } }
  regenerateRecoveryCodes: { Body: ProofBody & { password?: string } }
  markRecoveryCodesSaved: {}
  renameAuthenticator: { Params: { id: string }, Body: { name: string, password?: string } }
  removeAuthenticator: { Params: { id: string }, Body: ProofBody & { password?: string } }
  unlock: { Body: { password?: string } }
  disable: { Body: ProofBody & { password?: string } }
  revokeTrustedClient: { Params: { id: string } }
  revokeTrustedClients: {}
  revokeSession: { Params: { id: string }, Body: { password?: string } }
  revokeOtherSessions: { Body: { password?: string } }
  assets: {}
}

export type TwoFactorRouteName = RouteName

/** Body and parameters of a built-in route, with what overrides add to the body. */
type Input<Name extends TwoFactorRouteName> =
  Name extends keyof TwoFactorRouteBodies ? Inputs[Name] & { Body: TwoFactorRouteBodies[Name] } : Inputs[Name]

/** Body and parameters of each built-in route, and as `Reply` what it answers a client with, in JSON. */
export type TwoFactorRoutes = { [Name in TwoFactorRouteName]: Input<Name> & { Reply: AnswerOf<Name> } }

/** A route that takes the place of a built-in one: it may answer with anything. */
export type TwoFactorRouteOverride<Name extends TwoFactorRouteName> =
  RouteOptions<RawServerDefault, IncomingMessage, ServerResponse, Input<Name>>

type Handler<Name extends TwoFactorRouteName, Answer> =
  (this: FastifyInstance, request: FastifyRequest<Input<Name>>, reply: FastifyReply) => Promise<Answer>

interface Described { readonly schema: TwoFactorRouteSchema }

/**
 * A built-in route, as an override gets it. Its handler gives the answer to a client, or nothing where the reply was sent, as a
 * page is.
 */
export type TwoFactorRoute<Name extends TwoFactorRouteName> =
  Omit<TwoFactorRouteOverride<Name>, 'handler' | 'schema'> & Described & { handler: Handler<Name, AnswerOf<Name> | undefined> }

/** For each route `false`, or a function that gets the built-in route and gives the one to register. */
export type TwoFactorRouteOverrides = {
  readonly [Name in TwoFactorRouteName]?: false | ((route: TwoFactorRoute<Name>) => TwoFactorRouteOverride<Name>) | undefined
}

/** The same routes as they are written: a reply that was sent is given back. */
export type BuiltInRoutes = {
  [Name in TwoFactorRouteName]:
  Omit<TwoFactorRouteOverride<Name>, 'handler' | 'schema'> & Described & { handler: Handler<Name, AnswerOf<Name> | FastifyReply> }
}

/** Method and url of a built-in route. */
export function at<Name extends RouteName> (name: Name): { method: typeof addresses[Name]['method'], url: string } {
  const { method, url } = addresses[name]
  return { method, url }
}
