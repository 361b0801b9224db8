import type { FastifyRequest, RouteOptions } from 'fastify'
import t, { type Test } from 'tap'
import type { TwoFactorErrorCode, TwoFactorOptions, TwoFactorRouteName } from '../../../lib/index.js'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { hardened, malformed, refused } from '../../support/answers.js'
import { createApplication, users, type TestApplication } from '../../support/application.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import type { Answer, Client } from '../../support/client.js'

type TwoFactor = FastifyRequest['twoFactor']

interface Checked {
  place: `${'GET' | 'POST'} /${string}`
  /** The method of `request.twoFactor` that an application's own handler calls. */
  own: (twoFactor: TwoFactor, body: any, id: string) => Promise<unknown>
  /** Nobody signed in; the code of the refusal, or the status where there is nothing to refuse. */
  anonymous?: number
  /** The password passed, a code is due. */
  pending?: number
  /** The password passed, an enrollment is due. */
  enrolling?: number
  /** Bodies that are malformed. */
  malformed?: readonly unknown[]
  /** What a wrong code was tried for, and how many lead to which refusal of the next try. */
  wrong?: { purpose: string, count: number, refusal: TwoFactorErrorCode }
}

const noCode = [undefined, null, 'text', 5, [], {}, { code: null }, { code: 123456 }, { code: ['123456'] }, { code: '12345' }, { code: { $ne: null } }]
const origin = 'http://localhost'
/** What some authenticator made for some challenge. */
const registration = new SoftAuthenticator({ origin }).create({ challenge: 'Zuih_NC2Hm0ZtSpS74BppwGbwRkoEAAAAACuv3DuVEFJgTj0VMRZ-obJ', rp: { id: 'localhost' }, user: { id: 'aGFuZGxl' }, pubKeyCredParams: [{ type: 'public-key', alg: -7 }] })
const noCredential = [undefined, null, 'text', 5, [], {}, { credential: null }, { credential: 'text' }, { credential: [] }, { credential: { ...registration, rawId: 'other' } }]
const locks = (purpose: string): NonNullable<Checked['wrong']> => ({ purpose, count: 5, refusal: 'TWO_FACTOR_LOCKED' })

