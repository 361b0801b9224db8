import t from 'tap'
import { validatorCompiler } from '../../lib/routes/validators.js'
import { createApplication, type TestApplication } from '../support/application.js'

/** An application whose route to sign out takes a body with this property as well. */
async function withOwnBody (property: string): Promise<TestApplication> {
  const body = { $id: 'own', type: 'object', required: [property], properties: { [property]: { type: 'string' } } }
  return await createApplication({ routes: { signOut: route => ({ ...route, schema: { ...route.schema, body } }) } })
}

t.test('two applications of one process may give a route schemas of one $id, each is held to its own', async t => {
  const [first, second] = [await withOwnBody('reason'), await withOwnBody('device')]
  for (const [{ client }, reason, device] of [[first, 204, 400], [second, 400, 204]] as const) {
    t.equal((await client().post('/two-factor/sign-out', { reason: 'late' })).status, reason)
    t.equal((await client().post('/two-factor/sign-out', { device: 'phone' })).status, device)
  }
})

t.test('a schema that is none is refused when the application starts', async t => {
  const body = { type: 'objekt' }
  await t.rejects(createApplication({ routes: { signOut: route => ({ ...route, schema: { ...route.schema, body } }) } })
    .then(({ app }) => app.ready()), { code: 'FST_ERR_SCH_VALIDATION_BUILD' })
})

t.test('schemas of the same text are compiled once, and of another one anew', async t => {
  const compile = (type: string): unknown => validatorCompiler({ schema: { type }, method: 'POST', url: '/', httpPart: 'body' })
  t.equal(compile('string'), compile('string'))
  t.not(compile('string'), compile('number'))
})
