import t, { type Test } from 'tap'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { requireSignIn, type TwoFactorEvent } from '../../lib/index.js'
import { isTrueBySave } from '../../lib/events.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import { SoftAuthenticator } from '../support/authenticator.js'
import type { Answer, Client } from '../support/client.js'
import { TestRepository } from '../support/test-repository.js'

type Told = TestApplication & { told: (act: () => Promise<unknown>) => Promise<object[]> }

/** What the events of one act are; their time and id are checked and left out, and the sign-in that did it is named by its turn. */
async function telling (t: Test, options: ApplicationOptions = {}): Promise<Told> {
  const application = await createApplication(options)
  const ids = new Set<string>()
  const signIns: string[] = []
  const nth = (signInId: string): number => {
    if (!signIns.includes(signInId)) signIns.push(signInId)
    return signIns.indexOf(signInId) + 1
  }
  return {
    ...application,
    told: async act => {
      application.events.length = 0
      await act()
      return application.events.map(({ id, at, signInId, ...rest }) => {
        t.strictSame(at, new Date(application.clock.now), `${rest.type}: at`)
        t.match(id, /^[\w-]{22}$/, `${rest.type}: id`)
        t.equal(ids.size + 1, ids.add(id).size, `${rest.type}: an id of its own`)
        return signInId === undefined ? rest : { ...rest, by: `sign-in ${nth(signInId)}` }
      })
    }
  }
}

const alice = { userId: 'alice' }
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
const firefox = { label: 'Firefox on Linux', browser: 'Firefox', system: 'Linux' }
const unknown = { label: 'Unknown client', browser: undefined, system: undefined, remembered: false, known: false }

t.test('a sign-in tells that a code is due and how it was completed, a step-up what was proved', async t => {
  const { told, client, enroll, code, clock } = await telling(t)
  t.strictSame(await told(() => client().post('/login', { userId: 'carol' })), [{ type: 'signed-in', userId: 'carol', by: 'sign-in 1', method: 'none', client: unknown }])
  const { secret, recoveryCodes } = await enroll('alice')
  const browser = client()
  t.strictSame(await told(() => browser.post('/login', { userId: 'alice' })), [{ type: 'challenged', ...alice, by: 'sign-in 2', client: unknown, fresh: true }])
  t.strictSame(await told(() => browser.post('/login', { userId: 'alice', fresh: false })), [{ type: 'challenged', ...alice, by: 'sign-in 3', client: unknown, fresh: false }], 'another sign-in')
  t.strictSame(await told(() => browser.post('/two-factor/challenge', { code: code(secret) })), [{ type: 'signed-in', ...alice, by: 'sign-in 3', method: 'totp', client: unknown }])
  clock.now += 30_000
  t.strictSame(await told(() => browser.post('/two-factor/step-up', { code: code(secret) })), [{ type: 'stepped-up', ...alice, by: 'sign-in 3', method: 'totp' }])
  t.strictSame(await told(() => browser.post('/two-factor/sign-out')), [{ type: 'signed-out', ...alice, by: 'sign-in 3' }])
  const recovering = client()
  await told(() => recovering.post('/login', { userId: 'alice' }))
  t.strictSame(await told(() => recovering.post('/two-factor/recovery', { code: recoveryCodes[0] })), [
    { type: 'recovery-code-used', ...alice, by: 'sign-in 4', left: 9 },
    { type: 'signed-in', ...alice, by: 'sign-in 4', method: 'recovery-code', client: unknown }
  ], 'what the save made true comes first')
})

t.test('a step-up by a passkey tells so, and a challenge of a role that is not enabled yet nothing', async t => {
  const { told, client, enroll } = await telling(t, { passkeys: passkeys(), origin: 'https://acme.example' })
  const held = client()
  t.strictSame(await told(() => held.post('/login', { userId: 'dave' })), [], 'held for an enrollment')
  const { client: browser } = await enroll('alice')
  const authenticator = new SoftAuthenticator()
  const { body: { options } } = await browser.post('/two-factor/passkeys')
  await browser.post('/two-factor/passkeys/confirm', { credential: await authenticator.create(options) })
  const { body: { passkeyOptions } } = await browser.get('/two-factor/step-up')
  const credential = await authenticator.get(passkeyOptions)
  t.match(await told(() => browser.post('/two-factor/step-up', { credential })), [{ type: 'stepped-up', ...alice, method: 'passkey' }])
})