const routes: Record<TwoFactorRouteName, Checked> = {
  preferences: { place: 'GET /', own: twoFactor => twoFactor.preferences(), enrolling: 200 },
  startEnrollment: { place: 'POST /enrollment', own: (twoFactor, body) => twoFactor.startEnrollment(body), enrolling: 200, malformed: ['text', 5, { name: 5 }, { name: '' }, { secret: ['x'] }, { secret: '' }, { password: 5 }] },
  enrollment: { place: 'GET /enrollment', own: twoFactor => twoFactor.enrollment(), enrolling: 404 },
  confirmEnrollment: { place: 'POST /enrollment/confirm', own: (twoFactor, body) => twoFactor.confirmEnrollment(body.code, body), enrolling: 404, malformed: [...noCode, { code: '123456', replace: 'true' }, { code: '123456', name: '' }, { code: '123456', name: 5 }], wrong: { purpose: 'enrollment', count: 10, refusal: 'TWO_FACTOR_NO_ENROLLMENT' } },
  cancelEnrollment: { place: 'POST /enrollment/cancel', own: twoFactor => twoFactor.cancelEnrollment(), enrolling: 204 },
  challenge: { place: 'GET /challenge', own: readingAfterCheck, pending: 200 },
  verify: { place: 'POST /challenge', own: (twoFactor, body) => twoFactor.verify(body, body), pending: 422, malformed: [...noCode, { code: '123456', trustClient: 'true' }], wrong: locks('sign-in') },
  recover: { place: 'POST /recovery', own: (twoFactor, body) => twoFactor.recover(body.code), pending: 422, malformed: [...noCode, { code: '123456' }], wrong: { purpose: 'recovery', count: 10, refusal: 'TWO_FACTOR_LOCKED' } },
  stepUpOptions: { place: 'GET /step-up', own: twoFactor => twoFactor.proofOptions() },
  stepUp: { place: 'POST /step-up', own: (twoFactor, body) => twoFactor.stepUp(body), malformed: noCode, wrong: locks('step-up') },
  startPasskey: { place: 'POST /passkeys', own: (twoFactor, body) => twoFactor.startPasskey(body), enrolling: 200, malformed: ['text', 5, { password: 5 }] },
  confirmPasskey: { place: 'POST /passkeys/confirm', own: (twoFactor, body) => twoFactor.confirmPasskey(body.credential, body), enrolling: 404, malformed: [...noCredential, { credential: registration, replace: 'true' }, { credential: registration, name: '' }, { credential: registration, name: 5 }] },
  requestCode: { place: 'POST /sent-code', own: (twoFactor, body) => twoFactor.requestCode(body), pending: 404, enrolling: 200, malformed: ['text', 5, { password: 5 }, { password: ['x'] }] },
  confirmSentCodes: { place: 'POST /sent-code/confirm', own: (twoFactor, body) => twoFactor.confirmSentCodes(body.code, body), enrolling: 404, malformed: [...noCode, { code: '123456', replace: 'true' }] },
  regenerateRecoveryCodes: { place: 'POST /recovery-codes', own: (twoFactor, body) => twoFactor.regenerateRecoveryCodes(body), malformed: [...noCode, { code: '123456', password: 5 }], wrong: locks('step-up') },
  markRecoveryCodesSaved: { place: 'POST /recovery-codes/saved', own: twoFactor => twoFactor.markRecoveryCodesSaved(), enrolling: 204 },
  renameAuthenticator: { place: 'POST /authenticators/:id/rename', own: (twoFactor, body, id) => twoFactor.renameAuthenticator(id, body), malformed: [undefined, null, 'text', 5, [], {}, { name: null }, { name: '' }, { name: ' ' }, { name: 5 }, { name: ['x'] }, { name: 'x'.repeat(65) }, { name: 'x', password: 5 }] },
  removeAuthenticator: { place: 'POST /authenticators/:id/remove', own: (twoFactor, body, id) => twoFactor.removeAuthenticator(id, body), malformed: [...noCode, { code: '123456', password: 5 }], wrong: locks('step-up') },
  unlock: { place: 'POST /unlock', own: (twoFactor, body) => twoFactor.unlock(body), malformed: ['text', 5, { password: 5 }, { password: ['x'] }] },
  disable: { place: 'POST /disable', own: (twoFactor, body) => twoFactor.disable(body), malformed: [...noCode, { code: '123456', password: 5 }], wrong: locks('disable') },
  revokeTrustedClient: { place: 'POST /trusted-clients/:id/revoke', own: (twoFactor, _body, id) => twoFactor.revokeTrustedClient(id) },
  revokeTrustedClients: { place: 'POST /trusted-clients/revoke', own: twoFactor => twoFactor.revokeTrustedClients() },
  revokeSession: { place: 'POST /sessions/:id/revoke', own: (twoFactor, body, id) => twoFactor.revokeSession(id, body), malformed: ['text', 5, { password: 5 }, { password: ['x'] }] },
  revokeOtherSessions: { place: 'POST /sessions/revoke-others', own: (twoFactor, body) => twoFactor.revokeOtherSessions(body), malformed: ['text', 5, { password: 5 }, { password: ['x'] }] },
  signOut: { place: 'POST /sign-out', own: twoFactor => twoFactor.signOut(), anonymous: 204, pending: 204, enrolling: 204 },
  assets: { place: 'GET /assets/two-factor.css', own: readingAfterCheck }
}

const names = Object.keys(routes) as TwoFactorRouteName[]
const EVIL = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }

/** There is no method for a page: the user's id tells nobody who is not through. */
async function readingAfterCheck (twoFactor: TwoFactor): Promise<unknown> {
  await twoFactor.check()
  return { userId: twoFactor.userId }
}

