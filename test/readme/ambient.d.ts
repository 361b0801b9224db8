// What the README's shorter blocks take for granted.
declare const app: import('fastify').FastifyInstance
declare const twoFactor: typeof import('../../lib/index.js').default
declare const userRepository: import('../../lib/index.js').UserRepository
declare const db: import('kysely').Kysely<{ users: { id: string, email: string, role: string } }>
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
declare const queue: { add (job: object): Promise<void> }
