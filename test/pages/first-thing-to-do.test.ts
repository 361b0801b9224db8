import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'
import { htmlFindings } from '../support/html.js'
import { elementsOf, headingOf, mainControls, type Control } from '../support/page.js'
import { TestRepository, type StoredRecord } from '../support/test-repository.js'

interface World extends TestApplication { repository: TestRepository }

/** An application with a login and a home, on a repository whose records can be changed past it. */
async function world (options: ApplicationOptions = {}): Promise<World> {
  const repository = new TestRepository(options.users ?? users)
  const application = await createApplication({
    verifyPassword: (_userId, password) => password === 'right password',
    ...options,
    userRepository: repository,
    extend: app => { for (const url of ['/', '/login']) app.get(url, async () => 'a page of the application') }
  })
  return { ...application, repository }
}

/** A page, in whose browser and application it was shown. */
interface Shown { answer: Answer, browser: Client, app: FastifyInstance }

/** A page of somebody who enabled two-factor authentication, and said that the codes are saved, at an address. */
function enabled (url: string, prepare: (on: World & { browser: Client, secret: string, recoveryCodes: string[] }) => unknown = () => {}, options: ApplicationOptions = {}): () => Promise<Shown> {
  return async () => {
    const on = await world(options)
    const { client, secret, recoveryCodes } = await on.enroll('alice')
    await client.post('/two-factor/recovery-codes/saved')
    const browser = await prepare({ ...on, browser: client, secret, recoveryCodes })
    const visitor = (browser ?? client) as Client
    return { answer: await visitor.page(url), browser: visitor, app: on.app }
  }
}

const preferences = (prepare?: Parameters<typeof enabled>[1], options?: ApplicationOptions): () => Promise<Shown> => enabled('/two-factor', prepare, options)

/** The answer to a form, in the place of a page that was asked for. */
function answering (prepare: (on: World & { browser: Client, secret: string, recoveryCodes: string[] }) => Promise<[Client, Answer]>, options: ApplicationOptions = {}): () => Promise<Shown> {
  return async () => {
    const on = await world(options)
    const { client, secret, recoveryCodes } = await on.enroll('alice')
    const [browser, answer] = await prepare({ ...on, browser: client, secret, recoveryCodes })
    return { answer, browser, app: on.app }
  }
}

const attempts = ({ codeAttempts }: StoredRecord, changes: object): object => ({ codeAttempts: { ...codeAttempts, ...changes } })

/** Changes what is stored of alice. */
const storing = (change: (record: StoredRecord, now: number) => object) => ({ repository, clock }: World): void => {
  repository.store('alice', record => ({ ...record, ...change(record, clock.now) }))
}

const lock = storing((record, now) => attempts(record, { failures: 5, lockedUntil: now + 30_000 }))
const lockForGood = storing((record, now) => attempts(record, { failures: 9, lockedUntil: now + 3_600_000, unlockedAt: [now, now, now] }))
const block = storing((record, now) => attempts(record, { failures: 100, blockedAt: now }))
const ofUnknownType = storing(record => ({ authenticators: record.authenticators.map(({ id, name, createdAt }) => ({ id, name, createdAt, type: 'retina-scan' })) }))
const codesLeft = (count: number) => storing(record => ({ recoveryCodes: record.recoveryCodes.slice(0, count) }))
const later = (milliseconds: number) => ({ clock }: World): void => { clock.now += milliseconds }

type Prepare = (on: World & { browser: Client, secret: string, recoveryCodes: string[] }) => unknown

/** One after the other; the last browser that one gives is the one to look at. */
const all = (...steps: Prepare[]): Prepare => async on => {
  let browser: unknown
  for (const step of steps) browser = await step(on) ?? browser
  return browser
}

const recovered: Prepare = async ({ login, recoveryCodes }) => {
  const browser = await login('alice')
  await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
  return browser
}

const trusted: Prepare = async ({ signIn, secret }) => {
  const browser = await signIn('alice', secret, { trustClient: true })
  await browser.post('/login', { userId: 'alice' })
  return browser
}

const pending: Prepare = async ({ login }) => await login('alice')

const noPassword = { verifyPassword: undefined }
const stale = later(3_600_000)

/** A page of somebody else, who has nothing yet. */
function off (userId: string, url: string, options: ApplicationOptions = {}, fresh = true): () => Promise<Shown> {
  return async () => {
    const on = await world(options)
    const browser = on.client({ accept: 'text/html' })
    await browser.post('/login', { userId, next: '/accounts', fresh })
    return { answer: await browser.page(url), browser, app: on.app }
  }
}

const grace = { users: { dave: { ...users['dave']!, graceEndsAt: new Date(Date.UTC(2026, 1, 1)) } } }

