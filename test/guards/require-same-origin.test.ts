import type { FastifyError, FastifyInstance } from 'fastify'
import t from 'tap'
import { requireSameOrigin } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'
import { alertOf, linksOf } from '../support/page.js'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const changing = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

async function guarded (origin?: string[]): Promise<TestApplication> {
  return await createApplication({
    ...origin && { origin },
    extend: async app => {
      await app.register(async site => {
        site.addHook('onRequest', requireSameOrigin)
        site.route({ method: [...methods], url: '/cart', handler: async () => 'done' })
      })
      app.post('/orders', { preHandler: requireSameOrigin }, async () => 'done')
    }
  })
}

t.test('a change that another site sends is refused, on a scope and on a route, whoever is signed in', async t => {
  const { login } = await guarded()
  const browser = await login('carol')
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]) {
    for (const method of changing) {
      refused(t, await browser.send({ method, url: '/cart', headers }), 403, 'TWO_FACTOR_CROSS_ORIGIN', `${method} ${JSON.stringify(headers)}`)
    }
    refused(t, await browser.post('/orders', {}, headers), 403, 'TWO_FACTOR_CROSS_ORIGIN')
  }
})

t.test('what changes nothing passes, as do the site itself and a client that is no browser', async t => {
  const { client } = await guarded()
  for (const method of ['GET', 'HEAD'] as const) {
    t.equal((await client().send({ method, url: '/cart', headers: { 'sec-fetch-site': 'cross-site' } })).status, 200, method)
  }
  for (const headers of [{}, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, { origin: 'http://localhost' }]) {
    t.equal((await client().post('/orders', {}, headers)).body, 'done', JSON.stringify(headers))
  }
})

t.test('with `origin` given the listed origins pass, siblings too, and no other, the request\'s own host neither', async t => {
  const { client } = await guarded(['https://acme.example', 'https://app.acme.example'])
  const sibling = { origin: 'https://app.acme.example', 'sec-fetch-site': 'same-site' }
  t.equal((await client().post('/orders', {}, sibling)).body, 'done')
  for (const origin of ['http://localhost', 'https://other.acme.example', 'http://acme.example']) {
    refused(t, await client().post('/orders', {}, { origin }), 403, 'TWO_FACTOR_CROSS_ORIGIN', origin)
  }
})

t.test('a browser sees what failed on a page, and an error handler of the application or one without pages of ours gets the error', async t => {
  const extend = async (app: FastifyInstance): Promise<void> => { app.post('/orders', { onRequest: requireSameOrigin }, async () => 'done') }
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const { client } = await guarded()
  for (const path of ['/orders', '/cart']) {
    const { status, body } = await client().post(path, {}, { accept: 'text/html', ...foreign })
    t.strictSame([status, alertOf(body)], [403, 'This request came from another site and was refused. Please try it here.'], path)
    t.strictSame(linksOf(body), ['/'], 'it leads home, and not where the other site wants')
  }
  const handled = await createApplication({ extend, precede: app => { app.setErrorHandler(async (error: FastifyError) => ({ told: error.code })) } })
  t.strictSame((await handled.client().submit('/orders', {}, foreign)).body, { told: 'TWO_FACTOR_CROSS_ORIGIN' })
  const without = await createApplication({ extend, pages: false })
  refused(t, await without.client().submit('/orders', {}, foreign), 403, 'TWO_FACTOR_CROSS_ORIGIN')
})
