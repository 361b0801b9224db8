import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import t from 'tap'
import twoFactor, { requireSameOrigin } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'
import { Client } from '../support/client.js'
import { optionsWith } from '../support/start.js'

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

t.test('where the plugin is not registered it refuses everything with 503', async t => {
  const app = fastify()
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  await app.register(async scope => { await scope.register(twoFactor, optionsWith()) })
  app.get('/beside', { onRequest: requireSameOrigin }, async () => 'done')
  refused(t, await new Client(app).get('/beside'), 503, 'TWO_FACTOR_UNAVAILABLE')
})
