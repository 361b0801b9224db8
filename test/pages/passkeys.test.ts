import t from 'tap'
import type { Links } from '../../lib/web/addresses.js'
import { htmlFindings } from '../support/html.js'
import { elementsOf, formsOf, formTo, headingOf, isVisible, mainControls, notesOf, textOf, titleOf, type Control, type PageElement } from '../support/page.js'
import { links } from './context.js'
import { creationOptions, key, pageWith, phone, requestOptions, type ModelledPage } from './models.js'

const both = { methods: ['totp', 'passkey'] }
const nothing = { methods: [], passkeyOptions: undefined }
const off = { ...nothing, enabled: false, authenticators: [], recoveryCodesLeft: 0, recoveryCodesSaved: false }
const held = { ...nothing, heldForPasskey: true, authenticators: [phone], required: true }
const app = { methods: ['totp'], passkeyOptions: undefined, authenticators: [phone] }
const soon = { requiredFrom: new Date(Date.UTC(2026, 0, 25)), phishingResistant: true, passkeyRequiredFrom: new Date(Date.UTC(2026, 0, 25)), notNowUrl: '/accounts' }
const blocked = { blocked: true, authenticators: [phone, key] }
const stale = { signInUrl: '/login?next=%2Ftwo-factor', passwordRequired: true }
const without = (...names: (keyof Links)[]): { links: Links } => ({ links: { ...links, ...Object.fromEntries(names.map(name => [name, undefined])) } })

const passkeys = (count: number): typeof key[] => Array.from({ length: count }, (_, index) => ({ ...key, id: `key-${index}`, name: `Key ${index}` }))
const phones = (count: number): typeof phone[] => Array.from({ length: count }, (_, index) => ({ ...phone, id: `phone-${index}`, name: `Phone ${index}` }))

const [PREFERENCES, CHALLENGE, STEP_UP, REGISTRATION] = ['Two-factor authentication', 'Enter your code', 'Confirm it’s you', 'Add a passkey or security key'] as const

const use = (to: string): Control => ({ text: 'Use a passkey or security key', to })
const add: Control = { text: 'Add a passkey or security key', to: '/two-factor/passkeys' }
const addWanted: Control = { ...add, to: '/two-factor/passkeys?method=passkey' }
const setUp: Control = { text: 'Set up two-factor authentication', to: '/two-factor/enrollment' }
const setUpNew: Control = { text: 'Set up a new authenticator', to: '/two-factor/enrollment' }
const unlock: Control = { text: 'Let me try one more code', to: '/two-factor/unlock' }
const signInAgain: Control = { text: 'Sign in again', to: '/login?next=%2Ftwo-factor' }
const signOut: Control = { text: 'Sign out', to: '/two-factor/sign-out' }
const done: Control = { text: 'Done', to: '/' }
const back: Control = { text: 'Back', to: '/' }

type State = [page: ModelledPage, model: object, heading: string, first: Control, around?: object]

