import t, { type Test } from 'tap'
import type { TwoFactorOptions } from '../../lib/index.js'
import { withError } from '../../lib/pages/fields.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'
import { alertOf, elementsOf, isVisible, titleOf, type PageElement } from '../support/page.js'
import { contextWith } from './context.js'

type Fields = Record<string, string>

/** What the reader is led to after an error, and how it is tied to what is wrong. */
interface Told {
  /** The form that the error stands in, by its action. */
  form: string | undefined
  /** The id of what has the focus. */
  focus: string
  /** The names of the fields that it is about. */
  blamed: string[]
}

const having = (elements: PageElement[], attribute: string): PageElement[] => elements.filter(({ attributes }) => attribute in attributes)

/** What a page tells of its one error; each tie is looked at. */
function toldOf (t: Test, html: string): Told {
  const elements = elementsOf(html)
  const alerts = elements.filter(({ attributes }) => attributes['role'] === 'alert')
  const [note] = alerts
  const focused = having(elements, 'autofocus')
  const blamed = having(elements, 'aria-invalid')
  t.strictSame([alerts.length, focused.length], [1, 1], 'one error, and one focus')
  t.equal(elements.filter(({ attributes }) => attributes['id'] === 'error').length, 1, 'its id stands once')
  t.ok(isVisible(note!) && isVisible(focused[0]!), 'both are seen')
  for (const field of blamed) {
    t.equal(field.attributes['aria-invalid'], 'true')
    t.equal(field.attributes['aria-describedby']?.split(' ')[0], 'error', 'the field names the error before its hint')
    t.equal(field, focused[0], 'and has the focus')
    t.equal(formOf(field), formOf(note!), 'in the form of the error')
  }
  if (blamed.length === 0) t.equal(note!.attributes['tabindex'], '-1', 'the note can have the focus')
  else t.notOk('tabindex' in note!.attributes)
  const others = having(elements, 'aria-describedby').filter(element => !blamed.includes(element))
  t.notOk(others.some(({ attributes }) => attributes['aria-describedby']!.includes('error')), 'no other field names it')
  return { form: formOf(note!), focus: focused[0]!.attributes['id']!, blamed: blamed.map(({ attributes }) => attributes['name']!) }
}

function formOf ({ within }: PageElement): string | undefined {
  return within.find(({ name }) => name === 'form')?.attributes['action']
}

const passwords = { verifyPassword: (_userId: string, password: string) => password === 'right password' }

/** Two authenticators, in a session of now or of an hour ago, with one remembered browser. */
async function furnished (options: ApplicationOptions = passwords, isStale = false): Promise<TestApplication & { browser: Client, secret: string, ids: string[] }> {
  const application = await createApplication(options)
  const { enroll, signIn, code, clock } = application
  const { client, secret } = await enroll('alice')
  const { body: { secret: second } } = await client.post('/two-factor/enrollment', { name: 'tablet' })
  await client.post('/two-factor/enrollment/confirm', { code: code(second) })
  clock.now += 30_000
  const browser = await signIn('alice', secret, { trustClient: true })
  if (isStale) clock.now += 3_600_000
  const { body: { authenticators } } = await browser.get('/two-factor')
  return { ...application, browser, secret, ids: authenticators.map(({ id }: { id: string }) => id) }
}

t.test('the error of a form of the preferences stands in it, and the field that it is about names it and has the focus', async t => {
  const { browser, wrong, secret, ids: [id] } = await furnished(passwords, true)
  const proofs: [string, string][] = [['/two-factor/disable', 'disable'], ['/two-factor/recovery-codes', 'regenerate'], [`/two-factor/authenticators/${id}/remove`, `remove-${id}`]]
  const cases: [string, Fields, string | undefined, number][] = [
    ...proofs.flatMap(([form, name]): [string, Fields, string, number][] => [
      [form, { code: '12', password: 'right password' }, `${name}-code`, 400],
      [form, { code: wrong(secret), password: 'wrong' }, `${name}-password`, 422],
      [form, { code: wrong(secret) }, `${name}-password`, 403]
    ]),
    ['/two-factor/disable', { code: wrong(secret), password: 'right password' }, 'disable-code', 422],
    [`/two-factor/authenticators/${id}/rename`, { name: '\u0007', password: 'right password' }, `rename-${id}`, 400],
    [`/two-factor/authenticators/${id}/rename`, { password: 'right password' }, `rename-${id}`, 400],
    ['/two-factor/enrollment', { secret: 'x'.repeat(129), password: 'right password' }, 'secret', 400]
  ]
  for (const [form, fields, focus, status] of cases) {
    const answer = await browser.submit(form, fields)
    t.equal(answer.status, status, `${form} ${JSON.stringify(fields)}`)
    const told = toldOf(t, answer.body)
    t.strictSame([told.form, told.focus], [form, focus], `${form} ${JSON.stringify(fields)}`)
    t.match(titleOf(answer.body), /^Error: /)
  }
})

