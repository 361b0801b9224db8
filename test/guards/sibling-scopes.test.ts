import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import twoFactor, { memoryUserRepository, requireSignIn, requireStepUp, type TwoFactorUser, type UserRepository } from '../../lib/index.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { refused } from '../support/answers.js'
import { SECRET } from '../support/application.js'
import { Client } from '../support/client.js'
import { codeOf } from '../support/codes.js'

/** A shop where everybody may enable it, and an office beside it with a policy of its own, over one user table and one session. */
async function application (office: Partial<TwoFactorUser>): Promise<FastifyInstance> {
  const app = fastify()
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  const shared = memoryUserRepository({ alice: { accountName: 'alice@example.com' } })
  const inOffice: UserRepository = {
    findUser: async userId => {
      const user = await shared.findUser(userId)
      return user && { ...user, ...office }
    },
    findTwoFactor: shared.findTwoFactor.bind(shared),
    saveTwoFactor: shared.saveTwoFactor.bind(shared)
  }
  for (const [prefix, userRepository] of Object.entries({ '/shop': shared, '/office': inOffice })) {
    await app.register(async scope => {
      await scope.register(twoFactor, { service: { issuerName: 'Acme', secret: SECRET }, userRepository, origin: 'http://localhost', passkeys: passkeys() })
      scope.post('/login', async request => await request.twoFactor.signIn((request.body as { userId: string }).userId))
      scope.get('/me', { onRequest: requireSignIn }, async ({ twoFactor }) => ({ userId: twoFactor.userId }))
      scope.get('/keys', { onRequest: requireStepUp({ maxAgeSeconds: 300, phishingResistant: true }) }, async () => 'the keys')
    }, { prefix })
  }
  t.teardown(async () => { await app.close() })
  return app
}

async function enrolled (browser: Client): Promise<void> {
  const { body: { secret } } = await browser.post('/shop/two-factor/enrollment')
  t.equal((await browser.post('/shop/two-factor/enrollment/confirm', { code: codeOf(secret, Date.now()) })).status, 200)
}

t.test('a sign-in of one scope counts in the other, under the other\'s policy as long as two-factor authentication is off', async t => {
  const browser = new Client(await application({ twoFactor: 'required' }))
  await browser.post('/shop/login', { userId: 'alice' })
  t.match(await browser.get('/shop/me'), { status: 200, body: { userId: 'alice' } })
  refused(t, await browser.get('/office/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  await enrolled(browser)
  t.equal((await browser.get('/office/me')).status, 200)
})

t.test('a policy that asks for a passkey binds the sign-ins that begin in its scope; the guard holds for all', async t => {
  const browser = new Client(await application({ twoFactor: 'phishing-resistant' }))
  await browser.post('/shop/login', { userId: 'alice' })
  await enrolled(browser)
  t.equal((await browser.get('/office/me')).status, 200, 'it was begun in the shop')
  refused(t, await browser.get('/office/keys'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
})
