import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import openapiTS, { astToString } from 'openapi-typescript'
import t from 'tap'
import { errors } from '../../../lib/index.js'
import { problemsOf, root } from '../../support/compile.js'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import twoFactor, { type TwoFactorOptions } from '../../../lib/index.js'
import { optionsWith } from '../../support/start.js'
import { createDocumented, type Document } from './document.js'

const { document } = await createDocumented()
const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ place: `${method} ${path}`, operation })))

t.test('the document is valid, as OpenAPI 3.0 and as 3.1', async t => {
  for (const version of ['3.0.3', '3.1.0']) {
    const { document } = await createDocumented(version)
    const { valid, errors } = await new Validator().validate(document as unknown as Record<string, unknown>)
    t.ok(valid, `${version}: ${JSON.stringify(errors)}`)
    t.equal(document.openapi, version)
  }
})

t.test('every route has an operation with a summary and the tag, and leaves its security to that of the whole document', async t => {
  t.equal(operations.length, 20)
  for (const { place, operation: { summary, tags, security } } of operations) {
    t.match(summary, /^[A-Z].{10,}/, place)
    t.strictSame(tags, ['two-factor'], place)
    t.equal(security, undefined, place)
  }
  t.strictSame(document.security, [{ session: [] }])
  t.ok(document.components.securitySchemes['session'])
})

t.test('every answer is described, and every error names its codes', async t => {
  for (const { place, operation: { responses } } of operations) {
    for (const [status, { description, content }] of Object.entries(responses)) {
      t.match(description, /^[A-Z].{10,}/, `${place}: ${status}`)
      t.not(description, 'Default Response', `${place}: ${status}`)
      if (Number(status) < 400) continue
      const codes = content!['application/json']!.schema.properties!.code!.enum!
      t.ok(codes.length > 0 && codes.every(code => status === '400' ? code.startsWith('FST_ERR_') : code in errors), `${place}: ${status}`)
      if (status === '400') continue
      t.equal(description, codes.join(', '), `${place}: ${status}`)
    }
  }
})

t.test('stylesheet and script are documented as what they are', async t => {
  const typesOf = (path: string): string[] => Object.keys(document.paths[path]!['get']!.responses['200']!.content!)
  t.strictSame(typesOf('/two-factor/assets/{file}'), ['text/css', 'text/javascript'])
})

t.test('a client that is generated from the document compiles, with the types of every body and answer', async t => {
  const types = astToString(await openapiTS(JSON.stringify(document)))
  const client = join(root, 'test/routes/openapi/client')
  t.strictSame(problemsOf([join(client, 'flow.test.ts')], new Map([[join(client, 'paths.d.ts'), types]])), [])
})

/** The document of an application with the plugin in a scope for each of these prefixes, and no security scheme. */
async function documentOf (scopes: readonly string[], options: Partial<TwoFactorOptions> = {}, swaggerOptions: object = {}): Promise<Document> {
  const app: FastifyInstance = fastify()
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  await app.register(swagger, { openapi: { info: { title: 'Acme', version: '1.0.0' } }, ...swaggerOptions })
  for (const prefix of scopes) await app.register(async scope => { await scope.register(twoFactor, optionsWith(options)) }, { prefix })
  await app.ready()
  return JSON.parse(JSON.stringify(app.swagger()))
}

t.test('without a security scheme there is a document all the same, which is valid', async t => {
  const document = await documentOf([''])
  t.strictSame(await new Validator().validate(document as unknown as Record<string, unknown>), { valid: true })
})

t.test('each operation has an id of its own, in two scopes of one document and with documented HEAD routes', async t => {
  const document = await documentOf(['', '/staff', '/eu-west/staff'], {}, { exposeHeadRoutes: true })
  const ids = Object.values(document.paths).flatMap(methods => Object.values(methods).map(({ operationId }) => operationId))
  t.equal(new Set(ids).size, ids.length)
  t.ok(['verifyTwoFactor', 'verifyTwoFactorStaff', 'verifyTwoFactorEuWestStaff', 'twoFactorPreferences-head', 'twoFactorPreferencesStaff-head'].every(id => ids.includes(id)), ids.join())
})

t.test('the schema of an override stands in the document, with what it adds to the body', async t => {
  const captcha = { type: 'string', description: 'What the captcha gave' }
  const { paths } = await documentOf([''], {
    routes: { verify: route => ({ ...route, schema: { ...route.schema, body: { ...route.schema.body, properties: { ...route.schema.body?.properties, captcha } } } }) }
  })
  t.match(paths['/two-factor/challenge']!['post']!.requestBody, { content: { 'application/json': { schema: { properties: { code: { type: 'string' }, captcha } } } } })
})
