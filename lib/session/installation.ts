import type { Settings } from '../options/options.js'
import type { Storage } from '../storage/storage.js'
import type { Links } from '../web/addresses.js'
import type { CookieLife } from './cookie-life.js'
import type { RenewedIds } from './renewed-ids.js'

/** One registration of the plugin: what all its requests share. */
export interface Installation {
  readonly settings: Settings
  /** Whether there are pages for browsers. */
  readonly hasPages: boolean
  readonly storage: Storage
  readonly links: Links
  readonly renewedIds: RenewedIds
  /** The life with which the cookie of sessions was registered. */
  readonly cookieLife: CookieLife
}
