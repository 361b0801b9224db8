import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'

declare module 'fastify' {
  interface Session { greeting?: string }
}

async function greeting (options: ApplicationOptions = {}): Promise<TestApplication & { calls: object[] }> {
  const calls: object[] = []
  const application = await createApplication({
    onSignIn: async (request, signIn) => {
      calls.push(signIn)
      await Promise.resolve()
      request.session.greeting = `Hello ${signIn.userId}`
    },
    extend: app => { app.get('/greeting', async request => ({ greeting: request.session.greeting })) },
    ...options
  })
  return { ...application, calls }
}

t.test('it runs once in the new session of each completed sign-in, with the method, and what it adds is saved', async t => {
  const { enroll, login, code, clock, calls } = await greeting()
  const carol = await login('carol')
  t.strictSame(calls.splice(0), [{ userId: 'carol', method: 'none' }])
  t.strictSame((await carol.get('/greeting')).body, { greeting: 'Hello carol' })
  const { secret, recoveryCodes } = await enroll('alice')
  t.strictSame(calls.splice(0), [{ userId: 'alice', method: 'none' }], 'enabling is no sign-in')
  const browser = await login('alice')
  t.strictSame(calls.splice(0), [], 'a pending sign-in is none')
  await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })
  t.strictSame(calls.splice(0), [{ userId: 'alice', method: 'totp' }])
  t.strictSame((await browser.get('/greeting')).body, { greeting: 'Hello alice' })
  clock.now += 30_000
  await browser.post('/two-factor/step-up', { code: code(secret) })
  t.strictSame(calls.splice(0), [], 'a step-up is none')
  await browser.post('/login', { userId: 'alice' })
  t.strictSame(calls.splice(0), [{ userId: 'alice', method: 'trusted-client' }])
  await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.strictSame(calls.splice(0), [{ userId: 'alice', method: 'recovery-code' }])
})

t.test('a user held back for the enrollment is signed in by confirming it', async t => {
  const { login, code, calls } = await greeting()
  const browser = await login('dave')
  t.strictSame(calls, [])
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.strictSame(calls, [{ userId: 'dave', method: 'totp' }])
  t.strictSame((await browser.get('/greeting')).body, { greeting: 'Hello dave' })
})

t.test('it runs before the session is saved: the store has no complete sign-in yet, and nobody is named', async t => {
  const seen: unknown[] = []
  const { login, store } = await createApplication({
    onSignIn: request => {
      seen.push([...store.sessions.values()].filter(text => text.includes('"complete"')).length)
      try {
        seen.push(request.twoFactor.userId)
      } catch (error) {
        seen.push((error as { code: string }).code)
      }
    }
  })
  const browser = await login('carol')
  t.strictSame(seen, [0, 'TWO_FACTOR_SIGN_IN_REQUIRED'])
  t.equal((await browser.get('/me')).status, 200)
})

t.test('when it throws there is no access, no cookie and no event, and the code is spent', async t => {
  let broken = false
  const { enroll, login, code, events } = await greeting({ onSignIn: () => { if (broken) throw new Error('no profile') } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const told = events.length
  broken = true
  const answer = await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })
  refused(t, answer, 503, 'TWO_FACTOR_UNAVAILABLE')
  t.strictSame(answer.cookies, [])
  t.notOk(JSON.stringify(answer.body).includes('no profile'))
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.notOk(events.slice(told).some(({ type }) => type === 'signed-in'))
  broken = false
  refused(t, await (await login('alice')).post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
})

t.test('when it throws at the password alone there is no access either', async t => {
  const { client, store } = await greeting({ onSignIn: async () => { throw Object.assign(new Error('account closed'), { statusCode: 403 }) } })
  const browser = client()
  const answer = await browser.post('/login', { userId: 'carol' })
  t.strictSame([answer.status, answer.cookies], [403, []])
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.notOk([...store.sessions.values()].some(text => text.includes('twoFactor')), 'nothing of it was stored')
})

t.test('a refusal of its own with a status passes through the plugin\'s routes', async t => {
  let closed = false
  const { enroll, login, code } = await greeting({ onSignIn: () => { if (closed) throw Object.assign(new Error('The account is closed.'), { statusCode: 403, code: 'CLOSED' }) } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  closed = true
  const answer = await browser.post('/two-factor/challenge', { code: code(secret) })
  t.strictSame([answer.status, answer.body.code], [403, 'CLOSED'])
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})
