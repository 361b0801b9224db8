import t from 'tap'
import type { SignInOptions } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, users, type TestApplication } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

let options: () => SignInOptions = () => ({})

async function application (repository = new TestRepository(users)): Promise<TestApplication & { repository: TestRepository }> {
  const application = await createApplication({
    userRepository: repository,
    extend: app => { app.post('/login-checked', async request => await request.twoFactor.signIn('alice', options())) }
  })
  return { ...application, repository }
}

t.test('signs in what still holds, and refuses what does not, with whoever was signed in here before signed out', async t => {
  const { client, login } = await application()
  for (const stillValid of [() => true, async () => true]) {
    options = () => ({ stillValid })
    t.match(await client().post('/login-checked'), { status: 200, body: { status: 'complete' } })
  }
  for (const answer of [false, 'true', 1, undefined, null, {}]) {
    options = () => ({ stillValid: () => answer as boolean })
    const browser = await login('carol')
    refused(t, await browser.post('/login-checked'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', String(answer))
    refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', String(answer))
  }
})

t.test('leaves nobody signed in whose password was changed while it was asked', async t => {
  const { enroll, client, repository } = await application()
  await enroll('alice')
  options = () => ({
    stillValid: () => {
      repository.store('alice', record => ({ ...record, stamp: 'of the new password' }))
      return true
    }
  })
  const browser = client()
  await browser.post('/login-checked')
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('takes what throws, fails or changes the same user for no answer: 503, and nobody is signed in', async t => {
  const { client, app } = await application()
  const failing: SignInOptions['stillValid'][] = [
    () => { throw new Error('database down') },
    async () => await Promise.reject(new Error('database down')),
    async () => { await app.twoFactor.revokeSessions('alice'); return true }
  ]
  for (const stillValid of failing) {
    options = () => ({ stillValid })
    const browser = client()
    refused(t, await browser.post('/login-checked'), 503, 'TWO_FACTOR_UNAVAILABLE')
    refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  }
})

t.test('may change another user, who waits for nobody', async t => {
  const { client, app } = await application()
  options = () => ({ stillValid: async () => { await app.twoFactor.revokeSessions('bob'); return true } })
  t.equal((await client().post('/login-checked')).status, 200)
})

t.test('tells an author of an option that there is not, or that is no function', async t => {
  const { client } = await application()
  for (const [given, message] of [
    [{ stillvalid: () => false }, 'fastify-two-factor: signIn has no option stillvalid. It has: next, fresh, sessionSeconds, stillValid, firstFactor.'],
    [{ stillValid: true }, 'fastify-two-factor: stillValid must be a function.']
  ] as const) {
    options = () => given as unknown as SignInOptions
    const { status, body } = await client().post('/login-checked')
    t.strictSame({ status, message: body.message }, { status: 500, message })
  }
})