t.test('a wrong password is blamed on its field in each form that has one', async t => {
  for (const [path, fields, focus] of [['rename', { name: 'phone' }, (id: string) => `rename-${id}-password`], ['enrollment', {}, () => 'enrollment-password'], ['unlock', {}, () => 'unlock-password']] as const) {
    const { browser, login, wrong, secret, ids: [id] } = await furnished(passwords, true)
    const thief = await login('alice')
    for (let guess = 1; guess <= 5; guess++) await thief.post('/two-factor/challenge', { code: wrong(secret) })
    const form = path === 'rename' ? `/two-factor/authenticators/${id}/rename` : `/two-factor/${path}`
    const answer = await browser.submit(form, { ...fields, password: 'wrong' })
    t.equal(answer.status, 422)
    t.strictSame(toldOf(t, answer.body), { form, focus: focus(id!), blamed: ['password'] }, path)
    t.equal(alertOf(answer.body), 'This password is wrong.')
  }
})

t.test('an error about no field has the focus itself, in the form that it belongs to', async t => {
  const { browser, ids: [id], enroll, login } = await furnished()
  const foreign = { 'sec-fetch-site': 'cross-site' }
  for (const [form, fields] of [['/two-factor/disable', { code: '123456' }], [`/two-factor/authenticators/${id}/rename`, { name: 'phone' }], ['/two-factor/enrollment', {}], ['/two-factor/recovery-codes', {}]] as const) {
    const answer = await browser.submit(form, fields, foreign)
    t.strictSame([answer.status, toldOf(t, answer.body)], [403, { form, focus: 'error', blamed: [] }], form)
  }
  await enroll('bob')
  const pending = await login('bob')
  const challenge = await pending.submit('/two-factor/challenge', { code: '123456' }, foreign)
  t.strictSame(toldOf(t, challenge.body), { form: '/two-factor/challenge', focus: 'error', blamed: [] }, 'the field of the code has no focus beside it')
  const recovery = await pending.submit('/two-factor/recovery', { code: '0'.repeat(24) }, foreign)
  t.strictSame(toldOf(t, recovery.body), { form: '/two-factor/recovery', focus: 'error', blamed: [] })
  const stepUp = await browser.submit('/two-factor/step-up?next=%2Fme', { code: '123456' }, foreign)
  t.strictSame(toldOf(t, stepUp.body), { form: '/two-factor/step-up?next=%2Fme', focus: 'error', blamed: [] })
})

t.test('a form that is only a button tells its error beside it', async t => {
  const { browser, signIn, secret } = await furnished()
  await signIn('alice', secret, { trustClient: true })
  const { body: { trustedClients: [{ id }] } } = await browser.get('/two-factor')
  for (const form of [`/two-factor/trusted-clients/${id}/revoke`, '/two-factor/trusted-clients/revoke', '/two-factor/recovery-codes/saved']) {
    const answer = await browser.submit(form, {}, { 'sec-fetch-site': 'cross-site' })
    t.strictSame(toldOf(t, answer.body), { form, focus: 'error', blamed: [] }, form)
  }
})

t.test('an error about a field that the form does not have, since it is not due, has the focus itself', async t => {
  const { browser, wrong, secret, ids: [id] } = await furnished()
  for (const [form, fields] of [['/two-factor/disable', { code: wrong(secret), password: 'wrong' }], [`/two-factor/authenticators/${id}/rename`, { name: 'phone', password: 'wrong' }], ['/two-factor/enrollment', { password: 'wrong' }]] as const) {
    const answer = await browser.submit(form, fields)
    t.equal(alertOf(answer.body), 'This password is wrong.')
    t.strictSame([answer.status, toldOf(t, answer.body)], [422, { form, focus: 'error', blamed: [] }], form)
  }
})