/** Overrides without anything that might check. */
const overrides: Record<string, (route: RouteOptions, name: TwoFactorRouteName) => RouteOptions> = {
  'only url, method and handler kept': ({ url, method, handler }) => ({ url, method, handler }),
  'a handler over request.twoFactor and nothing else': ({ url, method }, name) => ({
    url,
    method,
    handler: async (request, reply) => {
      const done = await routes[name].own(request.twoFactor, request.body, (request.params as { id: string }).id)
      return done ?? reply.code(204).send()
    }
  }),
  'a validator that takes everything': ({ errorHandler, ...route }) => ({ ...route, attachValidation: true, validatorCompiler: () => () => true })
}

async function overridden (override: (typeof overrides)[string]): Promise<TestApplication> {
  const given = Object.fromEntries(names.map(name => [name, (route: RouteOptions) => override(route, name)]))
  return await createApplication({ origin, passkeys: passkeys(), sendCode: () => {}, sessions: { list: true }, users: { ...users, dave: { ...users['dave']!, codeAddress: 'dave@acme.example' } }, protect: 'all', routes: given as unknown as Exclude<TwoFactorOptions['routes'], false> })
}

async function ask (name: TwoFactorRouteName, browser: Client, body?: unknown, { id = 'an-id', headers = {} }: { id?: string, headers?: Record<string, string> } = {}): Promise<Answer> {
  const [method, path] = routes[name].place.split(' ') as [string, string]
  const url = `/two-factor${path.replace(':id', id)}`
  if (method === 'GET') return await browser.get(url, headers)
  return await browser.send({ method: 'POST', url, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { payload: JSON.stringify(body) }) })
}

/** A body that a route takes, with a code that is wrong. */
const wellFormed = (name: TwoFactorRouteName, code: string): object => name === 'renameAuthenticator' ? { name: 'phone' } : name === 'startPasskey' ? {} : name === 'confirmPasskey' ? { credential: registration } : { code: name === 'recover' ? '0'.repeat(24) : code }

