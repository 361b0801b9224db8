import type { FastifyInstance, FastifyRequest } from 'fastify'
import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

const userIds: [string, unknown][] = [['nothing', undefined], ['null', null], ['a number', 5], ['an object', {}], ['empty', ''], ['256 bytes', 'x'.repeat(256)], ['256 bytes of two each', 'é'.repeat(128)], ['a lone surrogate', 'a\ud800'], ['a NUL', 'a\u0000b']]

/** Passes the body on to a method, past every schema. */
function open (app: FastifyInstance): void {
  const call = (name: string, method: (twoFactor: FastifyRequest['twoFactor'], body: never) => Promise<unknown>): void => {
    app.post(`/own/${name}`, async request => { await method(request.twoFactor, request.body as never); return {} })
  }
  call('signIn', (twoFactor, { userId, ...options }: { userId: string }) => twoFactor.signIn(userId, options))
  call('signInExternally', (twoFactor, { userId, ...options }: { userId: string }) => twoFactor.signInExternally(userId, options))
  call('verify', (twoFactor, { code, ...options }: { code: string }) => twoFactor.verify(code, options))
  call('recover', (twoFactor, { code }: { code: string }) => twoFactor.recover(code))
  call('stepUp', (twoFactor, { code }: { code: string }) => twoFactor.stepUp(code))
  call('startEnrollment', (twoFactor, options: object) => twoFactor.startEnrollment(options))
  call('confirmEnrollment', (twoFactor, { code, ...options }: { code: string }) => twoFactor.confirmEnrollment(code, options))
  call('regenerateRecoveryCodes', (twoFactor, proof: { code: string }) => twoFactor.regenerateRecoveryCodes(proof))
  call('removeAuthenticator', (twoFactor, { id, ...proof }: { id: string, code: string }) => twoFactor.removeAuthenticator(id, proof))
  call('renameAuthenticator', (twoFactor, { id, ...options }: { id: string, name: string }) => twoFactor.renameAuthenticator(id, options))
  call('unlock', (twoFactor, options: object) => twoFactor.unlock(options))
  call('disable', (twoFactor, proof: { code: string }) => twoFactor.disable(proof))
  call('revokeTrustedClient', (twoFactor, { id }: { id: string }) => twoFactor.revokeTrustedClient(id))
}

t.test('a user id that is no string of 1 to 255 bytes is a mistake of the application, told as such, and signs nobody in', async t => {
  const repository = new TestRepository(users)
  const { client } = await createApplication({ extend: open, userRepository: repository })
  for (const [name, userId] of userIds) {
    for (const method of ['signIn', 'signInExternally']) {
      const { status, body } = await client().post(`/own/${method}`, { userId })
      t.strictSame([status, body.code], [500, 'ERR_INVALID_ARG_VALUE'], `${method}: ${name}`)
      t.match(body.message, 'the user id must be a string of 1 to 255 bytes', `${method}: ${name}`)
    }
  }
  t.strictSame(repository.calls, [])
})

