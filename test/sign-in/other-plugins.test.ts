import { Authenticator, Strategy } from '@fastify/passport'
import rateLimit from '@fastify/rate-limit'
import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

/** Believes whatever name is told. */
class AnyName extends Strategy {
  override authenticate (request: { body: unknown }): void {
    this.success({ id: (request.body as { name: string }).name })
  }
}

t.test('whom @fastify/passport knows without a session is signed in by the code only', async t => {
  const passport = new Authenticator()
  passport.use(new AnyName('name'))
  const { client, enroll, code } = await createApplication({
    extend: async app => {
      await app.register(passport.initialize())
      app.post('/passport', { preValidation: passport.authenticate('name', { session: false }) }, async request => {
        return await request.twoFactor.signIn((request.user as { id: string }).id)
      })
    }
  })
  const { secret } = await enroll('alice')
  const browser = client()
  t.match(await browser.post('/passport', { name: 'alice' }), { status: 200, body: { status: 'challenge' } })
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  await browser.post('/two-factor/challenge', { code: code(secret) })
  t.match(await browser.get('/me'), { status: 200, body: { userId: 'alice', method: 'totp' } })
})

t.test('@fastify/rate-limit limits a built-in route by address, before the account is asked', async t => {
  const { login, enroll, code, wrong, events } = await createApplication({
    precede: async app => { await app.register(rateLimit, { global: false }) },
    routes: { verify: route => ({ ...route, config: { ...route.config, rateLimit: { max: 2, timeWindow: '1 minute' } } }) }
  })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  for (const status of [422, 422, 429]) t.equal((await browser.post('/two-factor/challenge', { code: wrong(secret) })).status, status)
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 429)
  t.equal(events.filter(({ type }) => type === 'failed').length, 2)
})
