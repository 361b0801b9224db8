import type { RouteOptions } from 'fastify'
import type { TwoFactorErrorCode, TwoFactorRouteName, TwoFactorUser } from '../../../lib/index.js'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../../support/application.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import type { Client } from '../../support/client.js'
import { TestRepository, type StoredRecord } from '../../support/test-repository.js'

const HOUR = 3_600_000
const PASSWORD = 'right'
const ORIGIN = 'http://localhost'
const WRONG_RECOVERY_CODE = '0'.repeat(24)

/** Somebody in a browser, about to be refused: what their form holds, and who they are. */
export interface Situation {
  readonly browser: Client
  /** What is typed into the form that is posted, besides what the route needs anyway. */
  readonly fields?: Readonly<Record<string, string | boolean>>
  /** What the browser's authenticator answered. */
  readonly credential?: object
  readonly headers?: Readonly<Record<string, string>>
  /** Id in the path, where the route has one. */
  readonly id?: string
}

export interface Site extends TestApplication {
  /** The codes that were sent, oldest first. */
  readonly sent: readonly string[]
  readonly repository: TestRepository
  /** Changes a part of the stored record, past the plugin. */
  edit (userId: string, change: (record: StoredRecord) => Partial<StoredRecord>): void
}

export async function openSite (options: ApplicationOptions = {}): Promise<Site> {
  const repository = new TestRepository(Object.fromEntries(Object.entries(users).map(([id, user]) => [id, { ...user, codeAddress: user.accountName }])))
  const sent: string[] = []
  const application = await createApplication({ origin: ORIGIN, passkeys: passkeys(), sendCode: ({ code }) => { sent.push(code) }, sessions: { list: true }, ...options, userRepository: repository })
  return {
    ...application,
    sent,
    repository,
    edit (userId, change) { repository.store(userId, record => ({ ...record, ...change(record) })) }
  }
}

/** What an authenticator made for a site that asked for something else. */
export const someCredential: object = new SoftAuthenticator({ origin: ORIGIN }).create({
  challenge: 'AAAA', rp: { id: 'localhost' }, user: { id: 'aGFuZGxl' }, pubKeyCredParams: [{ type: 'public-key', alg: -7 }]
})

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
      const asks = route === 'startEnrollment' || route === 'startPasskey' || route === 'requestCode' || route === 'renameAuthenticator' || route === 'revokeSession' || route === 'revokeOtherSessions' || route === 'unlock'
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
  TWO_FACTOR_TOO_MANY_CODES: {
    prepare: async ({ login }) => {
      const browser = await login('carol')
      await browser.post('/two-factor/sent-code')
      return { browser }
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
    prepare: async (site, route) => {
      const { enroll, clock, code, repository } = site
      const { client: browser, secret } = await enroll('alice')
      if (route === 'confirmEnrollment' || route === 'confirmPasskey') {
        // started by a code, before the role was bound to the passkey that there is
        const authenticator = new SoftAuthenticator({ origin: ORIGIN })
        await browser.post('/two-factor/passkeys/confirm', { credential: authenticator.create(await started(browser)) })
        const again = await site.signIn('alice', secret)
        const { body: { secret: newer } } = await again.post('/two-factor/enrollment')
        const credential = await registration(again)
        repository.users['alice']!.twoFactor = 'phishing-resistant'
        return route === 'confirmPasskey' ? { browser: again, credential } : { browser: again, fields: { code: code(newer) } }
      }
      clock.now += 400_000
      return { browser, fields: { name: 'My <phone>' } }
    }
  },
  TWO_FACTOR_NO_ENROLLMENT: {
    prepare: async ({ login, clock }, route) => {
      const browser = await login('carol')
      if (route !== 'confirmPasskey') return { browser, fields: { code: '123456' } }
      const credential = await registration(browser)
      clock.now += 601_000
      return { browser, credential }
    }
  },
  TWO_FACTOR_INVALID_CREDENTIAL: {
    prepare: async (site, route) => {
      const { client } = await site.enroll('alice')
      if (route === 'confirmPasskey') return { browser: client, credential: await registration(client, 'https://evil.example') }
      return await withPasskey(site, client, route, { origin: 'https://evil.example' })
    }
  },
  TWO_FACTOR_ALREADY_REGISTERED: {
    prepare: async ({ login }) => {
      const browser = await login('carol')
      const authenticator = new SoftAuthenticator({ origin: ORIGIN })
      const first = await started(browser)
      const credential = authenticator.create(first)
      await browser.post('/two-factor/passkeys/confirm', { credential })
      return { browser, credential: authenticator.create(await started(browser), { credentialId: Buffer.from(credential.id, 'base64url'), ignoreExcluded: true }) }
    }
  },
  TWO_FACTOR_METHOD_NOT_ALLOWED: {
    options: { passkeys: passkeys({ syncable: false }) },
    prepare: async (site, route) => {
      if (route === 'confirmPasskey') {
        const browser = await site.login('carol')
        return { browser, credential: new SoftAuthenticator({ origin: ORIGIN, synced: true }).create(await started(browser)) }
      }
      if (route === 'confirmSentCodes') {
        const situation = await withCode(site, route, 'right')
        site.repository.users['alice']!.twoFactor = 'phishing-resistant'
        return situation
      }
      const { client, secret } = await site.enroll('alice')
      const { browser, id } = await withPasskey(site, client, route, { user: { twoFactor: 'phishing-resistant' } })
      // what the role asked for at the sign-in holds on, though it asks for nothing now
      if (route === 'disable') delete site.repository.users['alice']!.twoFactor
      return { browser, ...(id !== undefined && { id }), fields: { code: site.code(secret) } }
    }
  },
  TWO_FACTOR_TOO_MANY_AUTHENTICATORS: {
    prepare: async (site, route) => {
      const five = [1, 2, 3, 4, 5]
      if (route === 'confirmPasskey') {
        const browser = await site.login('carol')
        await browser.post('/two-factor/passkeys/confirm', { credential: await registration(browser) })
        const credential = await registration(browser)
        site.edit('carol', ({ authenticators: [first] }) => ({ authenticators: five.map(id => ({ ...first!, id: `other ${id}` })) }))
        return { browser, credential }
      }
      const situation = await withCode(site, 'confirmEnrollment', 'right')
      site.edit('alice', ({ authenticators: [first] }) => ({ authenticators: five.map(id => ({ ...first!, id: `other ${id}` })) }))
      return situation
    }
  },
  TWO_FACTOR_NOT_ENABLED: {
    prepare: async ({ login }, route) => ({ browser: await login('carol'), fields: route === 'renameAuthenticator' ? { name: 'phone' } : route === 'unlock' ? {} : { code: '123456' } })
  },
  TWO_FACTOR_NOT_FOUND: {
    prepare: async (site, route) => {
      const situation = await withCode(site, route, 'right')
      if (route === 'requestCode') delete site.repository.users['alice']!.codeAddress
      return { ...situation, id: 'missing' }
    }
  },
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
  TWO_FACTOR_CHALLENGE_REQUIRED: ['challenge', 'verify', 'recover', 'requestCode'],
  TWO_FACTOR_ENROLLMENT_REQUIRED: ['preferences', 'startEnrollment', 'enrollment', 'confirmEnrollment', 'cancelEnrollment', 'startPasskey', 'confirmPasskey', 'requestCode', 'confirmSentCodes', 'markRecoveryCodesSaved']
}

