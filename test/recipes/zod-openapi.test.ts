import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { z } from 'zod'
import { documentWithZod } from '../../example-app/recipes/zod-openapi.js'
import { createApplication } from '../support/application.js'

t.test('routes with schemas of Zod and those of the plugin stand in one valid document, and each validates by its own', async t => {
  const { app, enroll, login, code } = await createApplication({
    precede: documentWithZod,
    extend: app => { app.post('/orders', { schema: { body: z.object({ amount: z.number().min(1) }) } }, async () => 'ordered') }
  })
  await app.ready()
  const document = JSON.parse(JSON.stringify(app.swagger()))
  t.strictSame(await new Validator().validate(document), { valid: true })
  t.match(document.paths['/orders'].post.requestBody.content['application/json'].schema.properties.amount, { type: 'number', minimum: 1 })
  t.match(document.paths['/two-factor/challenge'].post, { operationId: 'verifyTwoFactor', requestBody: { content: { 'application/json': { schema: { properties: { code: { type: 'string' } } } } } } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  t.equal((await browser.post('/orders', { amount: 0 })).status, 400)
  t.equal((await browser.post('/two-factor/challenge', { code: 5 })).status, 400)
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
})