t.test('user ids of 255 bytes, of every script and case, are users of their own', async t => {
  const ids = ['x'.repeat(255), 'aB3x', 'AB3X', 'áB3x', 'aB3x ', '手机', '😀', '__proto__', 'constructor', '../x', '%00', '0']
  const { client, app } = await createApplication({ users: Object.fromEntries(ids.map(id => [id, { accountName: 'somebody' }])) })
  for (const [index, userId] of ids.entries()) {
    const browser = client()
    t.equal((await browser.post('/login', { userId })).status, 200, userId.slice(0, 20))
    t.equal((await browser.get('/me')).body.userId, userId)
    if (index % 2 === 0) await app.twoFactor.importAuthenticator(userId, { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  }
  for (const [index, userId] of ids.entries()) t.equal((await app.twoFactor.status(userId)).enabled, index % 2 === 0, userId.slice(0, 20))
})

t.test('administration takes no other user ids either', async t => {
  const repository = new TestRepository(users)
  const { app: { twoFactor } } = await createApplication({ userRepository: repository })
  for (const [name, userId] of userIds as [string, string][]) {
    for (const call of [() => twoFactor.status(userId), () => twoFactor.reset(userId), () => twoFactor.importAuthenticator(userId, { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }), () => twoFactor.revokeTrustedClients(userId), () => twoFactor.revokeTrustedClient(userId, 'x'), () => twoFactor.removeAuthenticator(userId, 'x'), () => twoFactor.unlock(userId), () => twoFactor.revokeSessions(userId), () => twoFactor.reseal(userId)]) {
      await t.rejects(async () => { await call() }, { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' }, name)
    }
  }
  t.strictSame(repository.calls, [])
})

t.test('past the schemas the methods refuse malformed input themselves, as 400, and nothing is written', async t => {
  const repository = new TestRepository(users)
  const { enroll, login } = await createApplication({ extend: open, userRepository: repository, verifyPassword: () => true })
  const { client: browser } = await enroll('alice')
  await browser.post('/two-factor/enrollment')
  const pending = await login('alice')
  const good = { code: '123456' }
  repository.count()
  for (const code of [123456, ['123456'], '12345', '', null, undefined, { $ne: null }, `123456${' '.repeat(64)}`]) {
    refused(t, await pending.post('/own/verify', { code }), 400, 'FST_ERR_VALIDATION', `verify ${JSON.stringify(code)}`)
    for (const name of ['stepUp', 'confirmEnrollment', 'regenerateRecoveryCodes', 'disable']) refused(t, await browser.post(`/own/${name}`, { code }), 400, 'FST_ERR_VALIDATION', `${name} ${JSON.stringify(code)}`)
    refused(t, await browser.post('/own/removeAuthenticator', { id: 'x', code }), 400, 'FST_ERR_VALIDATION')
  }
  for (const code of [5, '123456', '', null, undefined, 'U'.repeat(24), '0'.repeat(65)]) refused(t, await pending.post('/own/recover', { code }), 400, 'FST_ERR_VALIDATION', `recover ${JSON.stringify(code)}`)
  for (const flag of ['true', 1, {}, []]) {
    const flagged = { trustClient: await pending.post('/own/verify', { ...good, trustClient: flag }), replace: await browser.post('/own/confirmEnrollment', { ...good, replace: flag }), fresh: await browser.post('/own/signIn', { userId: 'alice', fresh: flag }) }
    for (const [name, answer] of Object.entries(flagged)) {
      refused(t, answer, 400, 'FST_ERR_VALIDATION')
      t.match(answer.body.message, name)
    }
  }
  for (const id of [5, null, undefined, ['x'], {}]) {
    refused(t, await browser.post('/own/removeAuthenticator', { id, ...good }), 400, 'FST_ERR_VALIDATION')
    refused(t, await browser.post('/own/revokeTrustedClient', { id }), 400, 'FST_ERR_VALIDATION')
    refused(t, await browser.post('/own/renameAuthenticator', { id, name: 'mine' }), 400, 'FST_ERR_VALIDATION')
  }
  for (const options of [{ secret: '' }, { secret: 5 }, { secret: 'x'.repeat(129) }, { name: '' }, { name: 'x'.repeat(65) }, { name: 5 }, { name: 'a\u202eb' }, { name: '\u0007' }, { password: 5 }]) {
    refused(t, await browser.post('/own/startEnrollment', options), 400, 'FST_ERR_VALIDATION', JSON.stringify(options).slice(0, 40))
  }
  for (const name of [undefined, null, '', ' ', 'x'.repeat(65), 5, ['x'], 'a\u202eb']) {
    refused(t, await browser.post('/own/renameAuthenticator', { id: 'x', name }), 400, 'FST_ERR_VALIDATION', `rename ${JSON.stringify(name)}`)
    if (name !== undefined && name !== null) refused(t, await browser.post('/own/confirmEnrollment', { ...good, name }), 400, 'FST_ERR_VALIDATION', `confirm ${JSON.stringify(name)}`)
  }
  for (const name of ['regenerateRecoveryCodes', 'disable', 'startEnrollment', 'unlock']) {
    for (const body of ['null', '"123456"', '5', ...(['startEnrollment', 'unlock'].includes(name) ? [] : [undefined])]) {
      const text = body === undefined ? {} : { payload: body, headers: { 'content-type': 'application/json' } }
      refused(t, await browser.send({ method: 'POST', url: `/own/${name}`, ...text }), 400, 'FST_ERR_VALIDATION', `${name} with ${body}`)
    }
  }
  for (const password of [5, [], {}]) {
    refused(t, await browser.post('/own/disable', { ...good, password }), 400, 'FST_ERR_VALIDATION')
    refused(t, await browser.post('/own/unlock', { password }), 400, 'FST_ERR_VALIDATION')
    refused(t, await browser.post('/own/renameAuthenticator', { id: 'x', name: 'mine', password }), 400, 'FST_ERR_VALIDATION')
  }
  t.strictSame(repository.count(), { rows: 0, users: 0, writes: 0 })
})

t.test('past the schemas null for an optional property is as if it was not given', async t => {
  const { enroll, client, code, clock, app } = await createApplication({ extend: open, verifyPassword: () => false })
  const { secret } = await enroll('alice')
  const browser = client()
  t.equal((await browser.post('/own/signIn', { userId: 'alice', next: null, fresh: null, stillValid: null })).status, 200)
  t.equal((await browser.post('/own/verify', { code: code(secret), trustClient: null })).status, 200)
  t.notOk([...browser.jar.keys()].some(name => name.startsWith('two-factor')), 'no client is remembered')
  clock.now += 30_000
  t.equal((await browser.post('/own/startEnrollment', { secret: null, password: null })).status, 200, 'and the sign-in is fresh')
  const { body } = await browser.get('/two-factor/enrollment')
  t.equal((await browser.post('/own/confirmEnrollment', { code: code(body.secret), replace: null, name: null })).status, 200)
  t.equal((await app.twoFactor.status('alice')).authenticators.length, 2, 'the first one stays')
  clock.now += 30_000
  t.equal((await browser.post('/own/disable', { code: code(secret), password: null })).status, 200)
})

t.test('the built-in routes and the methods give the same answers', async t => {
  const { enroll, login, code, clock } = await createApplication({ extend: open })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  t.equal((await browser.post('/own/verify', { code: code(secret), trustClient: true })).status, 200)
  t.ok([...browser.jar.keys()].some(name => name.startsWith('two-factor-')))
  clock.now += 30_000
  t.equal((await browser.post('/own/stepUp', { code: code(secret) })).status, 200)
  t.equal((await browser.post('/payout')).status, 200)
  clock.now += 30_000
  t.equal((await browser.post('/own/disable', { code: code(secret) })).status, 200)
  t.equal((await browser.get('/two-factor')).body.enabled, false)
})
