import { setImmediate as turn } from 'node:timers/promises'
import { mock } from 'node:test'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SignInOptions } from '../../lib/index.js'
import { attack, IMPORTED_KEY, isFull, isRefused, outcome, type World } from './support.js'

/** As long as anything may take to answer, in milliseconds. */
const LONGEST_ANSWER = 10_000

type Asked = (request: FastifyRequest) => unknown

/** A login whose answer to whether the password is still right is given by each case. */
function login (): { extend: (app: FastifyInstance) => void, answer: (asked: Asked) => void } {
  let answer: Asked = () => true
  return {
    answer: asked => { answer = asked },
    extend: app => {
      app.post('/login-checked', async request => {
        const { userId } = request.body as { userId: string }
        const stillValid = (() => answer(request)) as SignInOptions['stillValid']
        return await request.twoFactor.signIn(userId, { stillValid })
      })
      app.post('/login-caught', async request => {
        const { userId } = request.body as { userId: string }
        await request.twoFactor.signIn(userId, { stillValid: () => answer(request) as boolean }).catch(() => {})
        return await request.twoFactor.check()
      })
    }
  }
}

const { answer, extend } = login()

/** Nobody is signed in by it: neither who begins, nor who was there before, and no code completes it. */
async function signsNobodyIn (t: Parameters<typeof isRefused>[0], world: World, expected: string, message: string): Promise<void> {
  for (const userId of ['carol', 'alice', 'dave']) {
    for (const before of [undefined, 'bob']) {
      const client = before === undefined ? world.client() : await world.login(before)
      t.equal(outcome(await client.post('/login-checked', { userId })), expected, `${message}: ${userId}`)
      await isRefused(t, client, message)
      t.ok((await client.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY) })).status >= 400, `${message}: no challenge`)
      t.ok((await client.post('/two-factor/enrollment', {})).status >= 400, `${message}: no enrollment`)
    }
    const { body } = await world.client().post('/login-caught', { userId })
    t.strictSame(body, { status: 'anonymous' }, `${message}: nor where the handler goes on`)
  }
}

attack('signs nobody in whose password is said to be still right by anything but true', { extend }, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  const lies: Asked[] = [
    () => false, () => undefined, () => null, () => 1, () => 'true', () => 'yes', () => ({}), () => [true], () => Object(true), () => ({ valid: true }), () => () => true,
    async () => 'true', async () => await Promise.resolve(1), async () => ({ then: undefined, valid: true }), request => request
  ]
  for (const [index, lie] of lies.entries()) {
    answer(lie)
    await signsNobodyIn(t, world, 'TWO_FACTOR_SIGN_IN_REQUIRED', `lie ${index}`)
  }
  answer(async () => true)
  const carol = world.client()
  await carol.post('/login-checked', { userId: 'carol' })
  await isFull(t, carol, 'carol', 'the truth')
})

attack('signs nobody in where the question whether the password is still right fails, whatever it fails with', { extend }, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  const failures: Asked[] = [
    ...[new Error('down'), undefined, true, Object.assign(new Error('complete'), { statusCode: 200, code: 'FST_OK' })].flatMap(thrown => [() => { throw thrown }, async () => { throw thrown }]),
    () => ({ then: () => { throw new Error('down') } }), () => ({ then: (_resolve: unknown, reject: (error: unknown) => void) => { reject(true) } })
  ]
  for (const [index, failure] of failures.entries()) {
    answer(failure)
    await signsNobodyIn(t, world, 'TWO_FACTOR_UNAVAILABLE', `failure ${index}`)
  }
})

attack('signs nobody in where the question has no answer for ten seconds, nor when it comes later, and keeps nobody else waiting', { extend, kinds: ['plain'] }, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  for (const userId of ['carol', 'alice']) {
    let say = (_valid: boolean): void => {}
    const asked = new Promise<void>(resolve => { answer(() => { resolve(); return new Promise(resolve => { say = resolve }) }) })
    const client = world.client()
    mock.timers.enable({ apis: ['setTimeout'] })
    try {
      const pending = client.post('/login-checked', { userId })
      await asked
      mock.timers.tick(LONGEST_ANSWER - 1)
      for (let count = 0; count < 5; count++) await turn()
      await isFull(t, await world.login('bob'), 'bob', 'somebody else meanwhile')
      mock.timers.tick(1)
      t.equal(outcome(await pending), 'TWO_FACTOR_UNAVAILABLE', userId)
    } finally {
      mock.timers.reset()
    }
    say(true)
    for (let count = 0; count < 5; count++) await turn()
    await isRefused(t, client, `${userId}, after a late yes`)
    t.ok((await client.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY) })).status >= 400)
    answer(() => true)
    t.equal((await client.post('/login-checked', { userId })).status, 200, `${userId} can sign in again`)
  }
})

