import t from 'tap'
import type { TwoFactorEvent } from '../../lib/index.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'

type Told = TestApplication & { told: (act: () => Promise<unknown>) => Promise<object[]> }

/** What the events of one act are, their time checked and left out. */
async function telling (t: { strictSame: (found: unknown, wanted: unknown, message: string) => unknown }, options: ApplicationOptions = {}): Promise<Told> {
  const application = await createApplication(options)
  return {
    ...application,
    told: async act => {
      application.events.length = 0
      await act()
      for (const { type, at } of application.events) t.strictSame(at, new Date(application.clock.now), `${type}: at`)
      return application.events.map(({ at, ...rest }) => rest)
    }
  }
}

const alice = { userId: 'alice' }

t.test('a sign-in tells how it was completed, a pending one tells nothing', async t => {
  const { told, client, enroll, login, code, clock } = await telling(t)
  t.strictSame(await told(() => client().post('/login', { userId: 'carol' })), [{ type: 'signed-in', userId: 'carol', method: 'none' }])
  const { secret, recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  t.strictSame(await told(() => browser.post('/login', { userId: 'alice' })), [])
  t.strictSame(await told(() => browser.post('/two-factor/challenge', { code: code(secret) })), [{ type: 'signed-in', ...alice, method: 'totp' }])
  clock.now += 30_000
  t.strictSame(await told(() => browser.post('/two-factor/step-up', { code: code(secret) })), [], 'a step-up is no sign-in')
  const recovering = await login('alice')
  t.strictSame((await told(() => recovering.post('/two-factor/recovery', { code: recoveryCodes[0] }))).toSorted(byType), [{ type: 'recovery-code-used', ...alice, left: 9 }, { type: 'signed-in', ...alice, method: 'recovery-code' }])
  t.strictSame(await told(() => recovering.post('/two-factor/sign-out')), [{ type: 'signed-out', ...alice }])
})

t.test('trust tells who is remembered and who is forgotten', async t => {
  const { told, enroll, login, code, app, clock } = await telling(t)
  const { secret } = await enroll('alice')
  const browser = await login('alice', { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' })
  const given = await told(() => browser.post('/two-factor/challenge', { code: code(secret), trustClient: true }))
  const { id } = (await app.twoFactor.status('alice')).trustedClients[0]!
  const client = { id, label: 'Firefox on Linux', browser: 'Firefox', system: 'Linux' }
  t.strictSame(given.toSorted(byType), [{ type: 'client-trusted', ...alice, client }, { type: 'signed-in', ...alice, method: 'totp' }])
  t.strictSame(await told(() => browser.post('/login', { userId: 'alice' })), [{ type: 'signed-out', ...alice }, { type: 'signed-in', ...alice, method: 'trusted-client' }])
  t.strictSame(await told(() => browser.post(`/two-factor/trusted-clients/${id}/revoke`)), [{ type: 'client-revoked', ...alice, client }])
  clock.now += 30_000
  for (let count = 1; count <= 20; count++) {
    const other = await login('alice')
    await other.post('/two-factor/challenge', { code: code(secret), trustClient: true })
    clock.now += 30_000
  }
  const [oldest] = (await app.twoFactor.status('alice')).trustedClients
  const last = await login('alice')
  const dropped = (await told(() => last.post('/two-factor/challenge', { code: code(secret), trustClient: true }))).filter(event => (event as TwoFactorEvent).type === 'client-revoked')
  t.strictSame(dropped, [{ type: 'client-revoked', client: { id: oldest!.id, label: oldest!.label, browser: undefined, system: undefined }, ...alice }], 'the one that is dropped for it')
})

t.test('enabling, adding, replacing, removing and disabling each tell what became of which authenticator', async t => {
  const { told, login, code, clock, app } = await telling(t)
  const browser = await login('alice')
  const start = async (name: string): Promise<string> => {
    let secret = ''
    t.strictSame(await told(async () => { secret = (await browser.post('/two-factor/enrollment', { name })).body.secret }), [], 'a start tells nothing')
    return secret
  }
  const first = await start('first')
  const enabled = await told(() => browser.post('/two-factor/enrollment/confirm', { code: code(first) }))
  const ids = async (): Promise<string[]> => (await app.twoFactor.status('alice')).authenticators.map(({ id }) => id)
  const [firstId] = await ids()
  t.strictSame(enabled, [{ type: 'enabled', ...alice }, { type: 'authenticator-added', authenticator: { id: firstId, type: 'totp', name: 'first' }, ...alice }])
  clock.now += 30_000
  const second = await start('second')
  const added = await told(() => browser.post('/two-factor/enrollment/confirm', { code: code(second) }))
  const [, secondId] = await ids()
  t.strictSame(added, [{ type: 'authenticator-added', authenticator: { id: secondId, type: 'totp', name: 'second' }, ...alice }])
  clock.now += 30_000
  t.strictSame(await told(() => browser.post(`/two-factor/authenticators/${firstId}/remove`, { code: code(second) })), [{ type: 'authenticator-removed', authenticator: { id: firstId, type: 'totp', name: 'first' }, ...alice }])
  clock.now += 30_000
  const third = await start('third')
  const replaced = await told(() => browser.post('/two-factor/enrollment/confirm', { code: code(third), replace: true }))
  const [thirdId] = await ids()
  t.strictSame(replaced, [{ type: 'authenticator-added', authenticator: { id: thirdId, type: 'totp', name: 'third' }, ...alice }, { type: 'authenticator-removed', authenticator: { id: secondId, type: 'totp', name: 'second' }, ...alice }])
  clock.now += 30_000
  t.strictSame(await told(() => browser.post('/two-factor/recovery-codes', { code: code(third) })), [{ type: 'recovery-codes-regenerated', ...alice }])
  clock.now += 30_000
  t.strictSame(await told(() => browser.post('/two-factor/disable', { code: code(third) })), [{ type: 'disabled', ...alice }])
})

t.test('an enrollment that signs in tells both', async t => {
  const { told, login, code } = await telling(t)
  const browser = await login('dave')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.strictSame((await told(() => browser.post('/two-factor/enrollment/confirm', { code: code(secret) }))).map(event => (event as TwoFactorEvent).type).sort(), ['authenticator-added', 'enabled', 'signed-in'])
})

t.test('a failure tells its purpose, the first lock and the block once', async t => {
  const { told, enroll, login, wrong, clock } = await telling(t, { verifyPassword: () => false })
  const { client: browser, secret } = await enroll('alice')
  const pending = await login('alice')
  const code = wrong(secret)
  const failed = (purpose: string): object => ({ type: 'failed', purpose, ...alice })
  t.strictSame(await told(() => pending.post('/two-factor/challenge', { code })), [failed('sign-in')])
  t.strictSame(await told(() => browser.post('/two-factor/step-up', { code })), [failed('step-up')])
  t.strictSame(await told(() => browser.post('/two-factor/disable', { code })), [failed('disable')])
  t.strictSame(await told(() => browser.post('/two-factor/recovery-codes', { code })), [failed('step-up')])
  t.strictSame(await told(() => pending.post('/two-factor/recovery', { code: '0'.repeat(24) })), [failed('recovery')])
  t.strictSame(await told(() => browser.post('/two-factor/enrollment', { password: 'wrong' })), [failed('password')])
  t.strictSame(await told(() => pending.post('/two-factor/challenge', { code })), [failed('sign-in'), { type: 'locked', until: new Date(clock.now + 30_000), ...alice }])
  t.strictSame(await told(() => pending.post('/two-factor/challenge', { code })), [], 'under the lock')
  clock.now += 30_000
  t.strictSame(await told(() => pending.post('/two-factor/challenge', { code })), [failed('sign-in')], 'a later lock')
  const { body } = await browser.post('/two-factor/enrollment')
  t.strictSame(await told(() => browser.post('/two-factor/enrollment/confirm', { code: wrong(body.secret) })), [failed('enrollment')])
  for (let guess = 7; guess <= 99; guess++) {
    clock.now += 3_600_000
    await (await login('alice')).post('/two-factor/challenge', { code: wrong(secret) })
  }
  clock.now += 3_600_000
  const last = await login('alice')
  t.strictSame(await told(() => last.post('/two-factor/challenge', { code: wrong(secret) })), [failed('sign-in'), { type: 'blocked', ...alice }])
  t.strictSame(await told(() => last.post('/two-factor/challenge', { code: wrong(secret) })), [], 'under the block')
})

t.test('administration tells what it did', async t => {
  const { told, app } = await telling(t)
  t.strictSame(await told(() => app.twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })), [{ type: 'imported', ...alice }])
  t.strictSame(await told(() => app.twoFactor.revokeSessions('alice')), [{ type: 'sessions-revoked', ...alice }])
  t.strictSame(await told(() => app.twoFactor.reset('alice')), [{ type: 'reset', ...alice }])
  t.strictSame(await told(() => app.twoFactor.revokeTrustedClients('alice')), [])
})

t.test('no event of any flow holds a secret, a code, a token or an id of a session', async t => {
  const all: TwoFactorEvent[] = []
  const { enroll, signIn, login, code, wrong, clock, store, app } = await createApplication({ onEvent: event => { all.push(event) }, verifyPassword: (_userId, password) => password === 'my password' })
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  const [, token] = [...trusted.jar].find(([name]) => name.startsWith('two-factor-'))!
  const typed = [wrong(secret), code(secret)]
  await browser.post('/two-factor/disable', { code: typed[0], password: 'my password' })
  await browser.post('/two-factor/disable', { code: typed[0], password: 'wrong password' })
  const { body: started } = await browser.post('/two-factor/enrollment', { secret: 'my own secret' })
  await browser.post('/two-factor/enrollment/confirm', { code: code(started.secret) })
  clock.now += 30_000
  await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0] })
  await app.twoFactor.reset('alice')
  const text = JSON.stringify(all)
  t.ok(all.length > 8)
  for (const hidden of [secret, started.secret, 'my own secret', 'my password', 'wrong password', token.split('.')[1]!, ...typed, ...recoveryCodes, ...recoveryCodes.map(code => code.replaceAll('-', '')), ...store.sessions.keys()]) t.notOk(text.includes(hidden), hidden.slice(0, 12))
})

function byType (a: object, b: object): number {
  return (a as TwoFactorEvent).type.localeCompare((b as TwoFactorEvent).type)
}
