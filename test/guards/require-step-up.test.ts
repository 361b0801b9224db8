import t from 'tap'
import { requireStepUp } from '../../lib/index.js'
import { passkeyOf } from '../record/fixtures.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, START, users, type TestApplication } from '../support/application.js'
import { JsonStore } from '../support/json-store.js'
import { TestRepository } from '../support/test-repository.js'
import { guarded, guards, places } from './guarded.js'

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

t.test('a step-up takes an age above 0 and nothing else, told when the guard is made', async t => {
  for (const maxAgeSeconds of [0, -1, Number.NaN, Infinity, '300', undefined, null]) {
    t.throws(() => requireStepUp({ maxAgeSeconds: maxAgeSeconds as number }), { code: 'TWO_FACTOR_OPTION_INVALID', message: `maxAgeSeconds above 0, got ${String(maxAgeSeconds)}` })
  }
  t.type(requireStepUp({ maxAgeSeconds: 0.5 }), 'function')
})

/** An application with a place that asks for a passkey; its sessions and records can be changed past the plugin. */
async function withResistantPlace (): Promise<TestApplication & { repository: TestRepository, assert: (at: number | undefined) => void }> {
  const repository = new TestRepository(users)
  const store = new JsonStore()
  const application = await createApplication({
    userRepository: repository,
    store,
    extend: async app => {
      app.get('/vault', { onRequest: requireStepUp({ maxAgeSeconds: 60, phishingResistant: true }) }, async request => request.twoFactor.userId)
      app.get('/any', { onRequest: requireStepUp({ maxAgeSeconds: 60, phishingResistant: false }) }, async request => request.twoFactor.userId)
    }
  })
  const assert = (assertedAt: number | undefined): void => {
    for (const [id, text] of store.sessions) {
      const session = JSON.parse(text)
      store.sessions.set(id, JSON.stringify({ ...session, twoFactor: { ...session.twoFactor, assertedAt } }))
    }
  }
  return { ...application, repository, assert }
}

t.test('where a passkey is asked for a code is not enough, and a passkey is until it is too old', async t => {
  const { enroll, signIn, clock, repository, assert } = await withResistantPlace()
  const { secret } = await enroll('alice')
  repository.store('alice', record => ({ ...record, authenticators: [...record.authenticators, passkeyOf('phone')] }))
  const browser = await signIn('alice', secret)
  t.equal((await browser.get('/any')).status, 200)
  refused(t, await browser.get('/vault'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  redirected(t, await browser.page('/vault'), '/two-factor/step-up?next=%2Fvault&method=passkey')
  assert(clock.now)
  t.equal((await browser.get('/vault')).body, 'alice')
  clock.now += 59_999
  t.equal((await browser.get('/vault')).status, 200)
  clock.now += 1
  refused(t, await browser.get('/vault'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  assert(clock.now + 60_001)
  refused(t, await browser.get('/vault'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED', 'a moment that is ahead')
})

t.test('where a passkey is asked for a user without one is led to the enrollment, whatever they proved', async t => {
  const { enroll, login, assert, client } = await withResistantPlace()
  refused(t, await client().get('/vault'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  for (const place of ['/vault', '/any']) refused(t, await (await login('carol')).get(place), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  const { client: browser } = await enroll('alice')
  assert(START)
  refused(t, await browser.get('/vault'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  redirected(t, await browser.page('/vault'), '/two-factor/enrollment?next=%2Fvault&method=passkey')
  t.equal((await browser.get('/any')).status, 200)
})

t.test('a step-up takes no option that it does not know, and a passkey as yes or no, told when the guard is made', async t => {
  for (const phishingResistant of ['true', 1, null, {}]) {
    t.throws(() => requireStepUp({ maxAgeSeconds: 60, phishingResistant: phishingResistant as boolean }), { code: 'TWO_FACTOR_OPTION_INVALID', message: `requireStepUp needs phishingResistant as a boolean, got ${String(phishingResistant)}` })
  }
  for (const name of ['phishingresistant', 'maxAge', 'resistant']) {
    t.throws(() => requireStepUp({ maxAgeSeconds: 60, [name]: true }), { code: 'TWO_FACTOR_OPTION_INVALID', message: `requireStepUp has no option ${name}, it has: maxAgeSeconds, phishingResistant` })
  }
  for (const phishingResistant of [undefined, false, true]) t.type(requireStepUp({ maxAgeSeconds: 60, phishingResistant }), 'function')
})
