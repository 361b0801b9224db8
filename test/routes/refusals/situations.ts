import type { RouteOptions } from 'fastify'
import type { TwoFactorErrorCode, TwoFactorRouteName } from '../../../lib/index.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../../support/application.js'
import type { Client } from '../../support/client.js'
import { TestRepository, type StoredRecord } from '../../support/test-repository.js'

const HOUR = 3_600_000
const PASSWORD = 'right'
const WRONG_RECOVERY_CODE = '0'.repeat(24)

/** Somebody in a browser, about to be refused: what their form holds, and who they are. */
export interface Situation {
  readonly browser: Client
  /** What is typed into the form that is posted, besides what the route needs anyway. */
  readonly fields?: Readonly<Record<string, string | boolean>>
  readonly headers?: Readonly<Record<string, string>>
  /** Id in the path, where the route has one. */
  readonly id?: string
}

export interface Site extends TestApplication {
  readonly repository: TestRepository
  /** Changes a part of the stored record, past the plugin. */
  edit (userId: string, change: (record: StoredRecord) => Partial<StoredRecord>): void
}

export async function openSite (options: ApplicationOptions = {}): Promise<Site> {
  const repository = new TestRepository(users)
  const application = await createApplication({ ...options, userRepository: repository })
  return {
    ...application,
    repository,
    edit (userId, change) { repository.store(userId, record => ({ ...record, ...change(record) })) }
  }
}

type Prepare = (site: Site, route: TwoFactorRouteName) => Promise<Situation>

/** How each error comes about, on a route that may answer with it. */
export const situations: { readonly [Code in TwoFactorErrorCode]?: { readonly options?: ApplicationOptions, readonly prepare: Prepare } } = {
  TWO_FACTOR_SIGN_IN_REQUIRED: { prepare: async ({ client }) => ({ browser: client() }) },
  TWO_FACTOR_CHALLENGE_REQUIRED: {
    prepare: async ({ enroll, login }) => {
      await enroll('alice')
      return { browser: await login('alice') }
    }
  },
  TWO_FACTOR_ENROLLMENT_REQUIRED: { prepare: async ({ login }) => ({ browser: await login('dave') }) },
  TWO_FACTOR_UNAVAILABLE: {
    prepare: async ({ enroll, repository }) => {
      const { client: browser } = await enroll('alice')
      repository.before = () => { throw new Error('the database is down') }
      return { browser }
    }
  },
  TWO_FACTOR_CROSS_ORIGIN: {
    prepare: async ({ enroll }) => {
      const { client: browser } = await enroll('alice')
      return { browser, headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } }
    }
  },
  TWO_FACTOR_INVALID_CODE: { prepare: async (site, route) => await withCode(site, route, 'wrong') },
  TWO_FACTOR_LOCKED: {
    options: { verifyPassword: (_userId, password) => password === PASSWORD },
    prepare: async (site, route) => {
      const situation = await withCode(site, route, 'wrong')
      const until = site.clock.now + HOUR / 2
      // those that take no code are locked by the budget of passwords
      const asks = route === 'startEnrollment' || route === 'renameAuthenticator' || route === 'unlock'
      if (asks) site.clock.now += HOUR
      const lockedUntil = until + (asks ? HOUR : 0)
      site.edit('alice', () => ({
        codeAttempts: { failures: 9, lockedUntil, days: {} },
        passwordAttempts: { failures: 9, lockedUntil },
        recoveryAttempts: { failures: 10, since: site.clock.now }
      }))
      return { ...situation, fields: { ...situation.fields, ...(asks ? { password: 'wrong' } : {}) } }
    }
  },
  TWO_FACTOR_BLOCKED: {
    prepare: async (site, route) => {
      const situation = await withCode(site, route, 'right')
      site.edit('alice', () => ({ codeAttempts: { failures: 100, blockedAt: site.clock.now, days: {} } }))
      return situation
    }
  },
  TWO_FACTOR_REAUTHENTICATION_REQUIRED: {
    prepare: async (site, route) => {
      if (route === 'recover') {
        const { recoveryCodes } = await site.enroll('alice')
        site.edit('alice', ({ recoveryCodes: [first] }) => ({ recoveryCodes: [first!] }))
        const browser = site.client()
        await browser.post('/login', { userId: 'alice', fresh: false })
        return { browser, fields: { code: recoveryCodes[0]! } }
      }
      const situation = await withCode(site, route, 'right')
      site.clock.now += HOUR
      return situation
    }
  },
  TWO_FACTOR_INVALID_PASSWORD: {
    options: { verifyPassword: (_userId, password) => password === PASSWORD },
    prepare: async (site, route) => {
      const situation = await withCode(site, route, 'right')
      return { ...situation, fields: { ...situation.fields, password: 'wrong' } }
    }
  },
  TWO_FACTOR_STEP_UP_REQUIRED: {
    prepare: async ({ enroll, clock }) => {
      const { client: browser } = await enroll('alice')
      clock.now += 400_000
      return { browser, fields: { name: 'My <phone>' } }
    }
  },
  TWO_FACTOR_NO_ENROLLMENT: {
    prepare: async ({ login }) => ({ browser: await login('carol'), fields: { code: '123456' } })
  },
  TWO_FACTOR_TOO_MANY_AUTHENTICATORS: {
    prepare: async site => {
      const situation = await withCode(site, 'confirmEnrollment', 'right')
      site.edit('alice', ({ authenticators: [first] }) => ({ authenticators: [1, 2, 3, 4, 5].map(id => ({ ...first!, id: `other ${id}` })) }))
      return situation
    }
  },
  TWO_FACTOR_NOT_ENABLED: {
    prepare: async ({ login }, route) => ({ browser: await login('carol'), fields: route === 'renameAuthenticator' ? { name: 'phone' } : route === 'unlock' ? {} : { code: '123456' } })
  },
  TWO_FACTOR_NOT_FOUND: { prepare: async (site, route) => ({ ...await withCode(site, route, 'right'), id: 'missing' }) },
  TWO_FACTOR_LAST_AUTHENTICATOR: {
    prepare: async site => {
      const situation = await withCode(site, 'removeAuthenticator', 'right')
      site.edit('alice', ({ authenticators: [first] }) => ({ authenticators: [first!] }))
      return situation
    }
  },
  TWO_FACTOR_REQUIRED_BY_POLICY: {
    prepare: async ({ enroll, code }) => {
      const { client: browser, secret } = await enroll('dave')
      return { browser, fields: { code: code(secret) } }
    }
  }
}

