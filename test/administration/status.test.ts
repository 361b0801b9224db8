import t from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import { createApplication, START, users } from '../support/application.js'

t.test('the status of a user tells everything but secrets, hashes and tokens', async t => {
  const { enroll, signIn, app, clock } = await createApplication()
  const { secret, recoveryCodes } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true, headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' } })
  const used = clock.now - 30_000
  const status = await app.twoFactor.status('alice')
  t.strictSame({ ...status, authenticators: status.authenticators.map(({ id, ...rest }) => rest), trustedClients: status.trustedClients.map(({ id, ...rest }) => rest) }, {
    enabled: true,
    required: false,
    requiredFrom: undefined,
    phishingResistant: false,
    blocked: false,
    lockedUntil: undefined,
    authenticators: [{ type: 'totp', name: 'Authenticator', createdAt: new Date(START), lastUsedAt: new Date(used), synced: undefined }],
    recoveryCodesLeft: 10,
    recoveryCodesSaved: false,
    trustedClients: [{ label: 'Firefox on Linux', browser: 'Firefox', system: 'Linux', createdAt: new Date(used), lastUsedAt: new Date(Date.UTC(2026, 0, 15)), expiresAt: new Date(used + 30 * 86_400_000) }],
    sessions: undefined
  })
  const text = JSON.stringify(status)
  for (const hidden of [secret, recoveryCodes[0]!, ...[...browser.jar.values()].flatMap(value => value.split('.'))]) if (hidden !== status.trustedClients[0]!.id) t.notOk(text.includes(hidden))
})

t.test('a user who never signed in has the status of one without two-factor authentication, and gets no record by it', async t => {
  const { app, repository } = await createApplication()
  t.strictSame(await app.twoFactor.status('carol'), { enabled: false, required: false, requiredFrom: undefined, phishingResistant: false, blocked: false, lockedUntil: undefined, authenticators: [], recoveryCodesLeft: 0, recoveryCodesSaved: false, trustedClients: [], sessions: undefined })
  t.equal(await repository.findTwoFactor('carol'), undefined)
})

t.test('the status knows the policy of now, a lock, a block and trust that is over', async t => {
  const given: Record<string, TwoFactorUser> = { alice: { ...users['alice']!, twoFactor: 'required', graceEndsAt: new Date(START + 86_400_000) } }
  const { enroll, signIn, app, clock, wrong, login } = await createApplication({ users: given })
  t.hasStrict(await app.twoFactor.status('alice'), { required: false, requiredFrom: new Date(START + 86_400_000) })
  const { secret } = await enroll('alice')
  await signIn('alice', secret, { trustClient: true })
  given['alice'] = { accountName: 'alice', twoFactor: 'required' }
  t.hasStrict(await app.twoFactor.status('alice'), { required: true, requiredFrom: undefined })
  const browser = await login('alice')
  for (let guess = 1; guess <= 5; guess++) await browser.post('/two-factor/challenge', { code: wrong(secret) })
  t.strictSame((await app.twoFactor.status('alice')).lockedUntil, new Date(clock.now + 30_000))
  clock.now += 30_000
  t.equal((await app.twoFactor.status('alice')).lockedUntil, undefined)
  clock.now += 30 * 86_400_000
  t.strictSame((await app.twoFactor.status('alice')).trustedClients, [])
})

t.test('a user whom nobody knows has no status', async t => {
  const given: Record<string, TwoFactorUser> = { ...users }
  const { enroll, app } = await createApplication({ users: given })
  await t.rejects(app.twoFactor.status('nobody'), { code: 'TWO_FACTOR_NOT_FOUND', statusCode: 404 })
  await enroll('alice')
  delete given['alice']
  await t.rejects(app.twoFactor.status('alice'), { code: 'TWO_FACTOR_NOT_FOUND' })
})
