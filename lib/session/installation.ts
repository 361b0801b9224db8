import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Settings } from '../options/options.js'
import type { Storage } from '../storage/storage.js'
import type { Links } from '../web/addresses.js'
import type { RegisteredCookie } from './cookie-life.js'
import type { RenewedIds } from './renewed-ids.js'

/** One registration of the plugin: what all its requests share. */
export interface Installation {
  readonly settings: Settings
  /** Whether there are pages for browsers. */
  readonly hasPages: boolean
  readonly storage: Storage
  /** Where the routes are, as the application knows them. */
  readonly paths: Links
  /** The same as a browser is told of them. */
  readonly links: Links
  /** Answers a browser with a page that says what failed. */
  readonly showFailure: (request: FastifyRequest, reply: FastifyReply, error: FastifyError) => Promise<FastifyReply>
  readonly renewedIds: RenewedIds
  readonly registeredCookie: RegisteredCookie
}