/** Pairs that the schemas name for all routes of a kind, but that cannot come about: this route admits that session. */
export const impossible: Partial<Record<TwoFactorErrorCode, readonly TwoFactorRouteName[]>> = {
  TWO_FACTOR_CHALLENGE_REQUIRED: ['challenge', 'verify', 'recover'],
  TWO_FACTOR_ENROLLMENT_REQUIRED: ['preferences', 'startEnrollment', 'enrollment', 'confirmEnrollment', 'cancelEnrollment']
}

/** The codes that the schema of a route names. */
export function codesOf (route: RouteOptions): TwoFactorErrorCode[] {
  const responses = Object.values((route.schema?.response ?? {}) as Record<string, { properties?: { code?: { enum?: TwoFactorErrorCode[] } } }>)
  return responses.flatMap(({ properties }) => properties?.code?.enum ?? [])
}

/** A session that may take this route's code, and the code. */
async function withCode (site: Site, route: TwoFactorRouteName, kind: 'right' | 'wrong'): Promise<Situation> {
  const { enroll, login, code, wrong, repository } = site
  const { client, secret } = await enroll('alice')
  const typed = kind === 'right' ? code(secret) : wrong(secret)
  switch (route) {
    case 'verify': return { browser: await login('alice'), fields: { code: typed, trustClient: true } }
    case 'recover': return { browser: await login('alice'), fields: { code: WRONG_RECOVERY_CODE } }
    case 'startEnrollment': return { browser: client, fields: { name: 'My <phone>' } }
    case 'confirmEnrollment': {
      const { body: { secret: newer } } = await client.post('/two-factor/enrollment')
      return { browser: client, fields: { code: kind === 'right' ? code(newer) : wrong(newer), replace: kind === 'wrong' } }
    }
    case 'revokeTrustedClient':
    case 'unlock': return { browser: client }
    case 'renameAuthenticator': return { browser: client, id: repository.stored('alice').authenticators[0]!.id, fields: { name: 'My <phone>' } }
    default: {
      const { authenticators: [first] } = repository.stored('alice')
      if (route === 'removeAuthenticator') site.edit('alice', ({ authenticators }) => ({ authenticators: [...authenticators, { ...first!, id: 'another' }] }))
      return { browser: client, id: first!.id, fields: { code: typed } }
    }
  }
}
