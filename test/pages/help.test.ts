import { Writable } from 'node:stream'
import t from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'
import { elementsOf, textOf } from '../support/page.js'
import { optionsWith, refusesOption, start } from '../support/start.js'

/** The links to help of a page. */
function helpOf ({ body }: Answer): string[] {
  return elementsOf(body).filter(({ text }) => text === 'Need help?').filter(({ name }) => name === 'a').map(({ attributes: { href, rel } }) => `${href} ${rel}`)
}

/** An application whose users find help there, and what it warned of. */
async function helping (helpUrl: unknown, options: ApplicationOptions = {}): Promise<TestApplication & { warnings: Record<string, unknown>[] }> {
  const warnings: Record<string, unknown>[] = []
  const stream = new Writable({
    write (chunk, _encoding, done) {
      const line = JSON.parse(String(chunk)) as { level: number, msg: string }
      if (line.level >= 40) warnings.push(line)
      done()
    }
  })
  const user = { ...users['alice']!, helpUrl } as TwoFactorUser
  const application = await createApplication({ users: { alice: user }, server: { logger: { stream } }, ...options })
  return { ...application, warnings }
}

/** The challenge of a user who is on. */
async function challengeOf ({ enroll, login }: TestApplication): Promise<[Client, Answer]> {
  await enroll('alice')
  const browser = await login('alice')
  return [browser, await browser.page('/two-factor/challenge')]
}

t.test('help is linked by a path, an http(s), a mailto or a tel URL, of the site or of the user, and tells nobody where it was asked for', async t => {
  for (const url of ['/help?topic=2fa', 'https://help.acme.example/', 'http://help.acme.example/2fa', 'mailto:help@acme.example?subject=2FA', 'tel:+39055123456']) {
    const [, ofSite] = await challengeOf(await helping(undefined, { urls: { help: url } }))
    t.strictSame(helpOf(ofSite), [`${url} noreferrer`], `the site's ${url}`)
    const application = await helping(url)
    const [, ofUser] = await challengeOf(application)
    t.strictSame(helpOf(ofUser), [`${url} noreferrer`], `the user's ${url}`)
    t.strictSame(application.warnings, [])
  }
})

t.test('a user\'s own help comes before that of the site, which stands where they have none', async t => {
  for (const [helpUrl, shown] of [['https://tenant.example/help', 'https://tenant.example/help'], [undefined, '/help'], [null, '/help'], ['', '/help']] as const) {
    const [, challenge] = await challengeOf(await helping(helpUrl, { urls: { help: '/help' } }))
    t.strictSame(helpOf(challenge), [`${shown} noreferrer`], String(helpUrl))
  }
})

t.test('without any there is no link', async t => {
  const application = await helping(undefined)
  const [, challenge] = await challengeOf(application)
  t.strictSame(helpOf(challenge), [])
  t.notMatch(challenge.body, 'Need help?')
})

t.test('what is no place of help is no link, and is named in the log once', async t => {
  for (const helpUrl of ['javascript:alert(1)', '//evil.example/help', '/\\evil.example', 'help', 'mailto:', 'tel: 5', 'data:text/html,x', 'ftp://acme.example/', 'https://', ' /help', 'JAVASCRIPT:x', '/he\nlp']) {
    const application = await helping(helpUrl)
    const [browser, challenge] = await challengeOf(application)
    t.strictSame(helpOf(challenge), [], helpUrl)
    await browser.page('/two-factor/challenge')
    t.strictSame(application.warnings.map(({ helpUrl, msg }) => [helpUrl, msg]), [
      [helpUrl, 'fastify-two-factor: the helpUrl that findUser gives is no path, http(s), mailto or tel URL']
    ], helpUrl)
  }
})

t.test('where a user\'s is no place of help, that of the site stands', async t => {
  const application = await helping('javascript:alert(1)', { urls: { help: '/help' } })
  const [, challenge] = await challengeOf(application)
  t.strictSame(helpOf(challenge), ['/help noreferrer'])
  t.equal(application.warnings.length, 1)
})

t.test('the base stands in front of a path, and of no URL', async t => {
  for (const [given, shown] of [['/help', '/shop/help'], ['https://help.acme.example/', 'https://help.acme.example/'], ['mailto:help@acme.example', 'mailto:help@acme.example']] as const) {
    for (const options of [{ urls: { base: '/shop', help: given } }, { urls: { base: '/shop' } }]) {
      const [, challenge] = await challengeOf(await helping('help' in options.urls ? undefined : given, options))
      t.strictSame(helpOf(challenge), [`${shown} noreferrer`])
    }
  }
})

t.test('a hostile address of help stays in its attribute', async t => {
  const [, challenge] = await challengeOf(await helping('/help?"><svg onload=alert(1)>'))
  t.strictSame(helpOf(challenge), ['/help?"><svg onload=alert(1)> noreferrer'])
  t.notMatch(challenge.body, '<svg')
})

t.test('help stands where somebody may be stuck: the challenge, the step-up, the set-up, a failure, and the preferences under a lock or after a recovery', async t => {
  const { enroll, login, wrong, clock } = await helping('/help')
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  t.strictSame(helpOf(await browser.page('/two-factor')), [], 'nobody is stuck there as a rule')
  t.strictSame(helpOf(await browser.page('/two-factor/step-up')), ['/help noreferrer'])
  await browser.submit('/two-factor/enrollment')
  t.strictSame(helpOf(await browser.page('/two-factor/enrollment')), ['/help noreferrer'])
  t.strictSame(helpOf(await browser.submit('/two-factor/sign-out', {}, { 'sec-fetch-site': 'cross-site' })), ['/help noreferrer'])
  const pending = await login('alice')
  for (let guess = 1; guess <= 5; guess++) await pending.submit('/two-factor/challenge', { code: wrong(secret) })
  t.strictSame(helpOf(await pending.page('/two-factor/challenge')), ['/help noreferrer'])
  t.strictSame(helpOf(await browser.page('/two-factor')), ['/help noreferrer'], 'under a lock')
  clock.now += 30_000
  await pending.submit('/two-factor/recovery', { code: recoveryCodes[0]! })
  const recovered = await pending.page('/two-factor')
  t.match(textOf(recovered.body), 'You signed in with a recovery code.')
  t.strictSame(helpOf(recovered), ['/help noreferrer'], 'after a recovery')
})

t.test('a place of help that is none refuses to start', async t => {
  for (const help of ['javascript:alert(1)', '//evil.example', 'help', 'mailto:', 'sms:+39055123456', '', 5, null]) {
    await refusesOption(t, optionsWith({ urls: { help } }), 'urls.help', 'must be a path that begins with one /, or an http(s), mailto or tel URL, got ')
  }
  await t.resolves(start(optionsWith({ urls: { help: 'tel:+39055123456' } })))
})
