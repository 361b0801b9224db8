import t from 'tap'
import type { TwoFactorRouteName } from '../../lib/index.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, users, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { alertOf, formsOf, formTo, linksOf, mainControls } from '../support/page.js'
import { TestRepository } from '../support/test-repository.js'

const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

t.test('a route that is left out is not there, and the others are', async t => {
  const { enroll } = await createApplication({ routes: { disable: false, revokeTrustedClients: false } })
  const { client: browser } = await enroll('alice')
  for (const url of ['/disable', '/trusted-clients/revoke']) t.equal((await browser.post(`/two-factor${url}`, { code: '123456' })).status, 404, url)
  t.equal((await browser.post('/two-factor/trusted-clients/x/revoke')).body.code, 'TWO_FACTOR_NOT_FOUND')
  t.equal((await browser.get('/two-factor')).status, 200)
})

t.test('a page has no form for a route that is left out', async t => {
  const left: [TwoFactorRouteName, string][] = [['disable', '/two-factor/disable'], ['regenerateRecoveryCodes', '/two-factor/recovery-codes'], ['markRecoveryCodesSaved', '/two-factor/recovery-codes/saved'], ['startEnrollment', '/two-factor/enrollment'], ['signOut', '/two-factor/sign-out']]
  for (const [name, action] of left) {
    const complete = await createApplication()
    const without = await createApplication({ routes: { [name]: false } })
    t.ok(formTo((await (await complete.enroll('alice')).client.page('/two-factor')).body, action), `${name}: with`)
    await without.app.twoFactor.importAuthenticator('alice', { secret: KEY })
    const browser = await without.login('alice')
    await browser.post('/two-factor/challenge', { code: without.code(KEY) })
    const { status, body } = await browser.page('/two-factor')
    t.equal(status, 200, name)
    t.strictSame(formsOf(body).filter(form => form.action === action || form.action === ''), [], `${name}: without`)
  }
})

t.test('the challenge page has no form for a recovery code or the way out where these routes are left out', async t => {
  const { app, login } = await createApplication({ routes: { recover: false, signOut: false } })
  await app.twoFactor.importAuthenticator('alice', { secret: KEY })
  const { body } = await (await login('alice')).page('/two-factor/challenge')
  t.strictSame(formsOf(body).map(({ action }) => action), ['/two-factor/challenge'])
})

