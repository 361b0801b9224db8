import { Ajv, type ValidateFunction } from 'ajv'
import type { FastifySchema, RouteOptions } from 'fastify'
import t from 'tap'
import { errors, type TwoFactorRouteName } from '../../lib/index.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'
import { SoftAuthenticator } from '../support/authenticator.js'
import type { Answer, Client } from '../support/client.js'

interface Documented extends FastifySchema { operationId: string, summary: string, tags: string[], response: Record<number, { properties?: { code?: { enum: string[] } } }> }

/** The routes as an OpenAPI generator sees them, by method and URL. */
async function documented (options: ApplicationOptions = {}): Promise<TestApplication & { routes: Map<string, RouteOptions & { schema: Documented }> }> {
  const routes = new Map<string, RouteOptions & { schema: Documented }>()
  const application = await createApplication({
    origin: 'http://localhost',
    passkeys: passkeys(),
    sendCode: () => {},
    sessions: { list: true },
    ...options,
    precede: app => { app.addHook('onRoute', route => { if (route.url.startsWith('/two-factor') && route.method !== 'HEAD') routes.set(`${String(route.method)} ${route.url.replace(/\/$/, '')}`, route as unknown as RouteOptions & { schema: Documented }) }) }
  })
  return { ...application, routes }
}

const session = ['SIGN_IN_REQUIRED', 'CHALLENGE_REQUIRED', 'ENROLLMENT_REQUIRED', 'UNAVAILABLE']
const codes = ['INVALID_CODE', 'LOCKED', 'BLOCKED', 'METHOD_NOT_ALLOWED', 'INVALID_CREDENTIAL']
const passwords = ['REAUTHENTICATION_REQUIRED', 'INVALID_PASSWORD', 'LOCKED']
const change = ['CROSS_ORIGIN']

/** Each route of the design with the statuses of its answers and the errors it names. */
const design: Record<TwoFactorRouteName, [string, number, string[]]> = {
  preferences: ['GET /two-factor', 200, session],
  startEnrollment: ['POST /two-factor/enrollment', 200, [...session, ...passwords, 'STEP_UP_REQUIRED', ...change]],
  enrollment: ['GET /two-factor/enrollment', 200, [...session, 'NO_ENROLLMENT']],
  confirmEnrollment: ['POST /two-factor/enrollment/confirm', 200, [...session, 'INVALID_CODE', 'NO_ENROLLMENT', 'TOO_MANY_AUTHENTICATORS', 'STEP_UP_REQUIRED', ...change]],
  cancelEnrollment: ['POST /two-factor/enrollment/cancel', 204, [...session, ...change]],
  challenge: ['GET /two-factor/challenge', 200, session],
  verify: ['POST /two-factor/challenge', 200, [...session, ...codes, ...change]],
  recover: ['POST /two-factor/recovery', 200, [...session, 'INVALID_CODE', 'LOCKED', 'REAUTHENTICATION_REQUIRED', ...change]],
  stepUpOptions: ['GET /two-factor/step-up', 200, session],
  stepUp: ['POST /two-factor/step-up', 200, [...session, ...codes, 'NOT_ENABLED', ...change]],
  startPasskey: ['POST /two-factor/passkeys', 200, [...session, ...passwords, 'STEP_UP_REQUIRED', ...change]],
  confirmPasskey: ['POST /two-factor/passkeys/confirm', 200, [...session, 'INVALID_CREDENTIAL', 'METHOD_NOT_ALLOWED', 'NO_ENROLLMENT', 'ALREADY_REGISTERED', 'TOO_MANY_AUTHENTICATORS', 'STEP_UP_REQUIRED', ...change]],
  requestCode: ['POST /two-factor/sent-code', 200, [...session, ...passwords, 'TOO_MANY_CODES', 'BLOCKED', 'NOT_FOUND', 'METHOD_NOT_ALLOWED', 'STEP_UP_REQUIRED', ...change]],
  confirmSentCodes: ['POST /two-factor/sent-code/confirm', 200, [...session, 'INVALID_CODE', 'LOCKED', 'BLOCKED', 'NO_ENROLLMENT', 'METHOD_NOT_ALLOWED', ...change]],
  regenerateRecoveryCodes: ['POST /two-factor/recovery-codes', 200, [...session, ...codes, ...passwords, 'NOT_ENABLED', ...change]],
  markRecoveryCodesSaved: ['POST /two-factor/recovery-codes/saved', 204, [...session, ...change]],
  renameAuthenticator: ['POST /two-factor/authenticators/:id/rename', 204, [...session, ...passwords, 'NOT_ENABLED', 'NOT_FOUND', ...change]],
  removeAuthenticator: ['POST /two-factor/authenticators/:id/remove', 204, [...session, ...codes, ...passwords, 'NOT_ENABLED', 'NOT_FOUND', 'LAST_AUTHENTICATOR', ...change]],
  unlock: ['POST /two-factor/unlock', 204, [...session, ...passwords, 'BLOCKED', 'NOT_ENABLED', ...change]],
  disable: ['POST /two-factor/disable', 200, [...session, ...codes, ...passwords, 'NOT_ENABLED', 'REQUIRED_BY_POLICY', ...change]],
  revokeTrustedClient: ['POST /two-factor/trusted-clients/:id/revoke', 204, [...session, 'NOT_FOUND', ...change]],
  revokeTrustedClients: ['POST /two-factor/trusted-clients/revoke', 204, [...session, ...change]],
  revokeSession: ['POST /two-factor/sessions/:id/revoke', 204, [...session, ...passwords, 'NOT_FOUND', ...change]],
  revokeOtherSessions: ['POST /two-factor/sessions/revoke-others', 204, [...session, ...passwords, ...change]],
  signOut: ['POST /two-factor/sign-out', 204, ['UNAVAILABLE', ...change]],
  assets: ['GET /two-factor/assets/:file', 200, []]
}

