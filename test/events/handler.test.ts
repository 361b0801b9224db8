import { Writable } from 'node:stream'
import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

/** A log that is kept, line by line; its text without the numbers (times, durations), which a code could be like. */
function keptLog (level: string): { server: object, lines: { level: number, msg: string, event?: string, err?: { message: string } }[], text: () => string } {
  const lines: { level: number, msg: string }[] = []
  const stream = new Writable({
    write (chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    }
  })
  return { server: { logger: { level, stream } }, lines, text: () => JSON.stringify(lines, (_key, value) => typeof value === 'number' ? 0 : value) }
}

t.test('a handler that fails, at once or later, is logged and changes nothing', async t => {
  for (const onEvent of [() => { throw new Error('mail is down') }, async () => { await Promise.resolve(); throw new Error('mail is down') }]) {
    const { server, lines } = keptLog('error')
    const { enroll, login, code, wrong } = await createApplication({ onEvent, server })
    const { secret } = await enroll('alice')
    const browser = await login('alice')
    refused(t, await browser.post('/two-factor/challenge', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
    t.equal((await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })).status, 200)
    t.equal((await browser.get('/me')).status, 200)
    const told = lines.filter(({ msg }) => msg === 'onEvent of fastify-two-factor failed')
    t.strictSame(told.map(({ event, err }) => [event, err!.message]), ['signed-in', 'enabled', 'challenged', 'failed', 'client-trusted', 'signed-in'].map(event => [event, 'mail is down']))
  }
})

t.test('the answer waits for the handler, and each event for the one before', async t => {
  const order: string[] = []
  const { login, code } = await createApplication({
    onEvent: async ({ type }) => {
      order.push(`${type} begins`)
      await new Promise(resolve => setImmediate(resolve))
      order.push(`${type} ends`)
    }
  })
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  order.push('answered')
  t.strictSame(order, ['signed-in begins', 'signed-in ends', 'enabled begins', 'enabled ends', 'answered'])
})

t.test('a handler is told after the save, and knows the request', async t => {
  const seen: unknown[] = []
  const { app, repository, login, code } = await createApplication({
    onEvent: async ({ type, userId }, request) => {
      const stored = await repository.findTwoFactor(userId)
      seen.push([type, request?.url, stored?.enabled])
    }
  })
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  await app.twoFactor.reset('carol')
  t.strictSame(seen, [['signed-in', '/login', false], ['enabled', '/two-factor/enrollment/confirm', true], ['reset', undefined, false]])
})

t.test('without a handler everything works', async t => {
  const { enroll } = await createApplication({ onEvent: undefined })
  t.equal((await (await enroll('alice')).client.get('/me')).status, 200)
})

t.test('at the finest level the log holds no secret, code, token, recovery code or URI, and no URL does', async t => {
  const { server, lines, text } = keptLog('trace')
  const { enroll, signIn, login, code, wrong, clock, repository } = await createApplication({ server, onEvent: () => { throw new Error('logged') }, verifyPassword: (_userId, password) => password === 'my password' })
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  const typed = [code(secret), wrong(secret)]
  await browser.post('/two-factor/disable', { code: typed[1], password: 'my password' })
  await browser.post('/two-factor/enrollment', { password: 'wrong password', secret: 'my own secret' })
  const { body: started } = await browser.post('/two-factor/enrollment', { secret: 'my own secret' })
  await browser.page('/two-factor/enrollment')
  await browser.submit('/two-factor/enrollment/confirm', { code: code(started.secret) })
  clock.now += 30_000
  await (await login('alice')).submit('/two-factor/recovery', { code: recoveryCodes[0]! })
  await (await login('alice')).post('/two-factor/recovery', { code: '12345' })
  repository.findTwoFactor = async () => { throw new Error('down') }
  await browser.get('/two-factor')
  const log = text()
  t.ok(lines.length > 30)
  const hidden = [secret, started.secret, started.uri, 'otpauth', 'my own secret', 'my password', 'wrong password', ...typed, ...recoveryCodes, ...[...trusted.jar.values(), ...browser.jar.values()].map(value => value.split('.').at(-1)!)]
  for (const word of hidden) t.notOk(log.includes(word), word.slice(0, 12))
})
