import t from 'tap'
import { hardened } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import type { Answer } from '../support/client.js'

t.test('every answer that went well is kept by nobody, tells no referrer and is not sniffed', async t => {
  const { enroll, login, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const pending = await login('alice')
  const answers: Record<string, Answer> = {
    preferences: await browser.get('/two-factor'),
    'preferences with a slash': await browser.get('/two-factor/'),
    'preferences by HEAD': await browser.send({ method: 'HEAD', url: '/two-factor' }),
    'preferences page': await browser.page('/two-factor'),
    'start of an enrollment': await browser.post('/two-factor/enrollment'),
    enrollment: await browser.get('/two-factor/enrollment'),
    'enrollment page': await browser.page('/two-factor/enrollment'),
    'cancelled enrollment': await browser.post('/two-factor/enrollment/cancel'),
    'challenge of a complete session': await browser.get('/two-factor/challenge'),
    challenge: await pending.get('/two-factor/challenge'),
    'challenge page': await pending.page('/two-factor/challenge'),
    verify: await pending.post('/two-factor/challenge', { code: code(secret) }),
    'step-up page': await browser.page('/two-factor/step-up'),
    'revoked clients': await browser.post('/two-factor/trusted-clients/revoke'),
    'step-up options': await browser.get('/two-factor/step-up')
  }
  clock.now += 30_000
  answers['step-up'] = await browser.post('/two-factor/step-up', { code: code(secret) })
  clock.now += 30_000
  answers['recovery codes'] = await browser.post('/two-factor/recovery-codes', { code: code(secret) })
  clock.now += 30_000
  answers['recovery'] = await (await login('alice')).post('/two-factor/recovery', { code: answers['recovery codes'].body.recoveryCodes[0] })
  const again = await login('alice')
  await again.post('/two-factor/challenge', { code: code(secret) })
  clock.now += 30_000
  answers['disabled'] = await again.post('/two-factor/disable', { code: code(secret) })
  answers['sign-out'] = await again.post('/two-factor/sign-out')
  for (const [name, answer] of Object.entries(answers)) {
    t.ok(answer.status === 200 || answer.status === 204, `${name}: ${answer.status}`)
    hardened(t, answer, name)
  }
})

t.test('so is every redirect', async t => {
  const { enroll, login, client, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const answers: Record<string, Answer> = {
    'to the login': await client().page('/two-factor'),
    'to the challenge': await (await login('alice')).page('/two-factor'),
    'to the enrollment': await (await login('dave')).page('/two-factor/challenge'),
    'on from the challenge': await browser.page('/two-factor/challenge'),
    'after a code': await (await login('alice')).submit('/two-factor/challenge', { code: code(secret) }),
    'without an enrollment': await browser.page('/two-factor/enrollment'),
    'after a start': await browser.submit('/two-factor/enrollment'),
    'after a cancel': await browser.submit('/two-factor/enrollment/cancel')
  }
  clock.now += 30_000
  answers['after a step-up'] = await browser.submit('/two-factor/step-up', { code: code(secret) })
  answers['after the sign-out'] = await browser.submit('/two-factor/sign-out')
  for (const [name, answer] of Object.entries(answers)) {
    t.equal(answer.status, 303, name)
    hardened(t, answer, name)
  }
})

t.test('so is every error, whatever it came from', async t => {
  const { enroll, login, client, code, wrong, repository, store } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const dave = await enroll('dave')
  const pending = await login('alice')
  const answers: [number, Answer][] = [
    [400, await pending.post('/two-factor/challenge', { code: '12' })],
    [400, await pending.post('/two-factor/challenge', '{', { 'content-type': 'application/json' })],
    [400, await pending.submit('/two-factor/challenge', { code: '12' })],
    [401, await client().get('/two-factor')],
    [403, await pending.get('/two-factor')],
    [403, await browser.post('/two-factor/sign-out', undefined, { 'sec-fetch-site': 'cross-site' })],
    [404, await browser.get('/two-factor/enrollment')],
    [404, await client().get('/two-factor/assets/nothing.css')],
    [404, await client().get('/two-factor/assets/toString')],
    [409, await dave.client.post('/two-factor/disable', { code: code(dave.secret) })],
    [413, await pending.post('/two-factor/challenge', { code: 'x'.repeat(5000) })],
    [415, await pending.post('/two-factor/challenge', 'x', { 'content-type': 'text/plain' })],
    [422, await pending.post('/two-factor/challenge', { code: wrong(secret) })],
    [422, await pending.submit('/two-factor/challenge', { code: wrong(secret) })]
  ]
  for (let guess = 3; guess <= 5; guess++) await pending.post('/two-factor/challenge', { code: wrong(secret) })
  answers.push([429, await pending.post('/two-factor/challenge', { code: wrong(secret) })])
  answers.push([429, await pending.submit('/two-factor/challenge', { code: wrong(secret) })])
  const find = repository.findTwoFactor
  repository.findTwoFactor = async () => { throw new Error('down') }
  answers.push([503, await browser.get('/two-factor')], [503, await browser.page('/two-factor')])
  repository.findTwoFactor = find
  store.before = () => { throw new Error('down') }
  answers.push([503, await browser.get('/two-factor')], [503, await browser.page('/two-factor')])
  for (const [status, answer] of answers) {
    t.equal(answer.status, status, `${status}: ${JSON.stringify(answer.body).slice(0, 80)}`)
    hardened(t, answer, String(status))
  }
})

t.test('an error of the routes says nothing of what caused it', async t => {
  const { repository, login } = await createApplication()
  const browser = await login('carol')
  repository.findTwoFactor = async () => { throw Object.assign(new Error('connection to db.internal refused'), { statusCode: 418, code: 'ECONNREFUSED' }) }
  const { status, body } = await browser.get('/two-factor')
  t.strictSame([status, body.code], [503, 'TWO_FACTOR_UNAVAILABLE'])
  t.notOk(JSON.stringify(body).includes('db.internal'))
})