t.test('every route of the design is there with an operation id of its own, a summary and the tag', async t => {
  const { routes } = await documented()
  const places = Object.values(design).map(([place]) => place)
  t.strictSame([...routes.keys()].sort(), [...places].sort())
  const ids = [...routes.values()].map(({ schema }) => schema.operationId)
  t.equal(new Set(ids).size, places.length)
  for (const { schema } of routes.values()) {
    t.match(schema.operationId, /^[a-z]+[A-Za-z]+$/)
    t.match(schema.summary, /^[A-Z].{10,}/)
    t.strictSame(schema.tags, ['two-factor'])
  }
})

for (const [name, [place, success, codes]] of Object.entries(design)) {
  t.test(`${name} documents its answer and each error under its status`, async t => {
    const { schema } = (await documented()).routes.get(place)!
    t.ok(schema.response[success], `${success}`)
    const expected = new Map<number, Set<string>>()
    for (const code of codes) {
      const { statusCode } = new errors[`TWO_FACTOR_${code}` as keyof typeof errors]()
      expected.set(statusCode!, (expected.get(statusCode!) ?? new Set()).add(`TWO_FACTOR_${code}`))
    }
    for (const [status, codes] of expected) t.strictSame([...schema.response[status]?.properties?.code?.enum ?? []].sort(), [...codes].sort(), String(status))
    t.equal(400 in schema.response, place.startsWith('POST'), '400 of a change')
  })
}

t.test('bodies and parameters are documented where there are some', async t => {
  const { routes } = await documented()
  const bodies = Object.values(design).map(([place]) => place).filter(place => routes.get(place)!.schema.body !== undefined)
  t.strictSame(bodies, ['startEnrollment', 'confirmEnrollment', 'verify', 'recover', 'stepUp', 'startPasskey', 'confirmPasskey', 'requestCode', 'confirmSentCodes', 'regenerateRecoveryCodes', 'renameAuthenticator', 'removeAuthenticator', 'unlock', 'disable', 'revokeSession', 'revokeOtherSessions'].map(name => design[name as TwoFactorRouteName][0]))
  const params = [...routes.values()].filter(({ schema }) => schema.params !== undefined).map(({ url }) => url)
  t.strictSame(params.sort(), ['/two-factor/assets/:file', '/two-factor/authenticators/:id/remove', '/two-factor/authenticators/:id/rename', '/two-factor/sessions/:id/revoke', '/two-factor/trusted-clients/:id/revoke'])
})