/** What a page may find: what there is to do first, and under which heading. */
const states: Record<string, State> = {
  'a challenge for a passkey': ['challenge', {}, STEP_UP, use('/two-factor/challenge')],
  'a challenge for a passkey or a code': ['challenge', both, STEP_UP, use('/two-factor/challenge')],
  'a challenge for a code': ['challenge', { methods: ['totp'], passkeyOptions: undefined }, CHALLENGE, { text: 'Sign in', to: '/two-factor/challenge' }],
  'a challenge where nothing can be proved': ['challenge', nothing, CHALLENGE, { text: 'Use a recovery code', to: '/two-factor/recovery' }],
  'a challenge that leads nowhere': ['challenge', { ...nothing, recoveryAction: '' }, CHALLENGE, { text: 'Not you? Sign out', to: '/two-factor/sign-out' }],
  'a challenge whose route was left out': ['challenge', { action: '' }, STEP_UP, { text: 'Use a recovery code', to: '/two-factor/recovery' }],
  'a challenge under a lock': ['challenge', { ...both, lockedSeconds: 30 }, STEP_UP, use('/two-factor/challenge')],
  'a challenge under a block': ['challenge', { blocked: true }, STEP_UP, use('/two-factor/challenge')],
  'a challenge after a wrong answer': ['challenge', { ...both, error: 'wrong' }, STEP_UP, use('/two-factor/challenge'), { postedTo: '/two-factor/challenge' }],
  'a challenge after a wrong recovery code': ['challenge', { error: 'wrong' }, STEP_UP, use('/two-factor/challenge'), { postedTo: '/two-factor/recovery', errorField: 'code' }],

  'a step-up by a passkey': ['stepUp', {}, STEP_UP, use('/two-factor/step-up')],
  'a step-up by a passkey or a code': ['stepUp', both, STEP_UP, use('/two-factor/step-up')],
  'a step-up under a block': ['stepUp', { blocked: true }, STEP_UP, use('/two-factor/step-up')],
  'a step-up of a remembered browser': ['stepUp', { recoveryAction: '/two-factor/recovery' }, STEP_UP, use('/two-factor/step-up')],
  'a step-up after a recovery': ['stepUp', { ...both, recovered: true }, STEP_UP, { text: 'Set up a new authenticator', to: '/two-factor' }],
  'a step-up where nothing can be proved': ['stepUp', nothing, STEP_UP, signOut],

  'nothing set up': ['preferences', off, PREFERENCES, setUp],
  'nothing set up, with a password that is due': ['preferences', { ...off, passwordField: true }, PREFERENCES, setUp],
  'nothing set up, in a grace period': ['preferences', { ...off, notNowUrl: '/accounts' }, PREFERENCES, setUp],
  'nothing set up, and apps left out': ['preferences', off, PREFERENCES, add, without('startEnrollment')],
  'nothing set up, and both left out': ['preferences', off, PREFERENCES, back, without('startEnrollment', 'startPasskey')],
  'nothing set up, passkeys are no option': ['preferences', { ...off, passkeys: false }, PREFERENCES, back, without('startEnrollment')],
  'a user who is held': ['preferences', held, PREFERENCES, add],
  'a user who is held with nothing': ['preferences', { ...off, heldForPasskey: true, required: true }, PREFERENCES, add],
  'a user who is held after a recovery, under a block': ['preferences', { ...held, recovered: true, blocked: true }, PREFERENCES, add],
  'a user who is held, signed in long ago': ['preferences', { ...held, passwordField: true }, PREFERENCES, add],
  'a user who is held, signed in long ago, without a password': ['preferences', { ...held, ...stale }, PREFERENCES, signInAgain],
  'the same under a lock': ['preferences', { ...held, ...stale, lockedSeconds: 30 }, PREFERENCES, signInAgain],
  'the same with no other way back': ['preferences', { ...held, ...stale, lastWayBack: true }, PREFERENCES, add],
  'a user who is held where passkeys are no option': ['preferences', { ...held, passkeys: false }, PREFERENCES, back],
  'nothing set up, before only a passkey will do': ['preferences', { ...off, ...soon }, PREFERENCES, add],
  'the same, with apps left out': ['preferences', { ...off, ...soon }, PREFERENCES, add, without('startEnrollment')],
  'the same, with passkeys left out': ['preferences', { ...off, ...soon }, PREFERENCES, setUp, without('startPasskey')],
  'an app, before only a passkey will do': ['preferences', { ...app, ...soon }, PREFERENCES, add],
  'the same, with codes that are not saved': ['preferences', { ...app, ...soon, recoveryCodesSaved: false }, PREFERENCES, add],
  'the same, with no codes': ['preferences', { ...app, ...soon, recoveryCodesLeft: 0 }, PREFERENCES, add],
  'the same, with a password that is due': ['preferences', { ...app, ...soon, passwordField: true }, PREFERENCES, add],
  'the same, signed in long ago, without a password': ['preferences', { ...app, ...soon, ...stale }, PREFERENCES, signInAgain],
  'the same after a recovery': ['preferences', { ...app, ...soon, recovered: true }, PREFERENCES, add],
  'the same under a lock that can be lifted': ['preferences', { ...app, ...soon, lockedSeconds: 30 }, PREFERENCES, unlock],
  'the same under a block': ['preferences', { ...app, ...soon, blocked: true }, PREFERENCES, setUpNew],
  'the same under a block, with a step-up that is due': ['preferences', { ...app, ...nothing, ...soon, blocked: true, stepUpRequired: true }, PREFERENCES, signOut],
  'an app, led here for a passkey': ['preferences', { ...app, wantsPasskey: true }, PREFERENCES, addWanted],
  'nothing, led here for a passkey': ['preferences', { ...off, wantsPasskey: true }, PREFERENCES, addWanted],
  'an app, led here for a passkey, and passkeys left out': ['preferences', { ...app, wantsPasskey: true }, PREFERENCES, back, without('startPasskey')],
  'the same, passkeys are no option': ['preferences', { ...app, wantsPasskey: true, passkeys: false }, PREFERENCES, back],
  'nothing, led here for a passkey, and passkeys are no option': ['preferences', { ...off, wantsPasskey: true, passkeys: false }, PREFERENCES, back],
  'a passkey': ['preferences', {}, PREFERENCES, done],
  'a passkey and an app': ['preferences', { ...both, authenticators: [phone, key] }, PREFERENCES, done],
  'five of each': ['preferences', { ...both, authenticators: [...phones(5), ...passkeys(5)] }, PREFERENCES, done],
  'a passkey that cannot be used': ['preferences', nothing, PREFERENCES, done],
  'codes that are not saved': ['preferences', { recoveryCodesSaved: false }, PREFERENCES, { text: 'I have saved my codes', to: '/two-factor/recovery-codes/saved' }],
  'no codes': ['preferences', { recoveryCodesLeft: 0 }, PREFERENCES, use('/two-factor/recovery-codes')],
  'no codes, with an app too': ['preferences', { ...both, recoveryCodesLeft: 0 }, PREFERENCES, use('/two-factor/recovery-codes')],
  'no codes, and nothing to prove': ['preferences', { ...nothing, recoveryCodesLeft: 0 }, PREFERENCES, done],
  'recovered, with an app that may be lost': ['preferences', { recovered: true, ...both, authenticators: [phone, key] }, PREFERENCES, setUpNew],
  'recovered, and apps left out': ['preferences', { recovered: true }, PREFERENCES, add, without('startEnrollment')],
  'a lock': ['preferences', { ...both, authenticators: [phone, key], lockedSeconds: 30 }, PREFERENCES, unlock],
  'a lock that cannot be lifted, no codes': ['preferences', { ...both, authenticators: [phone, key], lockedSeconds: 30, unlocksLeft: 0, recoveryCodesLeft: 0 }, PREFERENCES, use('/two-factor/recovery-codes')],
  'a lock, signed in long ago, without a password': ['preferences', { ...both, ...stale, lockedSeconds: 30 }, PREFERENCES, signInAgain],
  'a block': ['preferences', blocked, PREFERENCES, setUpNew],
  'a block, with a step-up that is due': ['preferences', { ...blocked, stepUpRequired: true }, PREFERENCES, setUpNew],
  'a block, and apps left out': ['preferences', blocked, PREFERENCES, done, without('startEnrollment')],
  'a block, with a passkey that cannot be used': ['preferences', { ...blocked, ...nothing, stepUpRequired: true }, PREFERENCES, signOut],
  'a block, with a passkey that cannot be used, and no way out': ['preferences', { ...blocked, ...nothing, stepUpRequired: true }, PREFERENCES, done, without('signOut')],

  'a registration': ['registration', {}, REGISTRATION, { text: 'Continue', to: '/two-factor/passkeys/confirm' }],
  'a registration beside others': ['registration', { onlyMethod: false, others: [phone] }, REGISTRATION, { text: 'Continue', to: '/two-factor/passkeys/confirm' }],
  'a registration after a wrong answer': ['registration', { error: 'wrong' }, REGISTRATION, { text: 'Continue', to: '/two-factor/passkeys/confirm' }, { postedTo: '/two-factor/passkeys/confirm' }]
}