t.test('a client is known where one with its label is remembered, and remembered from the sign-in on that asked for it', async t => {
  const { told, client, enroll, signIn, login, code, clock } = await telling(t)
  const { secret } = await enroll('alice')
  const clientOf = async (browser: Client, body: object): Promise<object[]> => {
    clock.now += 30_000
    return (await told(() => browser.post('/two-factor/challenge', { code: code(secret), ...body }))).flatMap(event => 'client' in event && (event as TwoFactorEvent).type === 'signed-in' ? [event.client as object] : [])
  }
  const first = await login('alice', { 'user-agent': FIREFOX })
  t.strictSame(await clientOf(first, { trustClient: true }), [{ ...firefox, remembered: true, known: false }], 'the trust is of this sign-in')
  t.strictSame(await clientOf(await login('alice', { 'user-agent': FIREFOX }), {}), [{ ...firefox, remembered: false, known: true }], 'one like it')
  t.strictSame(await clientOf(await login('alice', { 'user-agent': FIREFOX.replace('X11; Linux x86_64', 'Windows NT 10.0') }), {}), [{ label: 'Firefox on Windows', browser: 'Firefox', system: 'Windows', remembered: false, known: false }])
  const again = await told(() => first.post('/login', { userId: 'alice' }))
  t.match(again, [{ type: 'signed-out' }, { type: 'signed-in', method: 'trusted-client', client: { ...firefox, remembered: true, known: true } }])
  const remembering = client({ 'user-agent': FIREFOX })
  for (const [name, value] of first.jar) remembering.jar.set(name, value)
  t.match(await told(() => remembering.post('/login', { userId: 'alice', fresh: false })), [{}, { type: 'challenged', client: { remembered: true, known: true } }], 'nothing was proved, but its token is live')
  t.strictSame(await clientOf(remembering, {}), [{ ...firefox, remembered: true, known: true }])
  clock.now += 31 * 86_400_000
  const over = await told(() => first.post('/login', { userId: 'alice' }))
  t.match(over.at(-1), { type: 'challenged', client: { ...firefox, remembered: false, known: false } }, 'a client that is over is like no client')
  const nameless = await signIn('alice', secret, { trustClient: true })
  await nameless.post('/two-factor/sign-out')
  t.strictSame(await clientOf(await login('alice'), {}), [unknown], 'whoever does not say what they are is like nobody')
})

t.test('a client of a user who may have none remembered is none, and a recovery ends that of this browser too', async t => {
  const given = { ...users }
  const { told, enroll, signIn, client } = await telling(t, { users: given })
  const { secret, recoveryCodes } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true, headers: { 'user-agent': FIREFOX } })
  given['alice'] = { ...users['alice']!, trustClients: false }
  t.match((await told(() => browser.post('/login', { userId: 'alice' }))).at(-1), { type: 'challenged', client: { remembered: false, known: true } })
  given['alice'] = users['alice']!
  const recovering = client({ 'user-agent': FIREFOX })
  for (const [name, value] of browser.jar) recovering.jar.set(name, value)
  await recovering.post('/login', { userId: 'alice', fresh: false })
  t.match((await told(() => recovering.post('/two-factor/recovery', { code: recoveryCodes[0] }))).at(-1), { type: 'signed-in', client: { ...firefox, remembered: false, known: true } })
})

t.test('trust tells who is remembered and who is forgotten', async t => {
  const { told, enroll, login, code, app, clock } = await telling(t)
  const { secret } = await enroll('alice')
  const browser = await login('alice', { 'user-agent': FIREFOX })
  const given = await told(() => browser.post('/two-factor/challenge', { code: code(secret), trustClient: true }))
  const { id } = (await app.twoFactor.status('alice')).trustedClients[0]!
  const client = { id, ...firefox }
  t.strictSame(given[0], { type: 'client-trusted', ...alice, by: 'sign-in 1', client })
  t.match(given.slice(1), [{ type: 'signed-in', method: 'totp' }])
  t.match(await told(() => browser.post('/login', { userId: 'alice' })), [{ type: 'signed-out', by: 'sign-in 1' }, { type: 'signed-in', by: 'sign-in 2', method: 'trusted-client' }])
  t.strictSame(await told(() => browser.post(`/two-factor/trusted-clients/${id}/revoke`)), [{ type: 'client-revoked', ...alice, by: 'sign-in 2', client }])
  clock.now += 30_000
  for (let count = 1; count <= 20; count++) {
    const other = await login('alice')
    await other.post('/two-factor/challenge', { code: code(secret), trustClient: true })
    clock.now += 30_000
  }
  const [oldest] = (await app.twoFactor.status('alice')).trustedClients
  const last = await login('alice')
  const dropped = (await told(() => last.post('/two-factor/challenge', { code: code(secret), trustClient: true }))).filter(event => (event as TwoFactorEvent).type === 'client-revoked')
  t.match(dropped, [{ client: { id: oldest!.id, label: oldest!.label, browser: undefined, system: undefined }, ...alice }], 'the one that is dropped for it')
})

