import { mock } from 'node:test'
import t from 'tap'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { createSending } from './outbox.js'

t.test('a code that was sent confirms the address, signs in, and steps up', async t => {
  const { app, login, sent, ask, confirm, events, clock } = await createSending()
  const { client, recoveryCodes } = await confirm('alice')
  t.equal(recoveryCodes.length, 10)
  const [first] = sent
  t.strictSame({ ...first, code: undefined }, { userId: 'alice', to: 'alice@acme.example', code: undefined, purpose: 'enrollment', expiresAt: new Date(clock.now - 60_000 + 600_000), locale: undefined })
  t.match((await client.get('/two-factor')).body, { enabled: true, method: 'sent-code', authenticators: [{ type: 'sent-code', name: 'Codes by message' }], methods: ['sent-code'], codeTo: 'a…e@acme.example', codeConfirmed: true })

  const browser = await login('alice')
  const { body: challenge } = await browser.get('/two-factor/challenge')
  t.match(challenge, { status: 'challenge', methods: ['sent-code'], codeTo: 'a…e@acme.example' })
  t.notHas(challenge, 'codeExpiresAt')
  const { status, body } = await browser.post('/two-factor/sent-code')
  t.strictSame([status, body], [200, { to: 'a…e@acme.example', expiresAt: new Date(clock.now + 600_000).toISOString() }])
  t.match((await browser.get('/two-factor/challenge')).body, { codeExpiresAt: body.expiresAt })
  const verified = await browser.post('/two-factor/challenge', { code: sent.at(-1)!.code })
  t.strictSame([verified.status, verified.body], [200, { status: 'complete', method: 'sent-code', location: '/' }])
  t.match(await browser.get('/me'), { status: 200, body: { userId: 'alice', method: 'sent-code' } })

  clock.now += 130_000
  t.match(await browser.post('/payout'), { status: 403, body: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' } })
  const code = await ask(browser)
  t.equal(sent.at(-1)!.purpose, 'step-up')
  t.equal((await browser.post('/two-factor/step-up', { code })).status, 200)
  t.equal((await browser.post('/payout')).status, 200)
  t.strictSame(events.filter(({ type }) => type === 'code-sent').map(event => event.type === 'code-sent' && event.purpose), ['enrollment', 'sign-in', 'step-up'])
  await app.close()
})

t.test('a change takes a code that was sent, once, where there is nothing stronger', async t => {
  const { ask, confirm, clock } = await createSending()
  const { client } = await confirm('alice')
  clock.now += 60_000
  const code = await ask(client)
  t.equal((await client.post('/two-factor/recovery-codes', { code })).status, 200)
  t.match(await client.post('/two-factor/recovery-codes', { code }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } })
  t.match(await client.post('/two-factor/disable', { code: await ask(client) }), { status: 200, body: { enabled: false } })
})

t.test('a gateway that never answers is 503 after ten seconds, and its code counts as sent', async t => {
  const timers = mock.timers
  let note = (): void => {}
  const called = new Promise<void>(resolve => { note = resolve })
  const { login, events } = await createSending({
    sendCode: async () => {
      note()
      await new Promise(() => {})
    }
  })
  const client = await login('alice')
  timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => { timers.reset() })
  const answer = client.post('/two-factor/sent-code')
  await called
  timers.tick(10_000)
  t.match(await answer, { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } })
  timers.reset()
  t.match(await client.post('/two-factor/sent-code'), { status: 429, body: { code: 'TWO_FACTOR_TOO_MANY_CODES' } })
  t.notOk(events.some(({ type }) => type === 'code-sent'))
})