t.test('every JSON answer of a walk over all routes is as its schema says, errors too', async t => {
  const { routes, enroll, login, client, code, wrong, clock, app } = await documented({ verifyPassword: (_userId, password) => password === 'right' })
  const ajv = new Ajv({ allowUnionTypes: true, formats: { 'date-time': value => new Date(value).toISOString() === value } })
  const compiled = new Map<object, ValidateFunction>()
  const checked = new Set<string>()
  const check = async (name: TwoFactorRouteName, browser: Client, body?: unknown, headers?: Record<string, string>, id = 'x'): Promise<Answer> => {
    const [method, url] = design[name][0].split(' ') as [string, string]
    const path = url.replace(':id', id)
    const answer = method === 'GET' ? await browser.get(path, headers) : await browser.post(path, body, headers)
    const schema = routes.get(design[name][0])!.schema.response[answer.status]
    if (schema === undefined) return t.fail(`${name}: ${answer.status} is not documented`) as never
    const validate = compiled.get(schema) ?? ajv.compile(schema)
    compiled.set(schema, validate)
    t.ok(validate(answer.body === '' ? null : answer.body), `${name} ${answer.status} ${answer.body.code ?? ''} ${JSON.stringify(validate.errors)}`)
    checked.add(name)
    return answer
  }
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const stale = await login('alice')
  await stale.post('/two-factor/challenge', { code: code(secret) })
  clock.now += 900_000
  for (const name of ['preferences', 'startEnrollment', 'challenge', 'disable', 'regenerateRecoveryCodes', 'removeAuthenticator', 'renameAuthenticator', 'unlock'] as const) await check(name, stale, { code: code(secret), name: 'phone' })
  for (const name of ['disable', 'regenerateRecoveryCodes', 'removeAuthenticator', 'renameAuthenticator', 'unlock'] as const) await check(name, stale, { code: code(secret), name: 'phone', password: 'wrong' })
  const trusted = await login('alice')
  await check('challenge', trusted)
  for (const body of [{ code: wrong(secret) }, { code: 5 }, '{', { code: code(secret), trustClient: true }]) await check('verify', trusted, body, { 'content-type': 'application/json' })
  clock.now += 30_000
  await check('preferences', trusted)
  await check('enrollment', trusted)
  for (const body of [{ name: '' }, { secret: 'own' }]) await check('startEnrollment', trusted, body)
  const { body: pending } = await check('enrollment', trusted)
  for (const typed of [wrong(pending.secret), code(pending.secret)]) await check('confirmEnrollment', trusted, { code: typed, name: 'Slate' })
  clock.now += 30_000
  await check('cancelEnrollment', trusted)
  await check('confirmEnrollment', trusted, { code: '123456' })
  const { body: { authenticators } } = await check('preferences', trusted)
  await check('markRecoveryCodesSaved', trusted)
  for (const name of ['', 'Tablet']) await check('renameAuthenticator', trusted, { name }, {}, authenticators[1].id)
  await check('unlock', trusted)
  await check('removeAuthenticator', trusted, { code: code(secret) })
  await check('removeAuthenticator', trusted, { code: code(secret) }, {}, authenticators[1].id)
  clock.now += 30_000
  await check('removeAuthenticator', trusted, { code: code(secret) }, {}, authenticators[0].id)
  await check('stepUpOptions', trusted)
  await check('stepUp', trusted, { code: code(secret) })
  clock.now += 30_000
  await check('regenerateRecoveryCodes', trusted, { code: code(secret) })
  const { body: { sessions } } = await check('preferences', trusted)
  for (const id of ['x', sessions.find(({ current }: { current: boolean }) => !current)?.id ?? 'y']) await check('revokeSession', trusted, { password: 'right' }, {}, id)
  for (const password of ['wrong', 'right']) await check('revokeOtherSessions', trusted, { password })
  await check('revokeTrustedClient', trusted)
  await check('revokeTrustedClients', trusted)
  await check('recover', await login('alice'), { code: recoveryCodes[0] })
  for (const name of Object.keys(design) as TwoFactorRouteName[]) {
    if (name === 'assets') continue
    const body = { code: '123456', name: 'phone' }
    await check(name, client(), body)
    await check(name, await login('alice'), body)
    await check(name, await login('dave'), body)
    await check(name, await login('carol'), name === 'recover' ? { code: '0'.repeat(24) } : body)
    if (design[name][0].startsWith('POST')) await check(name, browser, body, { 'sec-fetch-site': 'cross-site' })
  }
  for (let guess = 0; guess < 6; guess++) await check('verify', await login('alice'), { code: wrong(secret) })
  for (let guess = 0; guess < 12; guess++) await check('recover', await login('alice'), { code: '0'.repeat(24) })
  const authenticator = new SoftAuthenticator({ origin: 'http://localhost' })
  const owner = await login('dave')
  const { body: { options } } = await check('startPasskey', owner)
  for (const origin of ['https://evil.example', 'http://localhost']) await check('confirmPasskey', owner, { credential: authenticator.create(options, { origin }) })
  await check('confirmPasskey', owner, { credential: {} })
  await check('preferences', owner)
  const returning = await login('dave')
  const { body: { passkeyOptions } } = await check('challenge', returning)
  for (const origin of ['https://evil.example', 'http://localhost']) await check('verify', returning, { credential: authenticator.get(passkeyOptions, { origin }) })
  await check('stepUp', returning, { credential: authenticator.get((await check('stepUpOptions', returning)).body.passkeyOptions) })
  await app.twoFactor.importAuthenticator('bob', { secret })
  const last = await login('bob')
  await check('verify', last, { code: code(secret) })
  clock.now += 30_000
  await check('disable', last, { code: code(secret) })
  await check('signOut', last)
  t.strictSame([...checked].sort(), Object.keys(design).filter(name => name !== 'assets').sort())
})
