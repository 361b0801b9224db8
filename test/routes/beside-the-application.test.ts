import formbody from '@fastify/formbody'
import t from 'tap'
import { errors } from '../../lib/index.js'
import { hardened, malformed, refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

t.test('the application\'s validator, serializer and form parser neither matter to the routes nor change', async t => {
  const { enroll, login, code, client } = await createApplication({
    precede: async app => {
      app.setValidatorCompiler(() => () => { throw new Error('the application\'s validator') })
      app.setSerializerCompiler(() => payload => `"${JSON.stringify(payload).length} characters"`)
      await app.register(formbody, { parser: () => ({ parsed: 'by the application' }) })
      app.post('/form', async request => request.body)
      app.get('/serialized', { schema: { response: { 200: {} } } }, async () => ({ a: 1 }))
    }
  })
  const { secret } = await enroll('alice')
  malformed(t, await (await login('alice')).post('/two-factor/challenge', { code: 123456 }))
  const browser = await login('alice')
  t.equal((await browser.submit('/two-factor/challenge', { code: code(secret) })).status, 303)
  t.equal((await browser.get('/two-factor')).body.enabled, true)
  t.strictSame((await client().submit('/form', { code: 'x' })).body, { parsed: 'by the application' })
  t.equal((await client().get('/serialized')).body, '7 characters')
})

t.test('a validator of the application that coerces does not make a code of a number', async t => {
  const { enroll, login } = await createApplication({ server: { ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false } } } })
  await enroll('alice')
  const browser = await login('alice')
  for (const code of [123456, ['123456'], true]) malformed(t, await browser.post('/two-factor/challenge', { code }))
})

t.test('errors pass through the application\'s error handler, with the headers of the plugin', async t => {
  const seen: unknown[] = []
  const { enroll, login, wrong, client } = await createApplication({
    precede: app => {
      app.setErrorHandler(async (error: Error & { code: string, statusCode: number }, _request, reply) => {
        seen.push(error)
        return await reply.code(error.statusCode).send({ problem: error.code })
      })
    }
  })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const answers = [
    [await browser.post('/two-factor/challenge', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE'],
    [await browser.post('/two-factor/challenge', { code: 5 }), 400, 'FST_ERR_VALIDATION'],
    [await client().get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED'],
    [await client().get('/two-factor'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED']
  ] as const
  for (const [answer, status, problem] of answers) t.strictSame([answer.status, answer.body], [status, { problem }])
  hardened(t, answers[0][0])
  t.ok(seen[0] instanceof errors.TWO_FACTOR_INVALID_CODE)
  t.equal(seen.length, 4)
})

t.test('an error handler of the application that sends an error as it is gets Fastify\'s body', async t => {
  const { login } = await createApplication({ precede: app => { app.setErrorHandler(async (error: Error, _request, reply) => await reply.send(error)) } })
  refused(t, await (await login('carol')).post('/two-factor/step-up', { code: '123456' }), 409, 'TWO_FACTOR_NOT_ENABLED')
})

t.test('hooks, headers and body limit of the plugin\'s routes do not reach the application\'s', async t => {
  const { client } = await createApplication({ extend: app => { app.post('/echo', async request => request.body) } })
  const answer = await client().post('/echo', { text: 'x'.repeat(10_000) })
  t.equal(answer.status, 200)
  t.equal(answer.headers['cache-control'], undefined)
  t.equal((await client().post('/echo', 'plain', { 'content-type': 'text/plain' })).body, 'plain')
})

t.test('an unknown path below the prefix is the application\'s 404', async t => {
  const { client } = await createApplication({ extend: app => { app.setNotFoundHandler(async (_request, reply) => await reply.code(404).send({ own: true })) } })
  t.strictSame((await client().get('/two-factor/nothing')).body, { own: true })
})

t.test('every error class says its code, its status and what to do', async t => {
  const statuses: Record<number, number> = {}
  for (const [code, TwoFactorError] of Object.entries(errors)) {
    const error = new TwoFactorError()
    t.equal(error.code, code)
    t.ok(error instanceof Error)
    t.match(error.message, /^[A-Zf]/)
    statuses[error.statusCode!] = (statuses[error.statusCode!] ?? 0) + 1
  }
  t.strictSame(statuses, { 401: 1, 403: 7, 404: 2, 409: 5, 422: 3, 429: 2, 500: 1, 503: 1 })
})
