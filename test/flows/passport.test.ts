import { Authenticator, Strategy } from '@fastify/passport'
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