const setUp: Control = { text: 'Set up two-factor authentication', to: '/two-factor/enrollment' }
const setUpNew: Control = { text: 'Set up a new authenticator', to: '/two-factor/enrollment' }
const signInAgain: Control = { text: 'Sign in again', to: '/login?next=%2Ftwo-factor' }
const signOut: Control = { text: 'Sign out', to: '/two-factor/sign-out' }
const done: Control = { text: 'Done', to: '/' }
const verify: Control = { text: 'Sign in', to: '/two-factor/challenge' }
const useRecoveryCode: Control = { text: 'Use a recovery code', to: '/two-factor/recovery' }
const confirmStepUp: Control = { text: 'Confirm', to: '/two-factor/step-up' }
const confirm: Control = { text: 'Confirm', to: '/two-factor/enrollment/confirm' }
const unlock: Control = { text: 'Let me try one more code', to: '/two-factor/unlock' }
const regenerate: Control = { text: 'Make new recovery codes', to: '/two-factor/recovery-codes' }
const markedSaved: Control = { text: 'I have saved my codes', to: '/two-factor/recovery-codes/saved' }
const saved = (next: string): Control => ({ text: 'I have saved these codes', to: `/two-factor/recovery-codes/saved?next=${encodeURIComponent(next)}` })

const [PREFERENCES, CHALLENGE, STEP_UP, ENROLLMENT, CODES, FAILURE] = [
  'Two-factor authentication', 'Enter your code', 'Confirm it’s you', 'Set up your authenticator app', 'Save your recovery codes', 'This did not work'
] as const