/** How large a page may be; one with ten authenticators, each with its forms, a little more. */
const LARGEST = 16 * 1024
const LARGEST_OF_TEN = 24 * 1024

for (const [name, [page, model, heading, first, around]] of Object.entries(states)) {
  t.test(`${name}: there is one first thing to do, ${first.text.toLowerCase()}, one place for the focus at most, and the page is sound and small`, async t => {
    const body = await pageWith(page, model, around)
    t.equal(headingOf(body), heading)
    t.equal(titleOf(body), `${'error' in model ? 'Error: ' : ''}${heading} – Acme`)
    t.strictSame(mainControls(body), [first])
    t.strictSame(await htmlFindings(body), [], 'it is HTML by the book')
    t.ok(body.length < (name === 'five of each' ? LARGEST_OF_TEN : LARGEST), `it has ${body.length} bytes`)
    const elements = elementsOf(body)
    const focused = elements.filter(({ attributes }) => 'autofocus' in attributes)
    t.ok(focused.length <= 1, 'one focus')
    if ('error' in model) t.strictSame(focused.map(({ attributes: { id } }) => id), around !== undefined && 'errorField' in around ? ['recovery-code'] : ['error'])
    const asking = elements.filter(({ attributes }) => 'data-passkey' in attributes)
    for (const { within, attributes } of asking) {
      t.ok(within.some(({ attributes }) => 'data-options' in attributes), 'what is asked stands around the button')
      t.ok(within.some(({ name, attributes: { method } }) => name === 'form' && method === 'post'))
      t.equal(within[0]!.attributes['class'], 'passkey', 'it is hidden where the browser cannot ask')
      const form = within.find(({ name }) => name === 'form')!
      const others = elements.filter(({ name, within, attributes }) => name === 'button' && within.includes(form) && !('data-passkey' in attributes))
      t.equal(attributes['type'], others.length > 0 ? 'button' : undefined, 'Enter presses the button of the code where there is one')
    }
  })
}