t.test('enabling, adding, replacing, removing and disabling each tell what became of which authenticator', async t => {
  const { told, login, code, clock, app } = await telling(t)
  const browser = await login('alice')
  const start = async (name: string): Promise<string> => {
    let secret = ''
    t.strictSame(await told(async () => { secret = (await browser.post('/two-factor/enrollment', { name })).body.secret }), [], 'a start tells nothing')
    return secret
  }
  const of = { ...alice, by: 'sign-in 1' }
  const first = await start('first')
  const enabled = await told(() => browser.post('/two-factor/enrollment/confirm', { code: code(first) }))
  const ids = async (): Promise<string[]> => (await app.twoFactor.status('alice')).authenticators.map(({ id }) => id)
  const [firstId] = await ids()
  t.strictSame(enabled, [{ type: 'enabled', authenticator: { id: firstId, type: 'totp', name: 'first' }, ...of }], 'one act, one event')
  clock.now += 30_000
  const second = await start('second')
  const added = await told(() => browser.post('/two-factor/enrollment/confirm', { code: code(second) }))
  const [, secondId] = await ids()
  t.strictSame(added, [{ type: 'authenticator-added', authenticator: { id: secondId, type: 'totp', name: 'second' }, ...of }])
  clock.now += 30_000
  t.strictSame(await told(() => browser.post(`/two-factor/authenticators/${firstId}/remove`, { code: code(second) })), [{ type: 'authenticator-removed', authenticator: { id: firstId, type: 'totp', name: 'first' }, ...of }], 'the proof is no step-up')
  clock.now += 30_000
  const third = await start('third')
  const replaced = await told(() => browser.post('/two-factor/enrollment/confirm', { code: code(third), replace: true }))
  const [thirdId] = await ids()
  t.strictSame(replaced, [{ type: 'authenticator-added', authenticator: { id: thirdId, type: 'totp', name: 'third' }, ...of }, { type: 'authenticator-removed', authenticator: { id: secondId, type: 'totp', name: 'second' }, ...of }])
  clock.now += 30_000
  t.strictSame(await told(() => browser.post('/two-factor/recovery-codes', { code: code(third) })), [{ type: 'recovery-codes-regenerated', ...of }])
  clock.now += 30_000
  t.strictSame(await told(() => browser.post('/two-factor/disable', { code: code(third) })), [{ type: 'disabled', ...of }])
})

t.test('an enrollment that signs in tells both, and of the client', async t => {
  const { told, client, code } = await telling(t)
  const browser = client({ 'user-agent': FIREFOX })
  await told(() => browser.post('/login', { userId: 'dave' }))
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.match(await told(() => browser.post('/two-factor/enrollment/confirm', { code: code(secret) })), [
    { type: 'enabled', by: 'sign-in 1', authenticator: { type: 'totp', name: 'Authenticator' } },
    { type: 'signed-in', by: 'sign-in 1', method: 'totp', client: { ...firefox, remembered: false, known: false } }
  ])
})

t.test('what could not be put into the session is not told as if it were there', async t => {
  const { told, enroll, client, code, store, clock } = await telling(t)
  const { secret, recoveryCodes, client: browser } = await enroll('alice')
  const fail = async (act: () => Promise<Answer>): Promise<Answer> => {
    store.before = operation => { if (operation === 'set') throw new Error('store down') }
    const answer = await act()
    store.before = () => {}
    return answer
  }
  clock.now += 30_000
  t.strictSame(await told(() => fail(() => browser.post('/two-factor/step-up', { code: code(secret) }))), [])
  const pending = client()
  t.strictSame(await told(() => fail(() => client().post('/login', { userId: 'alice' }))), [])
  await told(() => pending.post('/login', { userId: 'alice' }))
  t.match(await told(() => fail(() => pending.post('/two-factor/recovery', { code: recoveryCodes[0] }))), [{ type: 'recovery-code-used' }], 'the code is spent')
})