/** Every state of a page: how to come there, which page it is, and the first thing to do on it. */
const states: Record<string, [() => Promise<Shown>, string, Control]> = {
  off: [off('carol', '/two-factor'), PREFERENCES, setUp],
  'off, held for an enrollment': [off('dave', '/two-factor'), PREFERENCES, setUp],
  'off in a grace period': [off('dave', '/two-factor', grace), PREFERENCES, setUp],
  'off, signed in long ago, with a password': [off('carol', '/two-factor', {}, false), PREFERENCES, setUp],
  'off, signed in long ago, without a password': [off('carol', '/two-factor', noPassword, false), PREFERENCES, signInAgain],
  'off in a grace period, signed in long ago, without a password': [off('dave', '/two-factor', { ...grace, ...noPassword }, false), PREFERENCES, signInAgain],
  on: [preferences(), PREFERENCES, done],
  'codes that are not saved': [preferences(storing(() => ({ recoveryCodesSavedAt: undefined }))), PREFERENCES, markedSaved],
  'few codes': [preferences(codesLeft(3)), PREFERENCES, done],
  'few codes that are not saved': [preferences(all(codesLeft(1), storing(() => ({ recoveryCodesSavedAt: undefined })))), PREFERENCES, markedSaved],
  'no codes': [preferences(codesLeft(0)), PREFERENCES, regenerate],
  'no codes, signed in long ago, with a password': [preferences(all(codesLeft(0), stale)), PREFERENCES, regenerate],
  'no codes and no authenticator that can prove anything here': [preferences(all(codesLeft(0), ofUnknownType)), PREFERENCES, done],
  'authenticators of an unknown type': [preferences(ofUnknownType), PREFERENCES, done],
  'five authenticators': [preferences(async ({ browser, code, clock }) => {
    for (let count = 2; count <= 5; count++) {
      const { body: { secret } } = await browser.post('/two-factor/enrollment', { name: `phone ${count}` })
      await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
      clock.now += 30_000
    }
  }), PREFERENCES, done],
  'twenty remembered browsers': [preferences(async ({ signIn, secret }) => {
    let browser: Client | undefined
    for (let count = 1; count <= 20; count++) browser = await signIn('alice', secret, { trustClient: true })
    return browser
  }), PREFERENCES, done],
  'signed in long ago, with a password': [preferences(stale), PREFERENCES, done],
  'signed in long ago, without a password': [preferences(stale, noPassword), PREFERENCES, signInAgain],
  'signed in long ago, without a password, with codes that are not saved': [preferences(all(storing(() => ({ recoveryCodesSavedAt: undefined })), stale), noPassword), PREFERENCES, signInAgain],
  locked: [preferences(lock), PREFERENCES, unlock],
  'locked, signed in long ago, with a password': [preferences(all(stale, lock)), PREFERENCES, unlock],
  'locked, signed in long ago, without a password': [preferences(all(stale, lock), noPassword), PREFERENCES, done],
  'recovered with the last code, long ago, without a password': [preferences(all(recovered, codesLeft(0), stale), noPassword), PREFERENCES, setUpNew],
  'locked with no codes': [preferences(all(codesLeft(0), lock)), PREFERENCES, unlock],
  'locked with no unlock left': [preferences(lockForGood), PREFERENCES, done],
  'locked with no unlock and no codes left': [preferences(all(codesLeft(0), lockForGood)), PREFERENCES, done],
  'blocked, with a code of a moment ago': [preferences(block), PREFERENCES, setUpNew],
  'blocked, with a code of long ago': [preferences(all(later(600_000), block)), PREFERENCES, signOut],
  'blocked, signed in long ago, without a password': [preferences(all(stale, block), noPassword), PREFERENCES, signInAgain],
  recovered: [preferences(recovered), PREFERENCES, setUpNew],
  'recovered under a lock': [preferences(all(recovered, lock)), PREFERENCES, setUpNew],
  'recovered under a block': [preferences(all(recovered, block)), PREFERENCES, setUpNew],
  'recovered with the last code': [preferences(all(recovered, codesLeft(0))), PREFERENCES, setUpNew],
  'a change that was refused': [answering(async ({ browser, wrong, secret }) => [browser, await browser.submit('/two-factor/disable', { code: wrong(secret) })]), PREFERENCES, markedSaved],
  'a change of something that is gone': [answering(async ({ browser }) => [browser, await browser.submit('/two-factor/trusted-clients/x/revoke')]), PREFERENCES, markedSaved],

  pending: [enabled('/two-factor/challenge', pending), CHALLENGE, verify],
  'pending under a lock': [enabled('/two-factor/challenge', all(pending, lock)), CHALLENGE, verify],
  'pending under a block': [enabled('/two-factor/challenge', all(pending, block)), CHALLENGE, useRecoveryCode],
  'pending with authenticators of an unknown type': [enabled('/two-factor/challenge', all(pending, ofUnknownType)), CHALLENGE, useRecoveryCode],
  'a wrong code': [answering(async ({ login, wrong, secret }) => {
    const browser = await login('alice')
    return [browser, await browser.submit('/two-factor/challenge', { code: wrong(secret) })]
  }), CHALLENGE, verify],
  'a wrong recovery code': [answering(async ({ login }) => {
    const browser = await login('alice')
    return [browser, await browser.submit('/two-factor/recovery', { code: '0'.repeat(24) })]
  }), CHALLENGE, verify],
  'a wrong recovery code under a block': [answering(async on => {
    const browser = await on.login('alice')
    block(on)
    return [browser, await browser.submit('/two-factor/recovery', { code: '0'.repeat(24) })]
  }), CHALLENGE, useRecoveryCode],

  'a step-up': [enabled('/two-factor/step-up'), STEP_UP, confirmStepUp],
  'a step-up that goes on': [enabled('/two-factor/step-up?next=%2Faccounts'), STEP_UP, { text: 'Confirm', to: '/two-factor/step-up?next=%2Faccounts' }],
  'a step-up under a lock': [enabled('/two-factor/step-up', lock), STEP_UP, confirmStepUp],
  'a step-up under a block': [enabled('/two-factor/step-up', block), STEP_UP, signOut],
  'a step-up of a remembered browser': [enabled('/two-factor/step-up', trusted), STEP_UP, confirmStepUp],
  'a step-up of a remembered browser under a block': [enabled('/two-factor/step-up', all(trusted, block)), STEP_UP, useRecoveryCode],
  'a step-up after a recovery': [enabled('/two-factor/step-up', recovered), STEP_UP, { text: 'Set up a new authenticator', to: '/two-factor' }],
  'a step-up after a recovery under a block': [enabled('/two-factor/step-up', all(recovered, block)), STEP_UP, { text: 'Set up a new authenticator', to: '/two-factor' }],
  'a wrong code at a step-up': [answering(async ({ browser, wrong, secret }) => [browser, await browser.submit('/two-factor/step-up', { code: wrong(secret) })]), STEP_UP, confirmStepUp],
  'a wrong recovery code at a step-up': [answering(async on => {
    const browser = await trusted(on) as Client
    return [browser, await browser.submit('/two-factor/recovery', { code: '0'.repeat(24) })]
  }), STEP_UP, confirmStepUp],

  'a first set-up': [async () => {
    const on = await world()
    const browser = await on.login('carol')
    await browser.submit('/two-factor/enrollment')
    return { answer: await browser.page('/two-factor/enrollment'), browser, app: on.app }
  }, ENROLLMENT, confirm],
  'another set-up': [enabled('/two-factor/enrollment', async ({ browser }) => { await browser.submit('/two-factor/enrollment') }), ENROLLMENT, confirm],
  'a set-up after a recovery': [enabled('/two-factor/enrollment', async on => {
    const browser = await recovered(on) as Client
    await browser.submit('/two-factor/enrollment')
    return browser
  }), ENROLLMENT, confirm],
  'a set-up with a wrong code': [answering(async ({ browser, wrong, secret }) => {
    await browser.submit('/two-factor/enrollment')
    return [browser, await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret) })]
  }), ENROLLMENT, confirm],

  'the first codes': [async () => {
    const on = await world()
    const browser = await on.login('carol')
    const { body: { secret } } = await browser.post('/two-factor/enrollment')
    return { answer: await browser.submit('/two-factor/enrollment/confirm', { code: on.code(secret) }), browser, app: on.app }
  }, CODES, saved('/two-factor')],
  'the first codes of somebody who was held': [async () => {
    const on = await world()
    const browser = on.client()
    await browser.post('/login', { userId: 'dave', next: '/accounts' })
    const { body: { secret } } = await browser.post('/two-factor/enrollment')
    return { answer: await browser.submit('/two-factor/enrollment/confirm', { code: on.code(secret) }), browser, app: on.app }
  }, CODES, saved('/accounts')],
  'new codes': [answering(async ({ browser, code, secret }) => [browser, await browser.submit('/two-factor/recovery-codes', { code: code(secret) })]), CODES, saved('/two-factor')],

  'a page that failed': [enabled('/two-factor/step-up', ({ repository }) => { repository.before = () => { throw new Error('down') } }), FAILURE, { text: 'Try again', to: '/two-factor/step-up' }],
  'a form that failed': [answering(async ({ browser }) => [browser, await browser.submit('/two-factor/sign-out', {}, { 'sec-fetch-site': 'cross-site' })]), FAILURE, { text: 'Try again', to: '/two-factor' }],
  'a form of the application that failed, of which nothing tells where it stood': [answering(async ({ browser, repository }) => {
    repository.before = () => { throw new Error('down') }
    return [browser, await browser.submit('/password')]
  }), FAILURE, { text: 'Back', to: '/' }],
  'an address that is too long for a header': [answering(async ({ client, code, secret }) => {
    const browser = client()
    await browser.post('/login', { userId: 'alice', next: `/accounts?${'x'.repeat(2000)}` })
    return [browser, await browser.submit('/two-factor/challenge', { code: code(secret) })]
  }), 'One moment', { text: 'Continue', to: `/accounts?${'x'.repeat(2000)}` }]
}

