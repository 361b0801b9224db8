import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import openapiTS, { astToString } from 'openapi-typescript'
import t from 'tap'
import { errors } from '../../../lib/index.js'
import { problemsOf, root } from '../../support/compile.js'
import { createDocumented } from './document.js'

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

t.test('every route has an operation with a summary, the tag, and the session cookie as its security', async t => {
  t.equal(operations.length, 20)
  for (const { place, operation: { summary, tags, security } } of operations) {
    t.match(summary, /^[A-Z].{10,}/, place)
    t.strictSame(tags, ['two-factor'], place)
    t.strictSame(security, place === 'get /two-factor/assets/{file}' ? [] : [{ session: [] }], place)
  }
  t.ok(document.components.securitySchemes['session'])
})

t.test('every answer is described, and every error names its codes', async t => {
  for (const { place, operation: { responses } } of operations) {
    for (const [status, { description, content }] of Object.entries(responses)) {
      t.match(description, /^[A-Z].{10,}/, `${place}: ${status}`)
      t.not(description, 'Default Response', `${place}: ${status}`)
      if (Number(status) <= 400) continue
      const codes = content!['application/json']!.schema.properties!.code!.enum!
      t.ok(codes.length > 0 && codes.every(code => code in errors), `${place}: ${status}`)
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