t.test('without a Secret of one\'s own an error about it has the focus itself', async t => {
  const { browser } = await furnished({ totp: { chosenSecret: false } })
  const answer = await browser.submit('/two-factor/enrollment', { secret: 'my own' })
  t.strictSame([answer.status, toldOf(t, answer.body)], [400, { form: '/two-factor/enrollment', focus: 'error', blamed: [] }])
  t.notMatch(answer.body, 'name="secret"')
})

t.test('the error of the challenge, of the step-up and of the enrollment stands in its form, and blames its field', async t => {
  const { browser, wrong, secret, login } = await furnished()
  const pending = await login('alice')
  for (const [visitor, form, code, text] of [
    [pending, '/two-factor/challenge', wrong(secret), 'This code is wrong or was used already. Wait for the next one and try again.'],
    [pending, '/two-factor/challenge', '12', 'A code has six digits. Please check what you typed.'],
    [pending, '/two-factor/challenge', '', 'A code has six digits. Please check what you typed.'],
    [pending, '/two-factor/recovery', '0'.repeat(24), 'This recovery code is wrong or was used already. Try another one.'],
    [pending, '/two-factor/recovery', '12', 'A recovery code has 24 letters and digits. Please check what you typed.'],
    [browser, '/two-factor/step-up?next=%2Fme', wrong(secret), 'This code is wrong or was used already. Wait for the next one and try again.'],
    [browser, '/two-factor/step-up', '12', 'A code has six digits. Please check what you typed.']
  ] as const) {
    const answer = await visitor.submit(form, { code })
    const focus = form === '/two-factor/recovery' ? 'recovery-code' : 'code'
    t.strictSame([alertOf(answer.body), toldOf(t, answer.body)], [text, { form, focus, blamed: ['code'] }], `${form} ${code}`)
  }
  await browser.submit('/two-factor/enrollment')
  for (const [fields, focus, text] of [
    [{ code: wrong(secret), name: 'phone' }, 'code', 'This code does not fit the key shown here. If you scanned another one before, scan this one. The clock of your phone must be set automatically.'],
    [{ code: '12', name: 'phone' }, 'code', 'A code has six digits. Please check what you typed.'],
    [{ code: '123456', name: '\u0007' }, 'name', 'This name is too long, or has signs that a name cannot have. Please choose another one.']
  ] as const) {
    const form = '/two-factor/enrollment/confirm'
    const answer = await browser.submit(form, fields)
    t.strictSame([alertOf(answer.body), toldOf(t, answer.body)], [text, { form, focus, blamed: [focus] }])
  }
})

t.test('a page that tells no error focuses the code at the challenge and at the step-up, and nothing elsewhere', async t => {
  const { browser, login, clock, enroll } = await furnished()
  const focusOf = ({ body }: Answer): (string | undefined)[] => having(elementsOf(body), 'autofocus').map(({ attributes }) => attributes['id'])
  t.strictSame(focusOf(await (await login('alice')).page('/two-factor/challenge')), ['code'])
  t.strictSame(focusOf(await browser.page('/two-factor/step-up')), ['code'])
  t.strictSame(focusOf(await browser.page('/two-factor')), [])
  await browser.submit('/two-factor/enrollment')
  t.strictSame(focusOf(await browser.page('/two-factor/enrollment')), [], 'there the key comes first')
  clock.now += 30_000
  const { recoveryCodes } = await enroll('bob')
  const recovered = await login('bob')
  await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.strictSame(focusOf(await recovered.page('/two-factor/step-up')), [], 'after a recovery sign-in the way to a new authenticator comes first')
})

