import t from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'

t.test('everything of the user goes: authenticators, codes, clients, counters and sessions', async t => {
  const { enroll, signIn, login, app, code, wrong, events } = await createApplication({ verifyPassword: () => false })
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  const pending = await login('alice')
  for (let guess = 1; guess <= 5; guess++) {
    await pending.post('/two-factor/challenge', { code: wrong(secret) })
    await browser.post('/two-factor/enrollment', { password: 'wrong' })
  }
  await app.twoFactor.reset('alice')
  t.strictSame(await app.twoFactor.status('alice'), { enabled: false, required: false, requiredFrom: undefined, phishingResistant: false, blocked: false, lockedUntil: undefined, authenticators: [], recoveryCodesLeft: 0, recoveryCodesSaved: false, trustedClients: [], sessions: undefined })
  for (const client of [browser, trusted, pending]) refused(t, await client.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.strictSame(events.at(-1)!.type, 'reset')
  const again = await login('alice')
  t.equal((await again.get('/me')).body.method, 'none')
  t.equal((await again.post('/two-factor/enrollment', { password: 'wrong' })).status, 422, 'the password budget starts anew')
  await enroll('alice')
  t.equal((await trusted.post('/login', { userId: 'alice' })).body.status, 'challenge')
  refused(t, await trusted.post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  refused(t, await trusted.post('/two-factor/recovery', { code: recoveryCodes[0] }), 422, 'TWO_FACTOR_INVALID_CODE')
})

t.test('the next sign-in follows the policy', async t => {
  const { enroll, app, client } = await createApplication()
  await enroll('dave')
  await app.twoFactor.reset('dave')
  t.equal((await client().post('/login', { userId: 'dave' })).body.status, 'enrollment')
})

t.test('the row says what the record says', async t => {
  const { enroll, app, repository } = await createApplication()
  await enroll('alice')
  t.equal((await repository.findTwoFactor('alice'))!.enabled, true)
  await app.twoFactor.reset('alice')
  t.equal((await repository.findTwoFactor('alice'))!.enabled, false)
})

t.test('a user who never signed in can be reset, one who is gone too, and one whom nobody knows is not found', async t => {
  const given: Record<string, TwoFactorUser> = { ...users }
  const { enroll, app, events, repository } = await createApplication({ users: given })
  await t.resolves(app.twoFactor.reset('carol'))
  t.hasStrict(events, [{ type: 'reset', userId: 'carol' }])
  await enroll('alice')
  delete given['alice']
  await t.resolves(app.twoFactor.reset('alice'))
  t.equal((await repository.findTwoFactor('alice'))!.enabled, false)
  await t.rejects(app.twoFactor.reset('nobody'), { code: 'TWO_FACTOR_NOT_FOUND' })
  t.equal(await repository.findTwoFactor('nobody'), undefined)
})

t.test('no route of the plugin reaches it', async t => {
  const { app, login } = await createApplication()
  const printed = app.printRoutes({ commonPrefix: false })
  t.notMatch(printed, 'reset')
  t.equal((await (await login('carol')).post('/two-factor/reset')).status, 404)
})