attack('signs nobody in where the question itself signs in, out or revokes: 503, and nothing waits for itself', { extend }, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  const acts: Record<string, (request: FastifyRequest, userId: string) => Promise<unknown>> = {
    signIn: async (request, userId) => await request.twoFactor.signIn(userId),
    'signIn with the same question': async (request, userId) => await request.twoFactor.signIn(userId, { stillValid: () => true }),
    revokeSessions: async (request, userId) => { await request.server.twoFactor.revokeSessions(userId) },
    reset: async (request, userId) => { await request.server.twoFactor.reset(userId) },
    revokeTrustedClients: async (request, userId) => { await request.server.twoFactor.revokeTrustedClients(userId) },
    importAuthenticator: async (request, userId) => await request.server.twoFactor.importAuthenticator(userId, { secret: IMPORTED_KEY })
  }
  // whoever has no record has nothing that could be changed
  await world.login('carol')
  for (const [name, act] of Object.entries(acts)) {
    for (const userId of ['carol', 'alice']) {
      const rows = [...world.repository.rows]
      for (const wrap of [async (request: FastifyRequest) => { await act(request, userId); return true }, async (request: FastifyRequest) => await Promise.all([act(request, userId)]).then(() => true)]) {
        answer(wrap)
        const client = world.client()
        t.equal(outcome(await client.post('/login-checked', { userId })), 'TWO_FACTOR_UNAVAILABLE', `${name} for ${userId}`)
        await isRefused(t, client, name)
      }
      t.strictSame([...world.repository.rows], rows, `${name} changed nothing`)
    }
  }
})

attack('signs in nobody but its own user where the question signs another one in, whose session it must not become', { extend }, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  answer(async request => { await request.twoFactor.signIn('bob'); return false })
  const refused = world.client()
  t.equal(outcome(await refused.post('/login-checked', { userId: 'carol' })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.not((await refused.get('/me')).body.userId, 'carol', 'no answer of no signs its user in')
  answer(async request => { await request.twoFactor.signIn('carol'); return true })
  const pending = world.client()
  t.equal((await pending.post('/login-checked', { userId: 'alice' })).body.status, 'challenge')
  await isRefused(t, pending, 'the challenge is not that of the other one')
  t.equal((await pending.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY) })).status, 200)
  await isFull(t, pending, 'alice')
})

attack('signs nobody in by the old password when it changes while it is asked, on either instance, before or after the answer', { extend }, async (t, world) => {
  for (const userId of ['carol', 'alice']) {
    if (userId === 'alice') await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
    await world.login(userId)
    for (const app of [world.i1, world.i2]) {
      for (const looks of ['before', 'after'] as const) {
        let password = 'old'
        let change = (): void => {}
        const changed = new Promise<void>(resolve => { change = resolve })
        const client = world.client()
        let signingIn: Promise<unknown> = Promise.resolve()
        await new Promise<void>(resolve => {
          answer(async () => {
            const seen = password
            resolve()
            await changed
            return (looks === 'before' ? seen : password) === 'old'
          })
          signingIn = client.post('/login-checked', { userId })
        })
        password = 'new'
        // on its own instance the revocation waits for this sign-in, on another one for nobody
        const revoking = app.twoFactor.revokeSessions(userId)
        if (app === world.i2) await revoking
        change()
        await Promise.all([signingIn, revoking])
        const message = `${userId}, revoked on ${app === world.i1 ? 'the same' : 'the other'} instance, looked at ${looks} it`
        await isRefused(t, client, message)
        await client.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY) })
        await isRefused(t, client, `${message}, with a code`)
        world.nextStep()
      }
    }
  }
})
