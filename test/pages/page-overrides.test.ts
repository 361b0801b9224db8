import t from 'tap'
import type { PageContext } from '../../lib/index.js'
import { hardened, refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

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
  t.strictSame(Object.keys(models['preferences']!).sort(), ['action', 'authenticators', 'blocked', 'codesGiven', 'currentTrustedClientId', 'enabled', 'enrolled', 'error', 'homeUrl', 'lockedSeconds', 'lockedUntil', 'method', 'methods', 'passwordField', 'passwordRequired', 'recoveryCodesLeft', 'recoveryCodesSaved', 'required', 'requiredFrom', 'signInUrl', 'stepUpRequired', 'trustDays', 'trustedClients', 'unlocksLeft'])
  t.hasStrict(models['preferences'], { action: '', error: undefined, enabled: true, passwordField: false, signInUrl: undefined, homeUrl: '/' })
  t.hasStrict(models['enrollment'], { action: '/two-factor/enrollment/confirm', error: undefined, replaceable: true, cancelAction: '/two-factor/enrollment/cancel' })
  t.match(models['enrollment'], { secret: /^[A-Z2-7]{32}$/, uri: /^otpauth:/, qrCode: /^<svg/, expiresAt: Date })
  t.hasStrict(models['recoveryCodes'], { location: '/two-factor', error: undefined })
  t.equal((models['recoveryCodes']!['recoveryCodes'] as string[]).length, 10)
  t.strictSame(models['challenge'], { methods: ['totp'], blocked: false, lockedSeconds: undefined, trustDays: 30, recoveryAction: '/two-factor/recovery', signOutAction: '/two-factor/sign-out', action: '/two-factor/challenge', error: undefined })
  t.strictSame(models['stepUp'], { methods: ['totp'], blocked: false, lockedSeconds: undefined, recovered: false, preferencesUrl: '/two-factor', signOutAction: '/two-factor/sign-out', recoveryAction: '', homeUrl: '/', action: '/two-factor/step-up', error: undefined })
  clock.now += 30_000
})

t.test('what went wrong is given to the page', async t => {
  const errors: unknown[] = []
  const { enroll, login, wrong } = await createApplication({ pages: { challenge: ({ error }) => { errors.push(error); return '' } } })
  const { secret } = await enroll('alice')
  const answer = await (await login('alice')).submit('/two-factor/challenge', { code: wrong(secret) })
  t.equal(answer.status, 422)
  t.strictSame(errors, ['This code is wrong or was used already. Wait for the next one and try again.'])
})

t.test('a layout of the application\'s own frames every page, and gets its title, body, action and error', async t => {
  const { enroll, login, wrong } = await createApplication({
    pages: { challenge: () => 'the form', layout: ({ title, body, action, error }) => `${title}|${body}|${action}|${error}` }
  })
  const { client: browser, secret } = await enroll('alice')
  t.match((await browser.page('/two-factor')).body, /^Two-factor authentication\|[\s\S]+\|\|undefined$/)
  const pending = await login('alice')
  t.equal((await pending.page('/two-factor/challenge')).body, 'Enter your code|the form|/two-factor/challenge|undefined')
  t.equal((await pending.submit('/two-factor/challenge', { code: wrong(secret) })).body, 'Enter your code|the form|/two-factor/challenge|This code is wrong or was used already. Wait for the next one and try again.')
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
  const [{ request, messages, language, dir, timeZone, links }] = contexts as [PageContext]
  t.strictSame([request.url, language, dir, timeZone, messages.verify, links['verify']], ['/two-factor/challenge', 'it', 'ltr', 'UTC', 'Accedi', '/two-factor/challenge'])
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
