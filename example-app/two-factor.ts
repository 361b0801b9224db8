import type { FastifyInstance } from 'fastify'
import { twoFactor, type TwoFactorUser } from 'fastify-two-factor'
import { kyselyTwoFactorStore } from 'fastify-two-factor/kysely'
import { passkeys } from 'fastify-two-factor/passkeys'
import type { Kysely } from 'kysely'
import { takesPasskeys, type Config } from './config.js'
import { footer, header, HELP, SITE_NAME, STYLESHEET } from './pages/brand.js'
import { isPassword } from './passwords.js'
import type { Role, Tables } from './tables.js'
import type { User, Users } from './users.js'

/** Where the plugin's pages are. */
export const PREFERENCES = '/two-factor'
export const CHALLENGE = '/two-factor/challenge'

/** How long a sign-in may last: that of "Keep me signed in". */
export const KEPT_SECONDS = 30 * 24 * 60 * 60

export interface TwoFactorServices {
  config: Config
  db: Kysely<Tables>
  users: Users
}

/** Two-factor authentication for the application's users. */
export async function registerTwoFactor (app: FastifyInstance, { config, db, users }: TwoFactorServices): Promise<void> {
  await app.register(twoFactor, {
    service: { issuerName: SITE_NAME, secret: config.twoFactorSecret },
    origin: config.origins,
    passkeys: takesPasskeys(config) ? passkeys() : undefined,
    urls: { login: '/login', home: '/', help: HELP },
    // the look of the site
    pages: { stylesheet: STYLESHEET, header, footer: ({ language }) => footer(language) },
    sessions: { maxSeconds: KEPT_SECONDS, list: true },
    userRepository: {
      ...kyselyTwoFactorStore(db, { events: 'two_factor_events' }),
      findUser: async userId => toTwoFactorUser(await users.find(userId), config)
    },
    verifyPassword: async (userId, password) => await isPassword(password, (await users.find(userId))?.passwordHash),
    onSignIn: async (request, { userId }) => {
      const user = await users.find(userId)
      request.session.username = user?.username
      request.session.locale = user?.locale
    },
    // for the log; what an audit must not miss is in the outbox, which relay.ts empties
    onEvent: (event, request) => {
      const level = event.type === 'key-missing' ? 'error' : 'info'
      ;(request?.log ?? app.log)[level]({ twoFactor: event }, 'two-factor event')
    }
  })
}

function toTwoFactorUser (user: User | undefined, config: Config): TwoFactorUser | undefined {
  return user && {
    accountName: `${user.username}@example.com`,
    twoFactor: policyFor(user.role, config),
    graceEndsAt: user.graceEndsAt === null ? null : new Date(user.graceEndsAt),
    hasPassword: true,
    locale: user.locale,
    timeZone: user.timeZone
  }
}

/** What a role may not work without. A page that looks like this site's can catch an administrator's code, but no passkey. */
function policyFor (role: Role, config: Config): TwoFactorUser['twoFactor'] {
  switch (role) {
    case 'member': return 'optional'
    case 'accountant': return 'required'
    case 'administrator': return takesPasskeys(config) ? 'phishing-resistant' : 'required'
  }
}
