import t from 'tap'
import { createApplication } from '../support/application.js'
import { alertOf } from '../support/page.js'

t.test('a page says how long a limit of the application\'s own asks to wait, in its header or with its error', async t => {
  for (const where of ['header', 'error'] as const) {
    const { enroll, login } = await createApplication({
      routes: {
        verify: route => ({
          ...route,
          preHandler: async (_request, reply) => {
            if (where === 'header') reply.header('retry-after', 40)
            const headers = where === 'error' ? { headers: { 'retry-after': '40' } } : {}
            throw Object.assign(new Error('Rate limit exceeded'), { statusCode: 429, ...headers })
          }
        })
      }
    })
    await enroll('alice')
    const answer = await (await login('alice')).submit('/two-factor/challenge', { code: '123456' })
    t.strictSame({ status: answer.status, retry: String(answer.headers['retry-after']), text: alertOf(answer.body) }, { status: 429, retry: '40', text: 'That was a little fast. Try again in 40 seconds.' }, where)
  }
})

t.test('the wrong code that locks says for how long, on the page and in JSON', async t => {
  const { enroll, login, wrong } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  for (let count = 1; count < 5; count++) t.equal((await browser.post('/two-factor/challenge', { code: wrong(secret) })).headers['retry-after'], undefined)
  const answer = await browser.submit('/two-factor/challenge', { code: wrong(secret) })
  t.strictSame({ status: answer.status, retry: answer.headers['retry-after'], text: alertOf(answer.body) }, { status: 422, retry: '30', text: 'Too many wrong codes. Try again in 30 seconds. A recovery code works at once.' })
  const other = await enroll('bob')
  const bob = await login('bob')
  for (let count = 1; count < 5; count++) await bob.post('/two-factor/challenge', { code: wrong(other.secret) })
  t.match(await bob.post('/two-factor/challenge', { code: wrong(other.secret) }), { status: 422, headers: { 'retry-after': '30' }, body: { code: 'TWO_FACTOR_INVALID_CODE', message: 'The code is wrong, and there were too many wrong ones. Try again in 30 seconds.' } })
})