const buttonsOf = (body: string): PageElement[] => elementsOf(body).filter(({ attributes }) => 'data-passkey' in attributes)
const actionsOf = (body: string): string[] => formsOf(body).map(({ action }) => action)

t.test('the button of a passkey is first and has the focus, and what the browser is asked and what is said where it fails stand in the page', async t => {
  for (const [page, options, ceremony] of [['challenge', requestOptions, 'get'], ['stepUp', requestOptions, 'get'], ['preferences', requestOptions, 'get'], ['registration', creationOptions, 'create']] as const) {
    const body = await pageWith(page)
    const [asking, ...others] = elementsOf(body).filter(({ attributes }) => 'data-options' in attributes)
    t.strictSame(others, [])
    const { 'data-options': given, 'data-failed': failed, 'data-registered': registered } = asking!.attributes
    t.strictSame(JSON.parse(given!), options)
    t.strictSame([failed, registered], ['This did not work, or was stopped. Please try again.', 'This passkey or security key is registered already. Use another one.'])
    t.ok(buttonsOf(body).length > 0)
    for (const { attributes } of buttonsOf(body)) t.equal(attributes['data-passkey'], ceremony)
    t.match(body, '<noscript><p class="hint">Passkeys and security keys need JavaScript, which is off in this browser. Turn it on, or use another method.</p></noscript>')
  }
  for (const page of ['challenge', 'stepUp'] as const) {
    for (const model of [{}, both]) {
      const [first] = elementsOf(await pageWith(page, model)).filter(({ name, attributes: { id } }) => name === 'button' || id === 'code')
      t.match(first!.attributes, { 'data-passkey': 'get', autofocus: '' }, page)
    }
  }
})

t.test('a code is asked for beside a passkey where one can prove something, and is not due then', async t => {
  for (const page of ['challenge', 'stepUp'] as const) {
    t.notMatch(await pageWith(page), /id="code"|Six-digit code|Or with a code/, 'a passkey only')
    const body = await pageWith(page, both)
    t.match(body, /<p class="hint passkey">Or with a code:<\/p>/)
    t.notOk('required' in elementsOf(body).find(({ attributes: { id } }) => id === 'code')!.attributes)
    const alone = await pageWith(page, { methods: ['totp'], passkeyOptions: undefined })
    t.ok('required' in elementsOf(alone).find(({ attributes: { id } }) => id === 'code')!.attributes)
    t.notMatch(alone, /passkey/)
  }
  const { body, fields } = await trustedAt(both)
  t.strictSame(fields, { code: '', trustClient: 'true' })
  t.match(textOf(body), 'Don’t ask again in this browser for 30 days (not on shared computers)')
  t.strictSame((await trustedAt({})).fields, { trustClient: 'true' }, 'a passkey alone has the browser remembered, too')
  t.strictSame((await trustedAt({ trustDays: 0 })).fields, {})
  t.match(textOf((await trustedAt({ methods: ['totp'], passkeyOptions: undefined })).body), 'Don’t ask for a code in this browser for 30 days')
})

