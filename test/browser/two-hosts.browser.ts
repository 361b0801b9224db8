import cors from '@fastify/cors'
import fastify from 'fastify'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { createApplication, type TestApplication } from '../support/application.js'
import { openChromium } from './support/chromium.js'

interface Fetched { status: number, body: any, retryAfter: string | null }

interface TwoHosts extends TestApplication {
  frontEnd: string
  page: Page
  /** What a script of the front end gets from the API; `undefined` where the browser keeps it from the script. */
  ask (path: string, body?: object): Promise<Fetched | undefined>
}

/** An API and a front end of two origins, as the recipe has them, and a browser at the front end. */
async function open (t: Test): Promise<TwoHosts> {
  const site = fastify()
  site.get('*', async (_request, reply) => reply.type('text/html').send('<!doctype html><title>Front end</title>'))
  await site.listen({ host: '127.0.0.1', port: 0 })
  const frontEnd = `http://localhost:${(site.server.address() as AddressInfo).port}`
  const other = fastify()
  await other.listen({ host: '127.0.0.1', port: 0 })
  const { port } = other.server.address() as AddressInfo
  await other.close()
  const api = `http://localhost:${port}`
  const application = await createApplication({
    origin: [api, frontEnd],
    pages: false,
    urls: { login: `${frontEnd}/login`, home: frontEnd, challenge: `${frontEnd}/code` },
    protect: 'all',
    precede: async app => { await app.register(cors, { origin: frontEnd, credentials: true, exposedHeaders: ['Retry-After'] }) }
  })
  await application.app.listen({ host: '127.0.0.1', port })
  const browser = await openChromium(t)
  t.teardown(async () => await Promise.all([application.app.close(), site.close()]))
  const page = await browser.newPage()
  await page.goto(frontEnd)
  const ask = async (path: string, body?: object): Promise<Fetched | undefined> => await page.evaluate(async ([url, body]) => {
    try {
      const given = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const answer = await fetch(url, { credentials: 'include', ...given })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), retryAfter: answer.headers.get('retry-after') }
    } catch {
      return undefined
    }
  }, [api + path, body] as const)
  return { ...application, frontEnd, page, ask }
}

t.test('a front end on another host signs in, reads what it is told, and ends at its own page', async t => {
  const { ask, enroll, wrong, frontEnd } = await open(t)
  const { secret } = await enroll('alice')
  t.match(await ask('/me'), { status: 401, body: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' } })
  t.match(await ask('/login', { userId: 'alice', next: `${frontEnd}/inbox` }), { status: 200, body: { status: 'challenge', location: `${frontEnd}/code` } })
  for (let guess = 0; guess < 5; guess++) await ask('/two-factor/challenge', { code: wrong(secret) })
  t.match(await ask('/two-factor/challenge', { code: wrong(secret) }), { status: 429, retryAfter: /^\d+$/ }, 'it may read how long a lock lasts')
  const other = await open(t)
  const { secret: second } = await other.enroll('alice')
  await other.ask('/login', { userId: 'alice', next: `${other.frontEnd}/inbox` })
  t.match(await other.ask('/two-factor/challenge', { code: other.code(second) }), { status: 200, body: { status: 'complete', location: `${other.frontEnd}/inbox` } })
  t.match(await other.ask('/me'), { status: 200, body: { userId: 'alice' } })
  t.equal((await other.ask('/two-factor/sign-out', {}))?.status, 204)
})

t.test('a page of an origin that is not listed reads nothing and changes nothing', async t => {
  const { ask, page } = await open(t)
  await ask('/login', { userId: 'carol' })
  t.match(await ask('/me'), { status: 200 })
  const evil = fastify()
  evil.get('/', async (_request, reply) => reply.type('text/html').send('<!doctype html>'))
  await evil.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(async () => await evil.close())
  await page.goto(`http://localhost:${(evil.server.address() as AddressInfo).port}`)
  t.equal(await ask('/me'), undefined, 'the browser keeps the answer from it')
  t.equal(await ask('/two-factor/sign-out', {}), undefined)
})
