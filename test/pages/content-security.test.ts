import t from 'tap'
import { assets } from '../../lib/pages/assets/texts.js'
import { contentSecurityPolicy, stylesheetOf } from '../../lib/pages/content-security.js'
import { builtInPages, type PageName } from '../../lib/pages/pages.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { createApplication, type ApplicationOptions } from '../support/application.js'
import type { Answer } from '../support/client.js'
import { elementsOf, headingOf, titleOf } from '../support/page.js'

const pageNames = Object.keys(builtInPages).filter(name => name !== 'layout') as PageName[]
const secret = ['enrollment', 'recoveryCodes']

const policy = ({ styles = '', images = '' } = {}): string => [
  "default-src 'none'", `style-src 'self'${styles}`, `font-src 'self'${styles}`, "script-src 'self'", `img-src 'self' data:${images}`,
  "base-uri 'none'", "frame-ancestors 'none'"
].join('; ')

/** Every page by its heading. */
async function everyPage (options: ApplicationOptions = {}): Promise<Record<string, Answer>> {
  const { enroll, login, code, clock, client } = await createApplication({ origin: 'http://localhost', passkeys: passkeys(), ...options })
  const { client: browser, secret } = await enroll('alice')
  await browser.post('/two-factor/enrollment')
  const pages: Record<string, Answer> = {
    'Two-factor authentication': await browser.page('/two-factor'),
    'Set up your authenticator app': await browser.page('/two-factor/enrollment'),
    'Enter your code': await (await login('alice')).page('/two-factor/challenge'),
    'Confirm it’s you': await browser.page('/two-factor/step-up')
  }
  pages['Add a passkey or security key'] = await browser.submit('/two-factor/passkeys')
  pages['Save your recovery codes'] = await browser.submit('/two-factor/recovery-codes', { code: code(secret) })
  clock.now += 30_000
  const far = client()
  await far.post('/login', { userId: 'alice', next: `/${'x'.repeat(2000)}` })
  pages['One moment'] = await far.submit('/two-factor/challenge', { code: code(secret) })
  clock.now += 30_000
  pages['This did not work'] = await client().submit('/two-factor/sign-out', {}, { 'sec-fetch-site': 'cross-site' })
  if (Object.keys(pages).length !== pageNames.length) throw new Error('a page is missing')
  return pages
}

t.test('every page is HTML under a policy that allows its own stylesheets, fonts, script and images and data images only, and no frame', async t => {
  for (const [heading, { status, headers, body }] of Object.entries(await everyPage())) {
    const failed = heading === 'This did not work'
    t.equal(status, failed ? 403 : 200, heading)
    t.equal(headingOf(body), heading)
    t.equal(titleOf(body), `${failed ? 'Error: ' : ''}${heading} – Acme`)
    t.equal(headers['content-type'], 'text/html; charset=utf-8', heading)
    t.equal(headers['content-security-policy'], policy(), heading)
  }
})

t.test('a stylesheet of the application\'s own by its path changes nothing in the policy, and stands on every page, below the base', async t => {
  for (const name of pageNames) t.strictSame([contentSecurityPolicy({ stylesheet: '/site.css' }, name), stylesheetOf({ stylesheet: '/site.css' }, name)], [policy(), '/site.css'], name)
  for (const base of [undefined, '/shop']) {
    const { login } = await createApplication({ pages: { stylesheet: '/site.css?v=1&x=2' }, ...(base !== undefined && { urls: { base } }) })
    const { body } = await (await login('carol')).page('/two-factor')
    t.strictSame(elementsOf(body).filter(({ name }) => name === 'link').map(({ attributes }) => attributes['href']).slice(1), [`${base ?? ''}/site.css?v=1&x=2`])
  }
})

t.test('a stylesheet of another origin is allowed with its fonts by that origin, and neither on the page of a key nor on that of codes', async t => {
  const look = { stylesheet: 'https://cdn.acme.example:8443/brand/site.css?v=1' }
  for (const name of pageNames) {
    const shown = secret.includes(name) ? undefined : look.stylesheet
    t.equal(stylesheetOf(look, name), shown, name)
    t.equal(contentSecurityPolicy(look, name), policy(shown === undefined ? {} : { styles: ' https://cdn.acme.example:8443' }), name)
  }
  for (const [heading, { body, headers }] of Object.entries(await everyPage({ pages: look }))) {
    const hasSecret = ['Set up your authenticator app', 'Save your recovery codes'].includes(heading)
    t.equal(String(body).includes('cdn.acme.example'), !hasSecret, heading)
    t.equal(String(headers['content-security-policy']).includes('cdn.acme.example'), !hasSecret, heading)
  }
})

