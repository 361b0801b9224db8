import t from 'tap'
import type { PageContext } from '../../lib/index.js'
import { it } from '../../lib/pages/messages/it.js'
import { hardened, refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { alertOf, formTo, headingOf } from '../support/page.js'

t.test('a page of the application\'s own gets the model of the page, within the layout of the plugin', async t => {
  const models: Record<string, Record<string, unknown>> = {}
  const page = (name: string) => (model: object): string => { models[name] = { ...model }; return `<p>${name}</p>` }
  const { enroll, login, code, clock } = await createApplication({
    pages: { preferences: page('preferences'), enrollment: page('enrollment'), recoveryCodes: page('recoveryCodes'), challenge: page('challenge'), stepUp: page('stepUp') }
  })
  const { client: browser, secret } = await enroll('alice')
  await browser.post('/two-factor/enrollment')
  const shown = {
    preferences: await browser.page('/two-factor'),
    enrollment: await browser.page('/two-factor/enrollment'),
    recoveryCodes: await browser.submit('/two-factor/recovery-codes', { code: code(secret) }),
    challenge: await (await login('alice')).page('/two-factor/challenge'),
    stepUp: await browser.page('/two-factor/step-up')
  }
  for (const [name, answer] of Object.entries(shown)) {
    t.match(answer.body, new RegExp(`^<!doctype html>[\\s\\S]*<p>${name}</p>`), name)
    hardened(t, answer, name)
    t.ok(answer.headers['content-security-policy'], name)
  }
  t.strictSame(Object.keys(models['preferences']!).sort(), ['acceptedCredentials', 'action', 'authenticators', 'blocked', 'chosenSecret', 'codeConfirmed', 'codeExpiresAt', 'codeTo', 'codesGiven', 'currentTrustedClientId', 'enabled', 'enrolled', 'error', 'heldForPasskey', 'homeUrl', 'lastWayBack', 'lockedSeconds', 'lockedUntil', 'method', 'methods', 'notNowUrl', 'passkeyOptions', 'passkeyRequiredFrom', 'passkeys', 'passwordField', 'passwordRequired', 'phishingResistant', 'recovered', 'recoveryCodesLeft', 'recoveryCodesSaved', 'required', 'requiredFrom', 'sessions', 'signInUrl', 'stepUpRequired', 'trustDays', 'trustedClients', 'unlocksLeft', 'wantsPasskey'])
  t.hasStrict(models['preferences'], { action: '', error: undefined, enabled: true, chosenSecret: true, lastWayBack: false, recovered: false, recoveryCodesSaved: false, unlocksLeft: 3, passwordField: false, signInUrl: undefined, notNowUrl: undefined, homeUrl: '/' })
  const { authenticators: [{ id }] } = (await browser.get('/two-factor')).body
  t.hasStrict(models['enrollment'], { action: '/two-factor/enrollment/confirm', error: undefined, name: 'Authenticator', accountName: 'alice@example.com', others: [{ id, name: 'Authenticator' }], recovered: false, cancelAction: '/two-factor/enrollment/cancel' })
  t.match(models['enrollment'], { secret: /^[A-Z2-7]{32}$/, uri: /^otpauth:/, qrCode: /^<svg/, expiresAt: Date })
  t.hasStrict(models['recoveryCodes'], { location: '/two-factor', first: false, createdAt: new Date(clock.now), action: '/two-factor/recovery-codes/saved?next=%2Ftwo-factor', error: undefined })
  t.equal((models['recoveryCodes']!['recoveryCodes'] as string[]).length, 10)
  t.strictSame(models['challenge'], { methods: ['totp'], passkeyOptions: undefined, codeTo: undefined, codeExpiresAt: undefined, blocked: false, lockedSeconds: undefined, trustDays: 30, sendCodeAction: '', recoveryAction: '/two-factor/recovery', signOutAction: '/two-factor/sign-out', action: '/two-factor/challenge', error: undefined })
  t.strictSame(models['stepUp'], { methods: ['totp'], passkeyOptions: undefined, codeTo: undefined, codeExpiresAt: undefined, blocked: false, lockedSeconds: undefined, recovered: false, preferencesUrl: '/two-factor', signOutAction: '/two-factor/sign-out', sendCodeAction: '', recoveryAction: '', homeUrl: '/', action: '/two-factor/step-up', error: undefined })
})

t.test('what went wrong is given to the page', async t => {
  const errors: unknown[] = []
  const { enroll, login, wrong } = await createApplication({ pages: { challenge: ({ error }) => { errors.push(error); return '' } } })
  const { secret } = await enroll('alice')
  const answer = await (await login('alice')).submit('/two-factor/challenge', { code: wrong(secret) })
  t.equal(answer.status, 422)
  t.strictSame(errors, ['This code is wrong or was used already. Wait for the next one and try again.'])
})

t.test('a layout of the application\'s own frames every page, and gets its title, head, body, header, footer, action and error', async t => {
  const layouts: Record<string, unknown>[] = []
  const { enroll, login, wrong } = await createApplication({
    pages: { challenge: () => 'the form', header: 'above', footer: () => 'below', layout: model => { layouts.push({ ...model }); return 'ours' } }
  })
  const { client: browser, secret } = await enroll('alice')
  const pending = await login('alice')
  t.strictSame([(await browser.page('/two-factor')).body, (await pending.page('/two-factor/challenge')).body], ['ours', 'ours'])
  await pending.submit('/two-factor/challenge', { code: wrong(secret) })
  const [preferences, challenge, again] = layouts as [Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]
  t.hasStrict(preferences, { title: 'Two-factor authentication – Acme', header: 'above', footer: 'below', action: '', error: undefined })
  t.match(preferences['body'], /^<div class="two-factor">\n<h1>Two-factor authentication<\/h1>[^]+<\/div>$/)
  t.match(preferences['head'], /^<meta name="referrer" content="same-origin">[^]+\.css">[^]+ defer><\/script>$/)
  t.strictSame(challenge, {
    title: 'Enter your code – Acme',
    head: preferences['head'],
    body: '<div class="two-factor">\n<h1>Enter your code</h1>\n\nthe form\n</div>',
    header: 'above',
    footer: 'below',
    action: '/two-factor/challenge',
    error: undefined
  })
  t.hasStrict(again, { title: 'Error: Enter your code – Acme', body: '<div class="two-factor" data-address="/two-factor/challenge">\n<h1>Enter your code</h1>\n\nthe form\n</div>', error: 'This code is wrong or was used already. Wait for the next one and try again.' })
})

t.test('a page of the application\'s own gets the built-in one, with all that it does, and so does a layout', async t => {
  const { enroll, login, wrong } = await createApplication({
    pages: {
      challenge: async (model, context, builtIn) => `<p>before</p>${await builtIn({ ...model, trustDays: 0 }, { ...context, messages: { ...context.messages, verify: 'Go' } })}<p>after</p>`,
      layout: async (model, context, builtIn) => (await builtIn(model, context)).replace('<body', '<body data-theme="dark"')
    }
  })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const { body } = await browser.page('/two-factor/challenge')
  t.match(body, /<body data-theme="dark" class="two-factor frame">\n\n<main>[^]+<p>before<\/p>[^]+<button class="main">Go<\/button>[^]+<p>after<\/p>/)
  t.strictSame(formTo(body, '/two-factor/challenge')!.fields, { code: '' })
  const again = await browser.submit('/two-factor/challenge', { code: wrong(secret) })
  t.equal(alertOf(again.body), 'This code is wrong or was used already. Wait for the next one and try again.')
})

t.test('the built-in page that is called tells an error whose form it does not have', async t => {
  const { enroll } = await createApplication({ pages: { preferences: async (model, context, builtIn) => `<p>ours</p>${await builtIn(model, context)}` } })
  const { client: browser } = await enroll('alice')
  const { body } = await browser.submit('/two-factor/trusted-clients/x/revoke')
  t.equal(alertOf(body), 'This entry is gone already.')
})

t.test('what stands above and below each page is HTML as it is given, or as a function gives it, told what a page is told', async t => {
  const contexts: PageContext[] = []
  const { enroll, login } = await createApplication({
    users: { alice: { ...users['alice']!, issuerName: '<b>Tenant</b>' } },
    pages: {
      header: '<a href="/">Acme &amp; Co</a>',
      footer: async context => {
        contexts.push(context)
        await Promise.resolve()
        return `<p>${context.siteName.replaceAll('<', '&lt;')} ${context.language}</p>`
      }
    }
  })
  await enroll('alice')
  const { body } = await (await login('alice')).page('/two-factor/challenge', { 'accept-language': 'it' })
  t.match(body, '<body class="two-factor frame">\n<header><a href="/">Acme &amp; Co</a></header>\n<main>')
  t.match(body, '</main>\n<footer><p>&lt;b>Tenant&lt;/b> it</p></footer>\n</body>')
  t.match(contexts, [{ account: 'a…e@example.com', siteName: '<b>Tenant</b>', language: 'it', dir: 'ltr', postedTo: undefined }])
})

t.test('without any there is neither a header nor a footer', async t => {
  for (const pages of [{}, { header: '', footer: () => '' }, { header: () => undefined as unknown as string, footer: async () => undefined as unknown as string }]) {
    const { login } = await createApplication({ pages })
    t.notMatch((await (await login('carol')).page('/two-factor')).body, /<header|<footer/)
  }
})

t.test('a header or footer that fails is left out and told the log: the page is worth more', async t => {
  for (const part of ['header', 'footer'] as const) {
    for (const fail of [() => { throw new Error('<b>broken</b>') }, async () => { throw new Error('<b>broken</b>') }]) {
      const lines: string[] = []
      const server = { logger: { level: 'error', stream: { write: (line: string) => { lines.push(line) } } } }
      const { login } = await createApplication({ server, pages: { [part]: fail } })
      const answer = await (await login('carol')).page('/two-factor')
      t.strictSame([answer.status, headingOf(answer.body)], [200, 'Two-factor authentication'], part)
      t.notMatch(answer.body, `<${part}>`)
      t.notMatch(answer.body, 'broken')
      t.match(lines.join(''), 'header or footer of a page failed')
    }
  }
})

t.test('recovery codes are shown by the built-in page where that of the application fails, or its layout does', async t => {
  for (const pages of [{ recoveryCodes: () => { throw new Error('broken') } }, { layout: () => { throw new Error('broken') } }]) {
    const { login, code } = await createApplication({ pages })
    const browser = await login('carol')
    const { body: { secret } } = await browser.post('/two-factor/enrollment')
    const answer = await browser.submit('/two-factor/enrollment/confirm', { code: code(secret) })
    t.strictSame([answer.status, headingOf(answer.body)], [200, 'Save your recovery codes'])
    t.match(answer.body, /(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}/)
  }
})

t.test('a page may be rendered later, and knows request, reply, texts, language, time zone and links; its headers are set before', async t => {
  const contexts: PageContext[] = []
  const { enroll, login } = await createApplication({
    messages: { en: { verify: 'Go on' } },
    pages: {
      challenge: async (_model, context) => {
        contexts.push(context)
        t.equal(context.reply.getHeader('cache-control'), 'no-store')
        t.match(context.reply.getHeader('content-security-policy'), "default-src 'none'")
        context.reply.header('content-security-policy', "default-src 'self'")
        await Promise.resolve()
        return 'later'
      }
    }
  })
  await enroll('alice')
  const { body, headers } = await (await login('alice')).page('/two-factor/challenge', { 'accept-language': 'it' })
  t.match(body, 'later')
  t.equal(headers['content-security-policy'], "default-src 'self'", 'and may be changed by it')
  const [{ request, messages, language, dir, timeZone, links, siteName, account, helpUrl, notice, postedTo, errorField, waitSeconds }] = contexts as [PageContext]
  t.strictSame([siteName, account, helpUrl, notice, postedTo, errorField, waitSeconds], ['Acme', 'a…e@example.com', undefined, undefined, undefined, undefined, undefined])
  t.strictSame([request.url, language, dir, timeZone, messages.verify, links['verify']], ['/two-factor/challenge', 'it', 'ltr', 'UTC', it.verify, '/two-factor/challenge'])
})

t.test('a page that fails is an error of JSON, without any access', async t => {
  const { enroll, login } = await createApplication({ pages: { challenge: () => { throw new Error('<b>template broken</b>') }, layout: async () => { throw new Error('layout broken') } } })
  const { client: browser } = await enroll('alice')
  const pending = await login('alice')
  for (const answer of [await pending.page('/two-factor/challenge'), await browser.page('/two-factor')]) {
    refused(t, answer, 503, 'TWO_FACTOR_UNAVAILABLE')
    hardened(t, answer)
    t.notOk(JSON.stringify(answer.body).includes('broken'))
  }
})