t.test('an error whose form is not on the page stands above it, once, and has the focus', async t => {
  const { browser, code, secret, ids: [id, other], login } = await furnished()
  await browser.post(`/two-factor/authenticators/${other}/remove`, { code: code(secret) })
  for (const [url, fields, text] of [
    [`/two-factor/authenticators/${id}/remove`, { code: code(secret) }, 'The last authenticator that lets you in cannot be removed. Add another one first.'],
    ['/two-factor/trusted-clients/x/revoke', {}, 'This entry is gone already.'],
    ['/two-factor/authenticators/x/rename', { name: 'phone' }, 'This entry is gone already.'],
    ['/two-factor/enrollment/confirm', { code: '123456' }, 'The set-up has expired. Please start again.']
  ] as const) {
    const answer = await browser.submit(url, fields)
    t.strictSame([alertOf(answer.body), toldOf(t, answer.body)], [text, { form: undefined, focus: 'error', blamed: [] }], url)
    const elements = elementsOf(answer.body)
    const content = elements.filter(({ within }) => within[0]?.attributes['class'] === 'two-factor')
    t.strictSame(content.slice(0, 2).map(({ name }) => name), ['h1', 'p'], 'right below the heading')
    t.equal(content[1]!.attributes['id'], 'error')
  }
  const failed = await (await login('carol')).submit('/two-factor/sign-out', {}, { 'sec-fetch-site': 'cross-site' })
  t.strictSame(toldOf(t, failed.body), { form: undefined, focus: 'error', blamed: [] }, 'the page that says what failed')
})

t.test('a page that tells its error itself is left as it is, and one without an error too', t => {
  const context = contextWith()
  const note = withError('<p>page</p>', 'It is wrong.', context)
  t.equal(note, '<p class="note error" role="alert" id="error" tabindex="-1" autofocus>It is wrong.</p><p>page</p>')
  t.equal(withError(note, 'It is wrong.', context), note)
  t.equal(withError('<p>page</p>', undefined, context), '<p>page</p>')
  t.end()
})

t.test('a wait in an error is counted down by the script, and the text after it stays', t => {
  const waiting = contextWith({ waitSeconds: 29.2 })
  t.equal(
    withError('', 'Too many. Try again in 30 seconds. <b>Later</b>.', waiting),
    '<p class="note error" role="alert" id="error" tabindex="-1" autofocus>Too many. Try again <span data-wait="30" data-over="now">in 30 seconds</span>. &#60;b&#62;Later&#60;/b&#62;.</p>'
  )
  t.match(withError('', 'No wait in {wait} this text.', waiting), '>No wait in {wait} this text.</p>', 'a text that tells no wait has none')
  t.end()
})

t.test('an error of the application\'s own about no field is told in the form, with the wait that it asks for', async t => {
  const limited: TwoFactorOptions['routes'] = {
    stepUp: route => ({ ...route, preHandler: async () => { throw Object.assign(new Error('slow down'), { statusCode: 429, headers: { 'retry-after': '40' } }) } }),
    disable: route => ({ ...route, preHandler: async () => { throw Object.assign(new Error('not today'), { statusCode: 451, headers: { 'retry-after': '40' } }) } })
  }
  const { browser } = await furnished({ routes: limited })
  const stepUp = await browser.submit('/two-factor/step-up', { code: '123456' })
  t.strictSame([stepUp.status, alertOf(stepUp.body)], [429, 'That was a little fast. Try again in 40 seconds.'])
  t.match(stepUp.body, '<span data-wait="40" data-over="now">in 40 seconds</span>')
  t.strictSame(toldOf(t, stepUp.body), { form: '/two-factor/step-up', focus: 'code', blamed: ['code'] })
  const disable = await browser.submit('/two-factor/disable', { code: '123456' })
  t.strictSame([disable.status, alertOf(disable.body)], [451, 'This did not work. Please try again.'])
  t.strictSame(toldOf(t, disable.body), { form: '/two-factor/disable', focus: 'error', blamed: [] })
})

t.test('a limit that says nothing of how long, or not in seconds, asks for no wait', async t => {
  for (const retryAfter of [undefined, '0', '-5', 'Thu, 15 Jan 2026 10:01:00 GMT', 'Infinity', '']) {
    const { browser } = await furnished({
      routes: { stepUp: route => ({ ...route, preHandler: async () => { throw Object.assign(new Error('slow down'), { statusCode: 429, ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }) }) } }) }
    })
    const answer = await browser.submit('/two-factor/step-up', { code: '123456' })
    t.strictSame([answer.status, alertOf(answer.body)], [429, 'This did not work. Please try again.'], retryAfter ?? 'none')
    t.notMatch(answer.body, 'data-wait')
  }
})
