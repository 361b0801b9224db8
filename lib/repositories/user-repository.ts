import type { SavedTwoFactorEvent } from '../events.js'
import type { RolePolicy } from '../record/policy.js'

/** What is stored for one user. */
export interface TwoFactorRow {
  /** Opaque text, at most 24 KB: secrets in it are sealed, codes and tokens hashed. Store it as it is. */
  record: string
  /** Whether two-factor authentication is on. A copy for queries, which the plugin never trusts. */
  enabled: boolean
  /** A random safe integer (53 bits), a new one with each save. */
  revision: number
}

/**
 * What the plugin asks about a user. Read live: at sign-ins, on pages, and while two-factor authentication is off. It may have
 * more properties, and be of a class. A value of a wrong type is named in the log and read the safe way.
 */
export interface TwoFactorUser extends RolePolicy {
  /** Shown in the authenticator app; `:` becomes a space. Where nothing is left of it, the issuer stands alone. */
  accountName: string
  /**
   * Role policy; default `'optional'`. `'phishing-resistant'`: required, and only a passkey or security key will do. Any other
   * value means `'required'`.
   */
  twoFactor?: 'optional' | 'required' | 'phishing-resistant' | undefined
  /** When the policy begins to bind; default: at once. ISO 8601 text and milliseconds since 1970 are read as a date too. */
  graceEndsAt?: Date | null | undefined
  /** Issuer of this user's tenant; default: the service's. */
  issuerName?: string | null | undefined
  /** `false`: no remembered clients for this user. Default `true`. */
  trustClients?: boolean | undefined
  /** `false`: the user has no password (came by OAuth), so a fresh sign-in stands in for it. Default `true`. */
  hasPassword?: boolean | undefined
  /** Language of the pages, a BCP 47 tag; default: the browser's. */
  locale?: string | null | undefined
  /** Time zone of days on the pages where no script runs, an IANA name; default: UTC. */
  timeZone?: string | null | undefined
  /** Where this user's tenant gives help, as for `urls.help`, which is the default. */
  helpUrl?: string | null | undefined
  /**
   * Where codes are sent to, with the option `sendCode`: an e-mail address or a phone number that you have checked, 3 to 254
   * printable characters, without white space around it. The user confirms it by a code before any other is taken; another
   * address has to be confirmed anew.
   */
  codeAddress?: string | null | undefined
  /**
   * `true`: a second factor that another system asked for (`signInExternally`) stands in for this user's own. Default `false`: a user
   * who has two-factor authentication on here is asked for it all the same.
   */
  externalSecondFactor?: boolean | undefined
}

/**
 * The application's users, with one row of two-factor state each. When a method rejects, the request is
 * answered with 503 and gives no access; its error is logged without the record. User ids are compared byte by byte.
 */
export interface UserRepository {
  /**
   * The user, or nothing when there is none: then nobody is signed in. 503 where `twoFactor`, `graceEndsAt`, `trustClients` or
   * `hasPassword` stands there in another spelling only.
   */
  findUser (userId: string): Promise<TwoFactorUser | null | undefined>
  /** The stored row, read from the primary database; rejects when it cannot know. */
  findTwoFactor (userId: string): Promise<TwoFactorRow | null | undefined>
  /**
   * Stores `row` as it is, only if the stored revision still equals `expectedRevision` (`undefined`: only if
   * nothing is stored), in one atomic step, and says whether it did. A lost race (duplicate key, serialization
   * failure, deadlock, busy) is `false`. `true` only once the change is committed, never within a transaction
   * that the request opened. Rejects where it cannot know, as after a connection that broke: what is `false` is decided again,
   * and would happen twice.
   *
   * `events`: what this save makes true, oldest first. A repository may keep them in the same step, so that no crash parts the
   * two: none where it answers `false`.
   */
  saveTwoFactor (
    userId: string,
    row: TwoFactorRow,
    expectedRevision: number | undefined,
    events: readonly SavedTwoFactorEvent[]
  ): Promise<boolean>
}