t.test('a failure tells its purpose, the first lock and the block once', async t => {
  const { told, enroll, login, wrong, clock } = await telling(t, { verifyPassword: () => false })
  const { client: browser, secret } = await enroll('alice')
  const pending = await login('alice')
  const code = wrong(secret)
  const pendingOnes = { ...alice, by: 'sign-in 1' }
  const failed = (purpose: string, by = pendingOnes): object => ({ type: 'failed', ...by, purpose })
  const completeOnes = { ...alice, by: 'sign-in 2' }
  t.strictSame(await told(() => pending.post('/two-factor/challenge', { code })), [failed('sign-in')])
  t.strictSame(await told(() => browser.post('/two-factor/step-up', { code })), [failed('step-up', completeOnes)])
  t.strictSame(await told(() => browser.post('/two-factor/disable', { code })), [failed('disable', completeOnes)])
  t.strictSame(await told(() => browser.post('/two-factor/recovery-codes', { code })), [failed('step-up', completeOnes)])
  t.strictSame(await told(() => pending.post('/two-factor/recovery', { code: '0'.repeat(24) })), [failed('recovery')])
  t.strictSame(await told(() => browser.post('/two-factor/enrollment', { password: 'wrong' })), [failed('password', completeOnes)])
  t.strictSame(await told(() => pending.post('/two-factor/challenge', { code })), [failed('sign-in'), { type: 'locked', ...pendingOnes, until: new Date(clock.now + 30_000) }])
  t.strictSame(await told(() => pending.post('/two-factor/challenge', { code })), [], 'under the lock')
  clock.now += 30_000
  t.strictSame(await told(() => pending.post('/two-factor/challenge', { code })), [failed('sign-in')], 'a later lock')
  const { body } = await browser.post('/two-factor/enrollment')
  t.strictSame(await told(() => browser.post('/two-factor/enrollment/confirm', { code: wrong(body.secret) })), [failed('enrollment', completeOnes)])
  for (let guess = 7; guess <= 99; guess++) {
    clock.now += 3_600_000
    await (await login('alice')).post('/two-factor/challenge', { code: wrong(secret) })
  }
  clock.now += 3_600_000
  const last = await login('alice')
  t.strictSame(await told(() => last.post('/two-factor/challenge', { code: wrong(secret) })), [failed('sign-in', { ...alice, by: 'sign-in 3' }), { type: 'blocked', ...alice, by: 'sign-in 3' }])
  t.strictSame(await told(() => last.post('/two-factor/challenge', { code: wrong(secret) })), [], 'under the block')
})

t.test('administration tells what it did, and for a script not by whom', async t => {
  const { told, app } = await telling(t)
  t.strictSame(await told(() => app.twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })), [{ type: 'imported', ...alice, authenticator: { id: (await app.twoFactor.status('alice')).authenticators[0]!.id, type: 'totp', name: 'Authenticator' } }])
  t.strictSame(await told(() => app.twoFactor.revokeSessions('alice')), [{ type: 'sessions-revoked', ...alice }])
  t.strictSame(await told(() => app.twoFactor.reset('alice')), [{ type: 'reset', ...alice }])
  t.strictSame(await told(() => app.twoFactor.revokeTrustedClients('alice')), [])
})

t.test('what an administrator did tells who they are and by which sign-in, as far as the request was checked; what users do to themselves is theirs', async t => {
  const acts: Record<string, (app: FastifyInstance, by: FastifyRequest, id: string) => Promise<unknown>> = {
    imported: (app, by) => app.twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }, { by }),
    'authenticator-removed': (app, by, id) => app.twoFactor.removeAuthenticator('alice', id, { by }),
    unlocked: (app, by) => app.twoFactor.unlock('alice', { by }),
    'client-revoked': (app, by) => app.twoFactor.revokeTrustedClients('alice', { by }),
    'sessions-revoked': (app, by) => app.twoFactor.revokeSessions('alice', { by }),
    reset: (app, by) => app.twoFactor.reset('alice', { by })
  }
  const { told, client, enroll, signIn, login, wrong, events } = await telling(t, {
    extend: app => {
      for (const [path, guards] of [['/help', { onRequest: requireSignIn }], ['/unguarded', {}]] as const) {
        app.post(path, guards, async request => {
          const { act, id = '' } = request.body as { act: string, id?: string }
          await acts[act]!(app, request, id)
        })
      }
    }
  })
  const helpdesk = await login('carol')
  const { signInId } = events.find(({ userId }) => userId === 'carol')!
  const { secret, client: browser } = await enroll('alice')
  await signIn('alice', secret, { trustClient: true })
  const pending = await login('alice')
  for (let guess = 0; guess < 5; guess++) await pending.post('/two-factor/challenge', { code: wrong(secret) })
  const by = { userId: 'carol', signInId }
  for (const type of ['client-revoked', 'unlocked', 'imported']) t.match(await told(() => helpdesk.post('/help', { act: type })), [{ type, ...alice, by }], type)
  const { body: { authenticators: [{ id }] } } = await (await signIn('alice', secret)).get('/two-factor')
  t.match(await told(() => helpdesk.post('/help', { act: 'authenticator-removed', id })), [{ type: 'authenticator-removed', ...alice, by }])
  t.strictSame(await told(() => browser.post('/unguarded', { act: 'sessions-revoked' })), [{ type: 'sessions-revoked', ...alice }], 'nothing was checked')
  t.strictSame(await told(() => helpdesk.post('/unguarded', { act: 'sessions-revoked' })), [{ type: 'sessions-revoked', ...alice }], 'nothing was checked')
  t.strictSame(await told(() => helpdesk.post('/help', { act: 'reset' })), [{ type: 'reset', ...alice, by }])
  const own = client()
  await own.post('/login', { userId: 'alice' })
  t.match(await told(() => own.post('/help', { act: 'sessions-revoked' })), [{ type: 'sessions-revoked', ...alice, by: /^sign-in/ }], 'their own sign-in')
  const kept = client()
  await kept.post('/login', { userId: 'alice' })
  t.match(await told(() => kept.post('/password')), [{ type: 'sessions-revoked', ...alice, by: /^sign-in/ }], 'keep is by')
})

