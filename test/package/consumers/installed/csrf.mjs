import assert from 'node:assert/strict'
import csrf from '@fastify/csrf-protection'
import { build, codeOf, enroll, injected } from './application.mjs'

const app = await build({
  before: async app => {
    await app.register(csrf, { sessionPlugin: '@fastify/session' })
    // the plugin asks the origin itself, and its forms have no token
    app.addHook('preHandler', (request, reply, done) => {
      if (request.method === 'GET' || request.routeOptions.url?.startsWith('/two-factor') || request.routeOptions.url === '/login') done()
      else app.csrfProtection(request, reply, done)
    })
    app.get('/token', async (_request, reply) => reply.generateCsrf())
    app.post('/order', async () => 'ordered')
  }
})
const browser = injected(app)
const secret = await enroll(browser)
await browser.post('/two-factor/sign-out')
const before = (await browser.get('/token')).body
assert.equal((await browser.post('/order', {}, { 'csrf-token': before })).body, 'ordered')
assert.equal((await browser.post('/order')).statusCode, 403)
await browser.post('/login')
assert.equal((await browser.submit('/two-factor/challenge', { code: codeOf(secret) })).statusCode, 303)
assert.equal((await browser.post('/order', {}, { 'csrf-token': before })).statusCode, 403, 'the token of before the sign-in is nobody\'s')
assert.equal((await browser.post('/order', {}, { 'csrf-token': (await browser.get('/token')).body })).body, 'ordered')