/** Whether a browser that goes there finds something. A form is sent from another site, so that it changes nothing. */
async function exists ({ app, browser }: Shown, method: 'GET' | 'POST', url: string): Promise<boolean> {
  if (method === 'POST') return (await app.inject({ method, url, headers: { 'sec-fetch-site': 'cross-site' } })).statusCode !== 404
  const { status, headers: { location } } = await browser.page(url)
  return status !== 404 && (location === undefined || await exists({ app, browser } as Shown, 'GET', location))
}

/** Each form and link of a page leads to something that is there, and each button does something. */
async function leadsSomewhere (t: Test, shown: Shown): Promise<void> {
  const elements = elementsOf(shown.answer.body)
  const withName = (name: string): typeof elements => elements.filter(element => element.name === name)
  for (const { attributes: { action, method } } of withName('form')) {
    t.equal(method, 'post')
    t.ok(action !== '' && await exists(shown, 'POST', action!), `a form to ${action}`)
  }
  for (const { attributes, within } of withName('button')) {
    const sends = within.some(({ name }) => name === 'form')
    const scripted = ['data-copy', 'data-print'].some(name => name in attributes)
    t.ok(attributes['type'] === 'button' ? scripted : sends, 'a button sends a form, or the script knows what to do')
    if ('data-copy' in attributes) t.ok(elements.some(({ attributes: { id } }) => id === attributes['data-copy']))
  }
  for (const { attributes: { href } } of withName('a')) {
    if (href!.startsWith('#')) t.ok(elements.some(({ attributes: { id } }) => id === href!.slice(1)), `a link to ${href}`)
    else if (!/^(?:otpauth|data):/.test(href!)) t.ok(await exists(shown, 'GET', href!), `a link to ${href}`)
  }
}

/** How large a page may be, without its QR code. */
const LARGEST = 16 * 1024

for (const [name, [show, heading, first]] of Object.entries(states)) {
  t.test(`${name}: there is one first thing to do, ${first.text.toLowerCase()}, every form, link and button leads somewhere, and the page is sound and small`, async t => {
    const shown = await show()
    const { body } = shown.answer
    t.equal(headingOf(body), heading)
    t.strictSame(mainControls(body), [first])
    await leadsSomewhere(t, shown)
    t.strictSame(await htmlFindings(body), [], 'it is HTML by the book')
    const size = body.replace(/"data:image[^"]*"/, '').length
    t.ok(size < LARGEST, `it has ${size} bytes without the QR code`)
  })
}
