import t from 'tap'
import { assets } from '../../lib/pages/assets/texts.js'
import { createApplication, type TestApplication } from '../support/application.js'
import type { Answer } from '../support/client.js'
import { titleOf } from '../support/page.js'

async function everyPage ({ enroll, login, code, clock }: TestApplication): Promise<Record<string, Answer>> {
  const { client: browser, secret } = await enroll('alice')
  await browser.post('/two-factor/enrollment')
  const pages: Record<string, Answer> = {
    'Two-factor authentication': await browser.page('/two-factor'),
    'Set up your authenticator app': await browser.page('/two-factor/enrollment'),
    'Enter your code': await (await login('alice')).page('/two-factor/challenge'),
    'Confirm it is you': await browser.page('/two-factor/step-up')
  }
  pages['Your recovery codes'] = await browser.submit('/two-factor/recovery-codes', { code: code(secret) })
  clock.now += 30_000
  return pages
}

t.test('every page is HTML under a policy that allows its own stylesheet, script and data images only, and no frame', async t => {
  for (const [title, { status, headers, body }] of Object.entries(await everyPage(await createApplication()))) {
    t.equal(status, 200, title)
    t.equal(titleOf(body), title)
    t.equal(headers['content-type'], 'text/html; charset=utf-8', title)
    t.equal(headers['content-security-policy'], "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'", title)
  }
})

t.test('the policy leaves the way on from a form to the servers: a chain of redirects may lead to any origin', async t => {
  const application = await createApplication({ urls: { home: 'https://acme.example/start' } })
  const { headers } = await (await application.login('carol')).page('/two-factor')
  t.notMatch(headers['content-security-policy'], /form-action/)
})

t.test('no page has a script or a style of its own, an event attribute, or anything from elsewhere', async t => {
  for (const [title, { body }] of Object.entries(await everyPage(await createApplication()))) {
    t.strictSame([...body.matchAll(/<script[^>]*>([^<]*)/g)].map(([whole]: string[]) => whole), [`<script src="/two-factor/assets/two-factor.${assets['two-factor.js'].hash}.js" defer>`], `${title}: scripts`)
    t.strictSame([...body.matchAll(/<link[^>]*>/g)].map(([whole]: string[]) => whole), [`<link rel="stylesheet" href="/two-factor/assets/two-factor.${assets['two-factor.css'].hash}.css">`], `${title}: links`)
    t.notMatch(body, /<style|\sstyle=|\son\w+=|javascript:|<base|<iframe|<object|<embed/i, title)
    for (const [, url] of body.matchAll(/\s(?:src|href|action|srcset|poster)="([^"]*)"/g)) t.match(url, /^(?:\/(?!\/)|data:(?:image\/svg|text\/plain)|otpauth:)/, `${title}: ${url.slice(0, 40)}`)
  }
})

t.test('every page names its language, fits small screens, keeps its referrer in the site and has one heading', async t => {
  for (const [title, { body }] of Object.entries(await everyPage(await createApplication()))) {
    t.match(body, /^<!doctype html>\n<html lang="en" dir="ltr">/, title)
    t.match(body, '<meta name="viewport" content="width=device-width, initial-scale=1">', title)
    t.match(body, '<meta name="referrer" content="same-origin">', title)
    t.strictSame([...body.matchAll(/<h1>(.*?)<\/h1>/g)].map(([, heading]: string[]) => heading), [title])
  }
})

t.test('every field of a page has a label, and no id stands twice', async t => {
  for (const [title, { body }] of Object.entries(await everyPage(await createApplication()))) {
    const ids = [...body.matchAll(/\sid="([^"]+)"/g)].map(([, id]: string[]) => id)
    t.equal(new Set(ids).size, ids.length, `${title}: ids`)
    for (const [input] of body.matchAll(/<input[^>]*>/g)) {
      const id = /\sid="([^"]+)"/.exec(input)?.[1]
      t.ok(body.includes(`<label for="${id}">`), `${title}: ${input.slice(0, 60)}`)
    }
    for (const [, id] of body.matchAll(/aria-describedby="([^"]+)"/g)) t.ok(ids.includes(id), `${title}: ${id}`)
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
