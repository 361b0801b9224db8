// What the README's shorter blocks take for granted.
declare const app: import('fastify').FastifyInstance
declare const twoFactor: typeof import('../../lib/index.js').default
declare const passkeys: typeof import('../../lib/methods/passkey/peer.js').passkeys
declare const userRepository: import('../../lib/index.js').UserRepository
declare const db: import('kysely').Kysely<{ users: { id: string, email: string, role: string } }>
type UserRepository = import('../../lib/index.js').UserRepository
type SavedTwoFactorEvent = import('../../lib/index.js').SavedTwoFactorEvent
type TwoFactorUser = import('../../lib/index.js').TwoFactorUser
type TwoFactorOptions = import('../../lib/index.js').TwoFactorOptions
type FastifyRequest = import('fastify').FastifyRequest
type FastifyReply = import('fastify').FastifyReply
declare const requireSignIn: typeof import('../../lib/index.js').requireSignIn
declare const requireStepUp: typeof import('../../lib/index.js').requireStepUp
declare const clock: { now: number }
declare const cookies: Record<string, string>
declare const importKeys: typeof import('../../example-app/recipes/import-keys.js').importKeys
declare const betterAuthKeys: typeof import('../../example-app/recipes/better-auth-keys.js').betterAuthKeys
declare const rows: { userId: string, secret: string }[]
declare module 'better-auth/crypto' {
  export function symmetricDecrypt (options: { key: string, data: string }): Promise<string>
}
declare const users: {
  find (id: string): Promise<{ email: string, tenantName: string } | undefined>
  findByGoogleToken (token: string): Promise<{ id: string }>
  setPassword (id: string, password: string): Promise<void>
}
declare const links: { spend (token: string): Promise<string | undefined> }
declare const resets: typeof links
declare const rememberMe: {
  find (token: string | undefined): Promise<string | undefined>
  forget (token: string | undefined): Promise<void>
  forgetAll (userId: string): Promise<void>
}
declare const gateway: { send (to: string, text: string): Promise<void> }
declare const store: Pick<import('../../lib/index.js').UserRepository, 'findTwoFactor' | 'saveTwoFactor'>
declare const mailCodes: typeof import('../../example-app/recipes/mail-codes.js').mailCodes
declare const bearerSessions: typeof import('../../example-app/recipes/bearer-sessions.js').bearerSessions
declare const queue: import('../../example-app/recipes/mails.js').MailQueue
declare const mailOnEvents: typeof import('../../example-app/recipes/mails.js').mailOnEvents
declare const keepStatements: typeof import('../../example-app/recipes/kept-statements.js').keepStatements
declare const pool: import('pg').Pool