async function trustedAt (model: object): Promise<{ body: string, fields: Record<string, string> }> {
  const body = await pageWith('challenge', model)
  return { body, fields: formTo(body, '/two-factor/challenge')!.fields }
}

t.test('where codes are locked or blocked it is said that a passkey works, to those who have one that does', async t => {
  const works = 'Your passkey or security key works all the same.'
  for (const [page, model] of [['challenge', {}], ['stepUp', {}], ['preferences', {}]] as const) {
    for (const state of [{ blocked: true }, { lockedSeconds: 30 }]) {
      t.ok(notesOf(await pageWith(page, { ...model, ...both, ...state }))[0]!.endsWith(` ${works}`), page)
      t.notMatch(await pageWith(page, { ...model, ...state, methods: [], passkeyOptions: undefined }), works, page)
    }
  }
  t.match(textOf(await pageWith('preferences', { ...blocked, stepUpRequired: true })), `it takes the place of the blocked ones. ${works}`)
  t.match(textOf(await pageWith('preferences', { ...blocked, ...nothing, stepUpRequired: true })), 'Sign out, sign in again and use a recovery code')
})

t.test('a user who is held sees the way to a passkey, the way out and help, and nothing else', async t => {
  for (const model of [held, { ...off, heldForPasskey: true, required: true }, { ...held, blocked: true, lockedSeconds: 30, recovered: true, enrolled: true, codesGiven: true, recoveryCodesSaved: false }]) {
    const body = await pageWith('preferences', model, { helpUrl: '/help' })
    t.strictSame(actionsOf(body), ['/two-factor/passkeys', '/two-factor/sign-out'])
    t.strictSame(notesOf(body), ['Your organization requires a passkey or security key. Add one to go on.'])
    t.match(body, '<a href="/help"')
    t.match(body, />Back<\/a>/)
    t.match(formTo(body, '/two-factor/passkeys')!.text, 'Your other devices will be signed out.')
  }
})

t.test('where only a passkey will do or does it comes first and open, why stands above, and the app is folded away', async t => {
  const cases = [
    ['Your organization will require a passkey or security key from Jan 25, 2026 (UTC) on. Add one before then.', '/two-factor/passkeys', soon],
    ['The page you wanted needs a passkey or security key. Add one to go on.', '/two-factor/passkeys?method=passkey', { wantsPasskey: true }]
  ] as const
  for (const [note, action, why] of cases) {
    for (const model of [{ ...app, ...why }, { ...off, ...why }]) {
      const body = await pageWith('preferences', model)
      t.strictSame(notesOf(body), [note])
      t.strictSame(actionsOf(body).slice(0, 2), [action, '/two-factor/enrollment'])
      t.ok(textOf(body).indexOf('You confirm with your fingerprint') < textOf(body).indexOf('Add an authenticator app'))
      t.match(textOf(body), 'for the day your passkey is not at hand')
      t.equal(textOf(body).includes('Not now'), why === soon)
      const folded = elementsOf(body).filter(({ name, text }) => name === 'details' && text.startsWith('Add an authenticator app'))
      t.strictSame(folded.map(({ attributes }) => 'open' in attributes), [false])
    }
  }
})

t.test('where a passkey is needed and none can be added it is said so, and whom to ask', async t => {
  for (const model of [held, { ...app, wantsPasskey: true }]) {
    const body = await pageWith('preferences', { ...model, passkeys: false }, { helpUrl: '/help' })
    t.strictSame(notesOf(body), ['A passkey or security key is needed here, but none can be added on this site. Please ask an administrator.'])
    t.match(body, '<a href="/help"')
    t.match(body, />Back<\/a>/)
  }
})

t.test('where nothing is set up yet the app comes first and the passkey second, with the password in each where it is due', async t => {
  const body = await pageWith('preferences', { ...off, passwordField: true, notNowUrl: '/accounts' })
  t.strictSame(actionsOf(body), ['/two-factor/enrollment', '/two-factor/passkeys', '/two-factor/sign-out'])
  t.match(textOf(body), /Passkey or security key You confirm with your fingerprint.*Add a passkey or security key Not now/)
  t.equal(textOf(body).match(/Your other devices will be signed out/g)?.length, 1, 'it is said once')
  t.strictSame(elementsOf(body).filter(({ attributes: { type } }) => type === 'password').map(({ attributes: { id } }) => id), ['enrollment-password', 'passkey-password'])
  const wrong = await pageWith('preferences', { ...off, passwordField: true, error: 'wrong' }, { postedTo: '/two-factor/passkeys', errorField: 'password' })
  t.ok('autofocus' in elementsOf(wrong).find(({ attributes: { id } }) => id === 'passkey-password')!.attributes)
  t.strictSame(actionsOf(await pageWith('preferences', { ...off, passkeys: false })), ['/two-factor/enrollment', '/two-factor/sign-out'])
})