t.test('a code is asked for with the password where the sign-in is old, and never without one', async t => {
  const { login, clock } = await createSending({ verifyPassword: (_userId, password) => password === 'right' })
  const client = await login('alice')
  clock.now += 1_000_000
  t.match(await client.post('/two-factor/sent-code'), { status: 403, body: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' } })
  t.match(await client.post('/two-factor/sent-code', { password: 'wrong' }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_PASSWORD' } })
  t.equal((await client.post('/two-factor/sent-code', { password: 'right' })).status, 200)
})

t.test('the application\'s own route asks for a code by the same method, which says so where no codes are sent', async t => {
  const { login, sent } = await createSending({
    extend: app => { app.post('/own/code', async request => await request.twoFactor.requestCode()) }
  })
  t.match(await (await login('alice')).post('/own/code'), { status: 200, body: { to: 'a…e@acme.example' } })
  t.equal(sent.length, 1)
  const without = await createSending({
    sendCode: undefined,
    extend: app => {
      app.post('/own/code', async request => await request.twoFactor.requestCode())
      app.post('/own/confirm', async request => await request.twoFactor.confirmSentCodes('123456'))
    }
  })
  const client = await without.login('alice')
  for (const url of ['/own/code', '/own/confirm']) t.match(await client.post(url), { status: 403, body: { code: 'TWO_FACTOR_METHOD_NOT_ALLOWED' } }, url)
})

t.test('the helpdesk removes no authenticator that leaves only codes to an address that is gone', async t => {
  const { app, confirm, code, clock, repository } = await createSending()
  const { client } = await confirm('alice')
  const { body: { secret } } = await client.post('/two-factor/enrollment')
  await client.post('/two-factor/enrollment/confirm', { code: code(secret) })
  clock.now += 30_000
  const { authenticators: [messages, phone] } = await app.twoFactor.status('alice')
  const findUser = repository.findUser.bind(repository)
  repository.findUser = async () => ({ accountName: 'alice' })
  await t.rejects(app.twoFactor.removeAuthenticator('alice', phone!.id), { code: 'TWO_FACTOR_LAST_AUTHENTICATOR' })
  repository.findUser = findUser
  t.match(await app.twoFactor.removeAuthenticator('alice', phone!.id), { type: 'totp' })
  await t.rejects(app.twoFactor.removeAuthenticator('alice', messages!.id), { code: 'TWO_FACTOR_LAST_AUTHENTICATOR' })
})

t.test('what may be proved with names the masked address where a code is a proof, also beside an app, and a code while it waits', async t => {
  const { confirm, ask, code, clock, login, repository } = await createSending({ origin: 'http://localhost', passkeys: passkeys() })
  const { client } = await confirm('alice')
  t.strictSame(Object.keys((await (await login('alice')).get('/two-factor/challenge')).body).includes('passkeyOptions'), false, 'there is no passkey to ask for')
  const { body: { secret } } = await client.post('/two-factor/enrollment')
  clock.now += 1000
  await client.post('/two-factor/enrollment/confirm', { code: code(secret) })
  const { body: offered } = await client.get('/two-factor/step-up')
  t.match(offered, { methods: ['totp', 'sent-code'], codeTo: 'a…e@acme.example' })
  t.notHas(offered, 'codeExpiresAt')
  clock.now += 60_000
  const sentNow = await ask(client)
  t.hasProps((await client.get('/two-factor/step-up')).body, ['codeExpiresAt'])
  await client.post('/two-factor/step-up', { code: sentNow })
  for (const url of ['/two-factor/step-up', '/two-factor']) t.notHas((await client.get(url)).body, 'codeExpiresAt', `${url}: it was used`)
  const { body: without } = await (await login('carol')).get('/two-factor')
  t.match(without, { codeConfirmed: false })
  t.notHas(without, 'codeTo')
  const findUser = repository.findUser.bind(repository)
  repository.findUser = async userId => ({ ...(await findUser(userId))!, twoFactor: 'phishing-resistant' })
  t.match((await client.get('/two-factor')).body, { codeConfirmed: true, codeTo: 'a…e@acme.example' }, 'without a passkey a code is still a proof')
  repository.findUser = async userId => ({ ...(await findUser(userId))!, codeAddress: 'alice@new.example', twoFactor: 'phishing-resistant' })
  const { body: unconfirmed } = await client.get('/two-factor')
  t.match(unconfirmed, { codeConfirmed: false })
  t.notHas(unconfirmed, 'codeTo', 'no code would be sent to confirm it')
})