t.test('a save is handed just what it makes true, the same that is told, and what is refused or goes on with nothing written none', async t => {
  const repository = new TestRepository(users)
  const { told, enroll, client, login, code, wrong, clock, events } = await telling(t, { userRepository: repository, verifyPassword: () => false, passkeys: passkeys(), origin: 'https://acme.example' })
  const { secret, client: browser, recoveryCodes } = await enroll('alice')
  const saves = async (act: () => Promise<unknown>): Promise<string[][]> => {
    repository.saved.length = 0
    await told(act)
    const saved = repository.saved.map(({ events }) => events)
    const known = events.filter(({ type }) => isTrueBySave[type])
    for (const event of saved.flat()) t.ok(known.includes(event), `${event.type}: the event that is told`)
    return saved.map(events => events.map(({ type }) => type))
  }
  t.strictSame(await saves(() => client().post('/login', { userId: 'carol' })), [[]], 'a first sign-in stores a record, and is in no outbox')
  const pending = client()
  t.strictSame(await saves(() => pending.post('/login', { userId: 'alice' })), [], 'a challenge writes nothing')
  t.strictSame(await saves(() => pending.post('/two-factor/challenge', { code: wrong(secret) })), [['failed']])
  t.strictSame(await saves(() => pending.post('/two-factor/challenge', { code: code(secret), trustClient: true })), [['client-trusted']])
  clock.now += 30_000
  t.strictSame(await saves(() => browser.post('/two-factor/step-up', { code: code(secret) })), [[]])
  t.strictSame(await saves(() => browser.post('/two-factor/disable', { code: code(secret), password: 'wrong' })), [[]], 'the attempt is written before anybody knows that it is wrong')
  const recovering = await login('alice')
  t.strictSame(await saves(() => recovering.post('/two-factor/recovery', { code: recoveryCodes[0] })), [['recovery-code-used']])
  const authenticator = new SoftAuthenticator()
  const { body: { options } } = await recovering.post('/two-factor/passkeys')
  t.strictSame(await saves(async () => recovering.post('/two-factor/passkeys/confirm', { credential: await authenticator.create(options) })), [['authenticator-added']])
  const { body: { passkeyOptions } } = await recovering.get('/two-factor/step-up')
  const forged = await authenticator.get(passkeyOptions, { signature: bytes => bytes.fill(1) })
  t.strictSame(await saves(() => recovering.post('/two-factor/step-up', { credential: forged })), [], 'a passkey that does not verify')
  t.match(events, [{ type: 'failed', purpose: 'step-up' }])
  for (let guess = 0; guess < 4; guess++) await recovering.post('/two-factor/step-up', { code: wrong(secret) })
  t.strictSame(await saves(() => recovering.post('/two-factor/step-up', { code: wrong(secret) })), [['failed', 'locked']])
  t.strictSame(await saves(() => recovering.post('/two-factor/sign-out')), [['signed-out']])
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

t.test('a sign-in that is held for an enrollment is not told as one that is complete', async t => {
  const { login, events } = await createApplication()
  await login('dave')
  t.strictSame(events, [])
})