t.test('one passkey after another can be added, until there are five', async t => {
  const fold = (body: string): PageElement | undefined => elementsOf(body).find(({ name, text }) => name === 'details' && text.startsWith('Add a passkey'))
  const body = await pageWith('preferences', { authenticators: passkeys(4) })
  t.notOk('open' in fold(body)!.attributes)
  t.match(fold(body)!.text, 'There is no code to type, and a fake site gets nothing from it. Your other devices will be signed out. Continue')
  t.notMatch(textOf(body), 'as many as you can have')
  const full = await pageWith('preferences', { authenticators: [phone, ...passkeys(5)] })
  t.equal(fold(full), undefined)
  t.match(textOf(full), 'You have five passkeys and security keys, which is as many as you can have. Remove one before you add another.')
  t.match(textOf(full), 'Add an authenticator app')
  const refused = await pageWith('preferences', { authenticators: passkeys(5), error: 'full' }, { postedTo: '/two-factor/passkeys' })
  t.ok('open' in fold(refused)!.attributes, 'a form that was refused is shown again')
  t.equal(fold(await pageWith('preferences', { ...blocked, ...nothing, stepUpRequired: true })), undefined, 'a step-up that leads nowhere is not started')
  for (const model of [{ passkeys: false }, stale]) t.equal(fold(await pageWith('preferences', model)), undefined)
})

t.test('an app is called an app where there are passkeys, and said to be for the day that a passkey fails', async t => {
  const texts = async (model: object): Promise<string> => textOf(await pageWith('preferences', model))
  t.match(await texts({}), 'Add an authenticator app A phone or a password manager that shows codes, for the day your passkey is not at hand or does not work.')
  t.match(await texts({ authenticators: [phone] }), 'Add an authenticator app A second phone or a password manager, for the day you lose the first.')
  t.match(await texts({ authenticators: [phone], passkeys: false }), 'Add another authenticator A second phone')
})

t.test('each authenticator says what it is, and a passkey whether it is synced', async t => {
  const kinds = async (given: object): Promise<string> => textOf(await pageWith('preferences', { authenticators: [{ ...key, name: 'It', ...given }] })).split('Authenticators It ')[1]!.split(' · Added')[0]!
  t.equal(await kinds({}), 'Passkey or security key')
  t.equal(await kinds({ synced: undefined }), 'Passkey or security key')
  t.equal(await kinds({ synced: true }), 'Passkey or security key · Synced between devices')
  t.equal(await kinds({ type: 'totp', synced: undefined }), 'Authenticator app')
  t.match(await kinds({ type: 'retina-scan' }), /^Added: /)
})

t.test('every change takes a passkey, says for a screen reader which it is, and keeps the form of a code beside it', async t => {
  const body = await pageWith('preferences', { ...both, authenticators: [phone, key], passwordField: true })
  const labels = buttonsOf(body).map(({ attributes }) => attributes['aria-label'])
  t.strictSame(labels, ['Remove Phone', 'Remove Key', 'Make new recovery codes', 'Turn off two-factor authentication'].map(name => `Use a passkey or security key: ${name}`))
  for (const action of ['/two-factor/authenticators/key/remove', '/two-factor/recovery-codes', '/two-factor/disable']) t.strictSame(formTo(body, action)!.fields, { password: '', code: '' }, action)
  const alone = await pageWith('preferences', { authenticators: [...passkeys(2)], passwordField: true })
  t.strictSame(formTo(alone, '/two-factor/disable')!.fields, { password: '' })
  t.notMatch(alone, /Six-digit code/)
  t.match(textOf(await pageWith('preferences', { ...nothing, authenticators: passkeys(2) })), 'Turn off two-factor authentication: this takes an authenticator that works. Set up a new one first.')
})

