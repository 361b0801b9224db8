import t from 'tap'
import { requireSignIn, requireStepUp, requireTwoFactor, type Guard } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'

const guards: Record<string, Guard> = { 'sign-in': requireSignIn, 'two-factor': requireTwoFactor, 'step-up': requireStepUp({ maxAgeSeconds: 120 }) }

/** Each guard at each place it may stand: `/sign-in/route/onRequest`, `/step-up/scope/preHandler` and so on. */
async function guarded (): Promise<TestApplication & { handled: string[] }> {
  const handled: string[] = []
  const application = await createApplication({
    extend: async app => {
      for (const [name, guard] of Object.entries(guards)) {
        for (const hook of ['onRequest', 'preHandler'] as const) {
          const route = `/${name}/route/${hook}`
          app.get(route, { [hook]: guard }, async request => { handled.push(route); return request.twoFactor.userId })
          await app.register(async scope => {
            scope.addHook(hook, guard)
            const route = `/${name}/scope/${hook}`
            scope.get(route, async request => { handled.push(route); return request.twoFactor.userId })
          })
        }
      }
    }
  })
  return { ...application, handled }
}

const places = ['route/onRequest', 'route/preHandler', 'scope/onRequest', 'scope/preHandler']

t.test('whoever is not through gets the error of what is missing from every guard at every place, and no handler runs', async t => {
  const { enroll, login, client, handled } = await guarded()
  await enroll('alice')
  const refusals = [[client(), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED'], [await login('alice'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED'], [await login('dave'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED']] as const
  for (const name of Object.keys(guards)) {
    for (const place of places) {
      for (const [browser, status, code] of refusals) {
        refused(t, await browser.get(`/${name}/${place}`), status, code, `${name}/${place} ${code}`)
        t.equal((await browser.send({ method: 'HEAD', url: `/${name}/${place}` })).status, status, `HEAD ${name}/${place} ${code}`)
      }
    }
  }
  t.strictSame(handled, [])
})

t.test('a user without two-factor authentication passes requireSignIn and nothing more', async t => {
  const { login, handled } = await guarded()
  const browser = await login('carol')
  for (const place of places) {
    t.equal((await browser.get(`/sign-in/${place}`)).body, 'carol', place)
    for (const name of ['two-factor', 'step-up']) refused(t, await browser.get(`/${name}/${place}`), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED', `${name}/${place}`)
  }
  t.equal(handled.length, places.length)
})

t.test('a code proved in this session passes every guard until it is too old for a step-up', async t => {
  const { enroll, signIn, clock } = await guarded()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret)
  for (const place of places) {
    for (const name of Object.keys(guards)) t.equal((await browser.get(`/${name}/${place}`)).body, 'alice', `${name}/${place}`)
  }
  clock.now += 90_000
  for (const place of places) {
    for (const name of ['sign-in', 'two-factor']) t.equal((await browser.get(`/${name}/${place}`)).status, 200, `${name}/${place}`)
    refused(t, await browser.get(`/step-up/${place}`), 403, 'TWO_FACTOR_STEP_UP_REQUIRED', place)
  }
})

t.test('a remembered client passes requireTwoFactor and no step-up, and so does a recovery code', async t => {
  const { enroll, signIn, login } = await guarded()
  const { secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  await trusted.post('/login', { userId: 'alice' })
  t.equal((await trusted.get('/two-factor/route/onRequest')).status, 200)
  refused(t, await trusted.get('/step-up/route/onRequest'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const recovered = await login('alice')
  await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.equal((await recovered.get('/two-factor/route/onRequest')).status, 200)
  refused(t, await recovered.get('/step-up/route/onRequest'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
})

t.test('a step-up takes an age above 0 and nothing else, told when the guard is made', async t => {
  for (const maxAgeSeconds of [0, -1, Number.NaN, Infinity, '300', undefined, null]) {
    t.throws(() => requireStepUp({ maxAgeSeconds: maxAgeSeconds as number }), { code: 'TWO_FACTOR_OPTION_INVALID', message: `maxAgeSeconds above 0, got ${String(maxAgeSeconds)}` })
  }
  t.type(requireStepUp({ maxAgeSeconds: 0.5 }), 'function')
})

t.test('no guard of an earlier answer holds: after disable, reset and revocation every guard refuses', async t => {
  for (const end of ['disable', 'reset', 'revokeSessions', 'sign-out'] as const) {
    const { enroll, signIn, app, code, clock } = await guarded()
    const { client: other, secret } = await enroll('alice')
    const browser = await signIn('alice', secret)
    for (const name of Object.keys(guards)) t.equal((await browser.get(`/${name}/route/onRequest`)).status, 200, name)
    if (end === 'disable') await other.post('/two-factor/disable', { code: code(secret) })
    else if (end === 'sign-out') await browser.post('/two-factor/sign-out')
    else await app.twoFactor[end]('alice')
    clock.now += 1
    for (const name of Object.keys(guards)) refused(t, await browser.get(`/${name}/route/onRequest`), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', `${name} after ${end}`)
  }
})

t.test('guards one after the other each decide anew', async t => {
  const { enroll, login, clock } = await createApplication({
    extend: app => { app.get('/both', { onRequest: [requireSignIn, requireTwoFactor], preHandler: requireStepUp({ maxAgeSeconds: 60 }) }, async request => request.twoFactor.userId) }
  })
  const { client: browser } = await enroll('alice')
  t.equal((await browser.get('/both')).body, 'alice')
  clock.now += 60_000
  refused(t, await browser.get('/both'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  refused(t, await (await login('carol')).get('/both'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
})
