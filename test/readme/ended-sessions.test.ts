import t from 'tap'
import { isTrueBySave } from '../../lib/events.js'
import { createApplication, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { table } from './documents.js'

type Type = keyof typeof isTrueBySave

interface World extends TestApplication {
  /** Alice's browser, in which the act is done. */
  browser: Client
  secret: string
  recoveryCodes: string[]
}

type Act = (world: World) => Promise<unknown>

const post = (url: string, body: (world: World) => object = () => ({})): Act => async world => await world.browser.post(`/two-factor${url}`, body(world))
const right = ({ code, secret }: World): { code: string } => ({ code: code(secret) })
const wrong = (world: World): { code: string } => ({ code: world.wrong(world.secret) })
const addAuthenticator: Act = async ({ browser, code }) => {
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
}
const lock: Act = async world => { for (let guess = 0; guess < 5; guess++) await post('/step-up', wrong)(world) }
const idOf = async (world: World, list: 'authenticators' | 'trustedClients' | 'sessions'): Promise<string> => (await world.browser.get('/two-factor')).body[list][0].id

/** How each is brought about, beside another session of alice's. */
const acts: Partial<Record<Type, Act>> = {
  imported: async ({ app }) => { await app.twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }) },
  disabled: post('/disable', right),
  reset: async ({ app }) => { await app.twoFactor.reset('alice') },
  'sessions-revoked': async ({ app }) => { await app.twoFactor.revokeSessions('alice') },
  'session-revoked': async world => await post(`/sessions/${await idOf(world, 'sessions')}/revoke`)(world),
  'recovery-codes-regenerated': post('/recovery-codes', right),
  'recovery-codes-saved': post('/recovery-codes/saved'),
  'signed-out': post('/sign-out'),
  challenged: async ({ login }) => await login('alice'),
  'signed-in': async ({ signIn, secret }) => await signIn('alice', secret),
  'stepped-up': post('/step-up', right),
  'authenticator-added': addAuthenticator,
  'authenticator-renamed': async world => await post(`/authenticators/${await idOf(world, 'authenticators')}/rename`, () => ({ name: 'Phone' }))(world),
  'client-trusted': async ({ signIn, secret }) => await signIn('alice', secret, { trustClient: true }),
  'recovery-code-used': async ({ login, recoveryCodes }) => {
    const browser = await login('alice')
    await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
  },
  failed: post('/step-up', wrong),
  locked: lock,
  unlocked: async world => {
    await lock(world)
    await post('/unlock')(world)
  }
}

/** What is done first, where a type needs more than one authenticator or a remembered client. */
const preparations: Partial<Record<Type, [prepare: Act, act: Act]>> = {
  'authenticator-removed': [addAuthenticator, async world => await post(`/authenticators/${await idOf(world, 'authenticators')}/remove`, right)(world)],
  'client-revoked': [async ({ signIn, secret }) => await signIn('alice', secret, { trustClient: true }), post('/trusted-clients/revoke')]
}

/** Those that come of a refusal, of a code on its way, or of a first enrollment, which has its own test. */
const elsewhere: readonly Type[] = ['authenticator-suspect', 'blocked', 'code-sent', 'key-missing', 'enabled']

const cells = new Map(table('lib/administration/README.md', 'Events').flatMap(([types, , ends]) => {
  return [...types!.matchAll(/`([\w-]+)`/g)].map(([, type]) => [type as Type, ends!] as const)
}))

const isIn = async (browser: Client): Promise<boolean> => (await browser.get('/me')).status === 200

t.test('the guide tells of every event whether it ends the user\'s other sessions', async t => {
  const done = { ...Object.fromEntries(Object.entries(acts).map(([type, act]) => [type, [async () => {}, act]])), ...preparations } as Record<Type, [Act, Act]>
  t.strictSame([...Object.keys(done), ...elsewhere].sort(), [...cells.keys()].sort())
  for (const [type, [prepare, act]] of Object.entries(done)) {
    const application = await createApplication({ sessions: { list: true } })
    const { client: browser, secret, recoveryCodes } = await application.enroll('alice')
    const world = { ...application, browser, secret, recoveryCodes }
    await prepare(world)
    application.clock.now += 30_000
    const other = await application.signIn('alice', secret)
    const bob = await application.login('bob')
    t.ok(await isIn(other), `${type}, before`)
    await act(world)
    t.ok(application.events.some(event => event.type === type), `${type} is told`)
    t.equal(await isIn(other), cells.get(type as Type) !== 'yes' && type !== 'session-revoked', type)
    t.ok(await isIn(bob), `${type}, of another user`)
  }
})

t.test('a first authenticator ends the user\'s other sessions, as the guide tells', async t => {
  const { enroll, login } = await createApplication()
  const other = await login('alice')
  await enroll('alice')
  t.strictSame([cells.get('enabled'), await isIn(other)], ['yes', false])
})