t.test('remembered clients and the pending enrollment are shown without buttons where their routes are left out', async t => {
  const { enroll, signIn, code, clock } = await createApplication({ routes: { revokeTrustedClient: false, revokeTrustedClients: false, cancelEnrollment: false, removeAuthenticator: false, renameAuthenticator: false, markRecoveryCodesSaved: false } })
  const { secret } = await enroll('alice')
  await signIn('alice', secret, { trustClient: true })
  const browser = await signIn('alice', secret, { trustClient: true })
  await browser.post('/two-factor/enrollment')
  t.strictSame(formsOf((await browser.page('/two-factor/enrollment')).body).map(({ action }) => action), ['/two-factor/enrollment/confirm'])
  t.strictSame(formsOf((await browser.page('/two-factor')).body).map(({ action }) => action), ['/two-factor/enrollment', '/two-factor/recovery-codes', '/two-factor/disable', '/two-factor/sign-out'])
  const { body } = await browser.get('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(body.secret) })
  clock.now += 30_000
  t.strictSame(formsOf((await browser.page('/two-factor')).body).map(({ action }) => action), ['/two-factor/enrollment', '/two-factor/recovery-codes', '/two-factor/disable', '/two-factor/sign-out'])
})

t.test('with routes: false a browser is not sent to pages that are not there', async t => {
  const { login, client } = await createApplication({ routes: false })
  redirected(t, await client().page('/me'), '/login?next=%2Fme')
  const dave = await login('dave')
  refused(t, await dave.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  const { status, headers, body } = await dave.page('/me')
  t.strictSame([status, headers.location, alertOf(body)], [403, undefined, 'This did not work. Please try again.'])
})

t.test('pages without the assets have neither stylesheet nor script', async t => {
  const { login } = await createApplication({ routes: { assets: false } })
  const { status, body } = await (await login('carol')).page('/two-factor')
  t.equal(status, 200)
  t.notMatch(body, /<link|<script/)
})

t.test('the step-up page offers no recovery code where that route is left out', async t => {
  const { enroll, signIn } = await createApplication({ routes: { recover: false } })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  await browser.post('/login', { userId: 'alice' })
  t.strictSame(formsOf((await browser.page('/two-factor/step-up')).body).map(({ action }) => action), ['/two-factor/step-up'])
})

t.test('without the route of the step-up its page has no form that leads elsewhere', async t => {
  const { enroll } = await createApplication({ routes: { stepUp: false } })
  const { body } = await (await enroll('alice')).client.page('/two-factor/step-up?next=%2Fpayout')
  t.strictSame(formsOf(body).filter(({ action }) => !action.startsWith('/two-factor')).map(({ action }) => action), [])
})

t.test('without the route of the challenge a URL without a route still leads back to itself', async t => {
  const { client } = await createApplication({ protect: 'all', routes: { challenge: false } })
  redirected(t, await client().page('/nothing?x=1'), '/login?next=%2Fnothing%3Fx%3D1')
})

/** An application without some routes, over whose records a test goes; alice is on and signed in, by an own route. */
async function without (...left: TwoFactorRouteName[]): Promise<TestApplication & { browser: Client, pending: Client, change: (change: object) => void }> {
  const repository = new TestRepository(users)
  const application = await createApplication({
    userRepository: repository,
    routes: Object.fromEntries(left.map(name => [name, false])),
    extend: app => { app.post('/own/verify', async request => await request.twoFactor.verify((request.body as { code: string }).code)) }
  })
  await application.app.twoFactor.importAuthenticator('alice', { secret: KEY })
  const browser = await application.login('alice')
  await browser.post('/own/verify', { code: application.code(KEY) })
  return { ...application, browser, pending: await application.login('alice'), change: changes => repository.store('alice', record => ({ ...record, ...changes })) }
}

t.test('whichever route is left out, there is one first thing to do, which leads somewhere', async t => {
  const done = { text: 'Done', to: '/' }
  const codeAttempts = { failures: 100, days: {} }
  const noCodes = await without('regenerateRecoveryCodes')
  t.strictSame(mainControls((await noCodes.browser.page('/two-factor')).body), [done])

  const unsaved = await without('markRecoveryCodesSaved')
  const { body: codes } = await unsaved.browser.submit('/two-factor/recovery-codes', { code: unsaved.code(KEY, 1) })
  t.strictSame(mainControls(codes), [{ text: 'Continue', to: '/two-factor' }])
  t.strictSame(mainControls((await unsaved.browser.page('/two-factor')).body), [done])

  const off = await without('startEnrollment')
  t.strictSame(mainControls((await (await off.login('carol')).page('/two-factor')).body), [{ text: 'Back', to: '/' }])

  const locked = await without('unlock')
  locked.change({ codeAttempts: { ...codeAttempts, failures: 5, lockedUntil: locked.clock.now + 30_000 } })
  t.strictSame(mainControls((await locked.browser.page('/two-factor')).body), [done])

  for (const [left, minutes] of [['startEnrollment', 0], ['signOut', 10]] as const) {
    const blocked = await without(left)
    blocked.clock.now += minutes * 60_000
    blocked.change({ codeAttempts: { ...codeAttempts, blockedAt: blocked.clock.now } })
    t.strictSame(mainControls((await blocked.browser.page('/two-factor')).body), [done], left)
  }

  const stepUp = await without('signOut', 'recover')
  stepUp.change({ codeAttempts: { ...codeAttempts, blockedAt: stepUp.clock.now } })
  const { body } = await stepUp.browser.page('/two-factor/step-up')
  t.strictSame(mainControls(body), [{ text: 'Cancel', to: '/' }])
  t.strictSame(linksOf(body), ['/'])

  const challenge = await without('recover')
  challenge.change({ codeAttempts: { ...codeAttempts, blockedAt: challenge.clock.now } })
  t.strictSame(mainControls((await challenge.pending.page('/two-factor/challenge')).body), [{ text: 'Not you? Sign out', to: '/two-factor/sign-out' }])
})