t.test('the first thing to do says what it is where a passkey does it', async t => {
  const body = await pageWith('preferences', { recoveryCodesLeft: 0 })
  t.match(body, '<p class="state">Make new recovery codes</p>')
  t.notMatch(await pageWith('preferences', { recoveryCodesLeft: 0, methods: ['totp'], passkeyOptions: undefined }), '<p class="state">Make new recovery codes</p>')
  t.notMatch(await pageWith('preferences'), '<p class="state">Make new recovery codes</p>')
})

t.test('what browsers that are remembered are not asked for is what the user has', async t => {
  const text = async (model: object): Promise<string> => textOf(await pageWith('preferences', model))
  const client = { id: 'c', label: '', browser: 'Firefox', system: 'Linux', createdAt: key.createdAt, lastUsedAt: key.createdAt, expiresAt: key.createdAt }
  t.match(await text({}), 'Browsers that are not asked for a code or a passkey. None: every sign-in asks for one.')
  t.match(await text({ trustedClients: [client] }), 'Browsers that are not asked for a code or a passkey. Firefox on Linux')
  t.match(await text({ authenticators: [phone] }), 'Browsers that are not asked for a code. None: every sign-in asks for one.')
  t.match(await text({ authenticators: [phone], trustedClients: [client] }), 'Browsers that are not asked for a code. Firefox on Linux')
})

t.test('after a removal the browser is told which passkeys are left', async t => {
  const accepted = { rpId: 'acme.example', userId: 'u"<&', allAcceptedCredentialIds: ['one', 'two'] }
  const told = elementsOf(await pageWith('preferences', { acceptedCredentials: accepted })).find(({ attributes }) => 'data-accepted' in attributes)!
  t.strictSame(JSON.parse(told.attributes['data-accepted']!), accepted)
  t.ok('hidden' in told.attributes)
  t.notMatch(await pageWith('preferences'), 'data-accepted')
})

t.test('the registration asks for a name, may take the place of others, says until when, and advises a second method until there is one', async t => {
  const action = '/two-factor/passkeys/confirm'
  const body = await pageWith('registration')
  t.strictSame(actionsOf(body), [action])
  t.strictSame(formTo(body, action)!.fields, { name: 'Firefox on Linux' })
  t.match(textOf(body), 'You can do this until 10:00 AM (UTC). Cancel')
  t.match(body, '<a href="/two-factor">Cancel</a>')
  t.match(notesOf(body)[0], /^Afterwards, add an authenticator app or another key, too\./)
  t.strictSame(notesOf(await pageWith('registration', { onlyMethod: false })), [])
  const beside = await pageWith('registration', { others: [{ id: 'a', name: 'Phone' }, { id: 'b', name: 'Authenticator' }] })
  t.match(formTo(beside, action)!.text, 'Remove my other authenticators: Phone and Authenticator')
  t.notMatch(beside, ' checked')
  const recovered = await pageWith('registration', { others: [{ id: 'a', name: '"><svg>' }], recovered: true })
  t.match(formTo(recovered, action)!.text, 'Remove the authenticator I lost: "><svg>')
  t.match(recovered, ' checked')
  t.notMatch(recovered, '<svg')
  const posted = { postedTo: action, request: { method: 'POST', body: { name: 'My key', replace: true, credential: 'x' } } }
  const again = await pageWith('registration', { error: 'wrong', others: [{ id: 'a', name: 'Phone' }] }, posted)
  t.strictSame(formTo(again, action)!.fields, { name: 'My key', replace: 'true' })
  t.match(again, ' checked')
  t.ok(isVisible(elementsOf(again).find(({ attributes: { role } }) => role === 'alert')!))
})

t.test('what a browser is asked is text, whatever stands in it', async t => {
  const hostile = '"><svg onload=alert(1)>\'`&amp;</div>'
  for (const [page, model] of [['registration', { options: { ...creationOptions, rp: { name: hostile } } }], ['challenge', { passkeyOptions: { challenge: hostile } }]] as const) {
    const body = await pageWith(page, model)
    t.notMatch(body, '<svg')
    const asking = elementsOf(body).find(({ attributes }) => 'data-options' in attributes)!
    t.match(asking.attributes['data-options'], JSON.stringify(hostile).slice(1, -1))
  }
})