for (const [what, override] of Object.entries(overrides)) {
  /** Refused with the code, or answered with the status where the table says so. */
  const answered = (t: Test, answer: Answer, name: TwoFactorRouteName, status: number | undefined, refusal: TwoFactorErrorCode): void => {
    if (status !== undefined) t.equal(answer.status, status, `${name}: ${status}`)
    else if (what.startsWith('a handler') && routes[name].own === readingAfterCheck) refused(t, answer, 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', name)
    else refused(t, answer, refusal === 'TWO_FACTOR_SIGN_IN_REQUIRED' ? 401 : 403, refusal, name)
    hardened(t, answer, name)
  }

  /** The stylesheet is for everybody. A handler of the application's own in its place is checked like the others. */
  const asked = names.filter(name => name !== 'assets' || what.startsWith('a handler'))

  t.test(`${what}: every route refuses whoever is not signed in, or not yet through`, async t => {
    const { enroll, login, client, wrong } = await overridden(override)
    const { secret } = await enroll('alice')
    const own = what.startsWith('a handler')
    for (const name of asked) {
      const { anonymous, pending, enrolling } = routes[name]
      const body = wellFormed(name, wrong(secret))
      answered(t, await ask(name, client(), body), name, anonymous, 'TWO_FACTOR_SIGN_IN_REQUIRED')
      answered(t, await ask(name, await login('alice'), body), name, own && name === 'challenge' ? undefined : pending, 'TWO_FACTOR_CHALLENGE_REQUIRED')
      answered(t, await ask(name, await login('dave'), body), name, enrolling, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
    }
  })

  t.test(`${what}: every change from another site is refused, and nothing has changed`, async t => {
    const { enroll, login, code, repository, store } = await overridden(override)
    const { client: browser, secret, recoveryCodes } = await enroll('alice')
    await browser.post('/two-factor/enrollment')
    const pending = await login('alice')
    const { body: { authenticators: [{ id }] } } = await enroll('bob').then(async ({ client }) => await client.get('/two-factor'))
    const before = await repository.findTwoFactor('alice')
    for (const name of names.filter(name => routes[name].place.startsWith('POST'))) {
      const body = { code: name === 'recover' ? recoveryCodes[0] : code(secret), ...(name === 'renameAuthenticator' && { name: 'mine now' }) }
      for (const visitor of [browser, pending]) answered(t, await ask(name, visitor, body, { id, headers: EVIL }), name, undefined, 'TWO_FACTOR_CROSS_ORIGIN')
    }
    t.strictSame(await repository.findTwoFactor('alice'), before)
    t.equal(store.sessions.size, 3)
    t.equal((await browser.get('/me')).status, 200)
  })

  t.test(`${what}: every malformed body is 400, counts for nothing and changes nothing`, async t => {
    const { enroll, login, repository } = await overridden(override)
    const { client: browser } = await enroll('alice')
    await browser.post('/two-factor/enrollment')
    const pending = await login('alice')
    const before = await repository.findTwoFactor('alice')
    for (const name of names) {
      const { malformed: bodies = [], pending: asksPending } = routes[name]
      for (const body of bodies) malformed(t, await ask(name, asksPending === undefined ? browser : pending, body), `${name} ${JSON.stringify(body)}`)
      if (bodies.length > 0) t.equal((await browser.post(`/two-factor${routes[name].place.slice(5)}`, 'code=123456', { 'content-type': 'text/plain' })).status, 415, name)
    }
    t.strictSame(await repository.findTwoFactor('alice'), before)
  })

  t.test(`${what}: every wrong code is counted, until the next try is refused`, async t => {
    for (const name of names) {
      const { wrong: limit, pending: asksPending } = routes[name]
      if (limit === undefined) continue
      const { enroll, login, code, wrong, events, clock } = await overridden(override)
      const { client: browser, secret } = await enroll('alice')
      const { body: second } = await browser.post('/two-factor/enrollment')
      const keys = [secret, second.secret]
      if (name !== 'confirmEnrollment') {
        await browser.post('/two-factor/enrollment/confirm', { code: code(second.secret) })
        clock.now += 30_000
      }
      const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
      // a right recovery code is never locked out
      const next = name === 'recover' ? wellFormed(name, '') : { code: code(second.secret) }
      const visitor = asksPending === undefined ? browser : await login('alice')
      events.length = 0
      for (let guess = 1; guess <= limit.count; guess++) {
        refused(t, await ask(name, visitor, wellFormed(name, wrong(...keys)), { id }), 422, 'TWO_FACTOR_INVALID_CODE', `${name} ${guess}`)
        t.match(events.filter(({ type }) => type === 'failed')[guess - 1], { userId: 'alice', purpose: limit.purpose }, `${name} ${guess} is counted`)
      }
      const answer = await ask(name, visitor, next, { id })
      t.equal(answer.body.code, limit.refusal, `${name}: the next after ${limit.count}`)
      if (limit.refusal === 'TWO_FACTOR_LOCKED') t.match(answer.headers['retry-after'], /^[1-9]\d*$/, name)
    }
  })
}

t.test('an error handler that says that all is well opens nothing', async t => {
  const { enroll, login, wrong } = await createApplication({ routes: { verify: route => ({ ...route, errorHandler: (_error, _request, reply) => { reply.code(200).send({ status: 'complete' }) } }) } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  t.equal((await browser.post('/two-factor/challenge', { code: wrong(secret) })).status, 200)
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
})

t.test('a change that an override moved to GET is refused from another site as well', async t => {
  const { login } = await createApplication({ routes: { signOut: route => ({ ...route, method: 'GET' }) } })
  const browser = await login('carol')
  refused(t, await browser.get('/two-factor/sign-out', { 'sec-fetch-site': 'cross-site' }), 403, 'TWO_FACTOR_CROSS_ORIGIN')
  t.equal((await browser.get('/me')).status, 200)
  t.equal((await browser.get('/two-factor/sign-out', { 'sec-fetch-site': 'same-origin' })).status, 204)
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a handler that fails after the code was right takes no session along', async t => {
  const { enroll, login, code } = await createApplication({
    routes: { verify: route => ({ ...route, handler: async request => { await request.twoFactor.verify(request.body); throw new Error('the audit log is full') } }) }
  })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const answer = await browser.post('/two-factor/challenge', { code: code(secret) })
  refused(t, answer, 503, 'TWO_FACTOR_UNAVAILABLE')
  t.strictSame(answer.cookies, [])
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})
