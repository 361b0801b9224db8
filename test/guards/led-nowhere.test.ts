import t from 'tap'
import { memoryUserRepository } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { linksOf } from '../support/page.js'

t.test('where the login itself is guarded, or missing, a browser gets the error and is not led in a circle', async t => {
  const { client } = await createApplication({ protect: 'all' })
  t.equal((await client().page('/account')).headers.location, '/login?next=%2Faccount')
  refused(t, await client().page('/login?next=%2Faccount'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('the way to try again stays in this site, whatever address failed', async t => {
  const database = { isDown: false }
  const memory = memoryUserRepository(users)
  const { login } = await createApplication({
    protect: 'all',
    userRepository: {
      ...memory,
      findTwoFactor: async id => {
        if (database.isDown) throw new Error('down')
        return await memory.findTwoFactor(id)
      }
    }
  })
  const browser = await login('carol')
  database.isDown = true
  const { status, body } = await browser.page('//evil.example/x')
  t.strictSame([status, linksOf(body)], [503, ['/']])
})

t.test('what an error handler of the application puts into the session after a refusal is kept', async t => {
  const { client } = await createApplication({
    pages: false,
    precede: app => {
      app.setErrorHandler(async (_error, request, reply) => {
        Object.assign(request.session, { returnTo: request.url })
        return reply.redirect('/in')
      })
    },
    extend: app => { app.get('/in', async ({ session }) => ({ returnTo: (session as { returnTo?: string }).returnTo })) }
  })
  const browser = client()
  await browser.get('/me')
  t.strictSame((await browser.get('/in')).body, { returnTo: '/me' })
})

t.test('the step-up page of somebody without two-factor authentication leads to where it is enabled', async t => {
  const { login } = await createApplication()
  const answer = await (await login('carol')).page('/two-factor/step-up')
  t.strictSame([answer.status, answer.headers.location], [303, '/two-factor'])
})
