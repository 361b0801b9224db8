// What the README's shorter blocks take for granted.
declare const app: import('fastify').FastifyInstance
declare const twoFactor: typeof import('../../lib/index.js').default
declare const userRepository: import('../../lib/index.js').UserRepository
declare const db: import('kysely').Kysely<{ users: { id: string, email: string, role: string } }>
type TwoFactorUser = import('../../lib/index.js').TwoFactorUser