/** The codes of the plugin's own that the schema of a route names; what is malformed has Fastify's. */
export function codesOf (route: RouteOptions): TwoFactorErrorCode[] {
  const responses = Object.values((route.schema?.response ?? {}) as Record<string, { properties?: { code?: { enum?: TwoFactorErrorCode[] } } }>)
  return responses.flatMap(({ properties }) => properties?.code?.enum ?? []).filter(code => code.startsWith('TWO_FACTOR_'))
}

/** A session that may take this route's code, and the code. */
async function withCode (site: Site, route: TwoFactorRouteName, kind: 'right' | 'wrong'): Promise<Situation> {
  const { enroll, login, code, wrong, repository, sent } = site
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
    case 'confirmPasskey': return { browser: client, credential: await registration(client) }
    case 'confirmSentCodes': {
      await client.post('/two-factor/sent-code')
      const right = sent.at(-1)!
      return { browser: client, fields: { code: kind === 'right' ? right : right.replace(/.$/, last => String((Number(last) + 1) % 10)) } }
    }
    case 'revokeSession':
    case 'revokeOtherSessions':
    case 'requestCode':
    case 'startPasskey':
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

/** The options of a registration that this browser started. */
async function started (browser: Client): Promise<object> {
  return (await browser.post('/two-factor/passkeys')).body.options
}

async function registration (browser: Client, origin = ORIGIN): Promise<object> {
  return new SoftAuthenticator({ origin: ORIGIN }).create(await started(browser), { origin })
}

/** A user with a passkey, at this route, and what the passkey says at some origin. */
async function withPasskey (
  site: Site,
  client: Client,
  route: TwoFactorRouteName,
  { origin = ORIGIN, user = {} }: { origin?: string, user?: Partial<TwoFactorUser> }
): Promise<Situation> {
  const authenticator = new SoftAuthenticator({ origin: ORIGIN })
  await client.post('/two-factor/passkeys/confirm', { credential: authenticator.create(await started(client)) })
  Object.assign(site.repository.users['alice']!, user)
  const browser = await site.login('alice')
  const { body: { passkeyOptions } } = await browser.get('/two-factor/challenge')
  const situation = { browser, id: site.repository.stored('alice').authenticators[0]!.id }
  if (route === 'verify') return { ...situation, credential: authenticator.get(passkeyOptions, { origin }) }
  await browser.post('/two-factor/challenge', { credential: authenticator.get(passkeyOptions) })
  const { body } = await browser.get('/two-factor/step-up')
  return { ...situation, credential: authenticator.get(body.passkeyOptions, { origin }) }
}