t.test('images of named origins are allowed, and neither on the page of a key nor on that of codes', async t => {
  const look = { imageOrigins: ['https://img.acme.example', 'https://static.acme.example:8443'] }
  for (const name of pageNames) {
    t.equal(contentSecurityPolicy(look, name), policy(secret.includes(name) ? {} : { images: ' https://img.acme.example https://static.acme.example:8443' }), name)
  }
  for (const name of pageNames) t.equal(contentSecurityPolicy({ imageOrigins: [] }, name), policy(), name)
})

t.test('a stylesheet and images of other origins are each allowed for what they are', async t => {
  t.equal(contentSecurityPolicy({ stylesheet: 'https://cdn.acme.example/a.css', imageOrigins: ['https://img.acme.example'] }, 'challenge'), policy({ styles: ' https://cdn.acme.example', images: ' https://img.acme.example' }))
})

t.test('the policy leaves the way on from a form to the servers: a chain of redirects may lead to any origin', async t => {
  const application = await createApplication({ urls: { home: 'https://acme.example/start' } })
  const { headers } = await (await application.login('carol')).page('/two-factor')
  t.notMatch(headers['content-security-policy'], /form-action/)
})

t.test('no page has a script or a style of its own, an event attribute, or anything from elsewhere', async t => {
  for (const [title, { body }] of Object.entries(await everyPage())) {
    t.strictSame([...body.matchAll(/<script[^>]*>([^<]*)/g)].map(([whole]: string[]) => whole), [`<script src="/two-factor/assets/two-factor.${assets['two-factor.js'].hash}.js" defer>`], `${title}: scripts`)
    t.strictSame([...body.matchAll(/<link[^>]*>/g)].map(([whole]: string[]) => whole), [`<link rel="stylesheet" href="/two-factor/assets/two-factor.${assets['two-factor.css'].hash}.css">`], `${title}: links`)
    t.notMatch(body, /<style|\sstyle=|\son\w+=|javascript:|<base|<iframe|<object|<embed/i, title)
    for (const [, url] of body.matchAll(/\s(?:src|href|action|srcset|poster)="([^"]*)"/g)) {
      if (url.startsWith('#')) t.ok(body.includes(` id="${url.slice(1)}"`), `${title}: ${url}`)
      else t.match(url, /^(?:\/(?!\/)|data:(?:image\/svg|text\/plain)|otpauth:)/, `${title}: ${url.slice(0, 40)}`)
    }
  }
})

t.test('every page names its language, fits small screens, keeps its referrer in the site and has one heading', async t => {
  for (const [title, { body }] of Object.entries(await everyPage())) {
    t.match(body, /^<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">/, title)
    t.match(body, '<meta name="color-scheme" content="light dark">', title)
    t.match(body, '<meta name="viewport" content="width=device-width, initial-scale=1">', title)
    t.match(body, '<meta name="referrer" content="same-origin">', title)
    t.strictSame(elementsOf(body).filter(({ name }) => name === 'h1').map(({ text, within }) => [text, within.map(({ name }) => name)]), [[title, ['div', 'main', 'body', 'html']]])
  }
})

t.test('every field of a page has a label, and no id stands twice', async t => {
  for (const [title, { body }] of Object.entries(await everyPage())) {
    const ids = [...body.matchAll(/\sid="([^"]+)"/g)].map(([, id]: string[]) => id)
    t.equal(new Set(ids).size, ids.length, `${title}: ids`)
    for (const { attributes } of elementsOf(body).filter(({ name }) => name === 'input')) {
      // the account beside a password is for password managers only
      if ('hidden' in attributes) t.strictSame([attributes['autocomplete'], attributes['name']], ['username', undefined], title)
      else t.ok(body.includes(`<label for="${attributes['id']}">`), `${title}: ${attributes['id']}`)
    }
    for (const [, given] of body.matchAll(/aria-describedby="([^"]+)"/g)) for (const id of String(given).split(' ')) t.ok(ids.includes(id), `${title}: ${id}`)
  }
})

t.test('stylesheet and script are there for everybody, by GET and HEAD, as what they are', async t => {
  const { client } = await createApplication()
  for (const [file, type, part] of [['two-factor.css', 'text/css; charset=utf-8', '@media'], ['two-factor.js', 'text/javascript; charset=utf-8', "'use strict'"]] as const) {
    const answer = await client().get(`/two-factor/assets/${file}`)
    t.strictSame([answer.status, answer.headers['content-type']], [200, type])
    t.match(answer.body, part)
    const head = await client().send({ method: 'HEAD', url: `/two-factor/assets/${file}` })
    t.strictSame([head.status, head.body, head.headers['content-type']], [200, '', type])
  }
})
