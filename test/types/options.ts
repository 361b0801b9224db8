import twoFactor, { memoryUserRepository, requireStepUp, type SavedTwoFactorEvent, type TwoFactorOptions, type UserRepository } from 'fastify-two-factor'
import { checkUserRepository } from 'fastify-two-factor/conformance'
import { createTwoFactorTable, kyselyTwoFactorStore } from 'fastify-two-factor/kysely'
import { passkeys } from 'fastify-two-factor/passkeys'
import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import { exactly } from './exactly.js'

declare module 'fastify' {
  interface Session { cart?: string[] }
}

const required = { service: { secret: 'a secret of at least 32 characters, drawn at random' }, userRepository: memoryUserRepository({}) }

/** Every option, and nothing of it inferred as any. */
export const all: Required<TwoFactorOptions> = {
  service: { issuerName: 'Acme', secret: { current: 'k1', keys: { k1: new Uint8Array(32) } }, imageUrl: 'https://acme.example/logo.png', expiryDays: 30 },
  userRepository: required.userRepository,
  prefix: '/2fa',
  origin: ['https://acme.example'],
  urls: { base: '/shop', login: '/in' },
  sessions: { freshSeconds: 900, pendingSeconds: 600, maxSeconds: 2_592_000, keepKeys: ['cart'] },
  onSignIn: (request, { userId, method }) => {
    exactly<string>()(userId)
    exactly<'none' | 'totp' | 'passkey' | 'sent-code' | 'recovery-code' | 'trusted-client' | 'external'>()(method)
    exactly<string[] | undefined>()(request.session.cart)
  },
  verifyPassword: async (userId, password) => userId === password,
  totp: { window: 0, chosenSecret: false },
  passkeys: passkeys({ rpId: 'acme.example', userVerification: 'preferred', syncable: false }),
  sendCode: async ({ userId, to, code, purpose, expiresAt, locale }, request) => {
    exactly<string>()(userId + to + code)
    exactly<'sign-in' | 'step-up' | 'enrollment'>()(purpose)
    exactly<Date>()(expiresAt)
    exactly<string | undefined>()(locale)
    request.log.info(purpose)
  },
  protect: 'all',
  routes: false,
  pages: false,
  messages: {},
  onEvent: async (event, request) => { request?.log.info(event.type) },
  clock: Date.now
}

export async function register (app: FastifyInstance): Promise<void> {
  await app.register(twoFactor, required)
  // @ts-expect-error: the repository is missing
  await app.register(twoFactor, { service: required.service })
  // @ts-expect-error: the secret is missing
  await app.register(twoFactor, { ...required, service: {} })
}

// Each object has one mistake.
export const wrong: TwoFactorOptions[] = [
  // @ts-expect-error: it is called userRepository
  { ...required, repository: required.userRepository },
  // @ts-expect-error: it is called expiryDays
  { ...required, service: { ...required.service, expireDays: 30 } },
  // @ts-expect-error: it is called stepUp
  { ...required, urls: { stepup: '/again' } },
  // @ts-expect-error: a window of two steps is too wide
  { ...required, totp: { window: 2 } },
  // @ts-expect-error: either true or false
  { ...required, totp: { chosenSecret: 'no' } },
  // @ts-expect-error: either all or manual
  { ...required, protect: true },
  // @ts-expect-error: it says whether the password is right
  { ...required, verifyPassword: () => 'yes' },
  // @ts-expect-error: milliseconds
  { ...required, clock: () => new Date() }
]

// @ts-expect-error: an age is in seconds, and named
requireStepUp({ maxAge: 300 })

// @ts-expect-error: a repository says whether it saved
export const forgetful: UserRepository = { ...required.userRepository, saveTwoFactor: async () => {} }

// @ts-expect-error: one around it hands the events on, or loses them
export const losing: UserRepository['saveTwoFactor'] = async (userId, row, expectedRevision) => await required.userRepository.saveTwoFactor(userId, row, expectedRevision)

export const keeping: UserRepository['saveTwoFactor'] = async (...save) => {
  exactly<readonly SavedTwoFactorEvent[]>()(save[3])
  return await required.userRepository.saveTwoFactor(...save)
}

// @ts-expect-error: it is no database of Kysely's
export const store = kyselyTwoFactorStore({ selectFrom: () => ({}) })

export async function withKysely (db: Kysely<{ users: { id: string } }>, app: FastifyInstance): Promise<void> {
  await createTwoFactorTable(db, { table: 'two_factor', events: 'two_factor_events' })
  const userRepository: UserRepository = { ...kyselyTwoFactorStore(db, { events: 'two_factor_events' }), findUser: async id => ({ accountName: id, twoFactor: 'required', locale: null, timeZone: 'Europe/Rome' }) }
  await checkUserRepository(userRepository, 'an-id')
  await checkUserRepository({ ...userRepository, findEvents: async () => [] }, 'an-id')
  // @ts-expect-error: they are read when they are asked for
  await checkUserRepository({ ...userRepository, findEvents: [] }, 'an-id')
  const { enabled, recoveryCodesSaved, trustedClients } = await app.twoFactor.status('42')
  exactly<boolean>()(enabled)
  exactly<boolean>()(recoveryCodesSaved)
  exactly<string | undefined>()(trustedClients[0]!.system)
  exactly<void>()(await app.twoFactor.unlock('42'))
  exactly<string>()((await app.twoFactor.removeAuthenticator('42', 'phone')).type)
  exactly<string>()((await app.twoFactor.revokeTrustedClient('42', 'laptop')).label)
  // @ts-expect-error: a user id is a string
  await app.twoFactor.reset(42)
}
