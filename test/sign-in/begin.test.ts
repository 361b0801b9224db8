import t from 'tap'
import { createApplication } from '../support/application.js'

t.test('a user without two-factor authentication is signed in by the password alone', async t => {
  const { client } = await createApplication()
  const browser = client()
  const step = await browser.post('/login', { userId: 'carol', next: '/accounts?x=1' })
  t.match(step, { status: 200, body: { status: 'complete', method: 'none', location: '/accounts?x=1' } })
  t.match(await browser.get('/me'), { status: 200, body: { userId: 'carol', method: 'none' } })
})

t.test('an enrolled user is nobody until the code was right, and then they are signed in', async t => {
  const { enroll, login, code, events } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  t.match(await browser.get('/me'), { status: 403, body: { code: 'TWO_FACTOR_CHALLENGE_REQUIRED' } })
  t.match(await browser.get('/two-factor/challenge'), { status: 200, body: { status: 'challenge', trustDays: 30 } })
  t.match(await browser.post('/two-factor/challenge', { code: code(secret) }), { status: 200, body: { status: 'complete', method: 'totp', location: '/' } })
  t.match(await browser.get('/me'), { status: 200, body: { userId: 'alice', method: 'totp' } })
  t.match(events.at(-1), { type: 'signed-in', userId: 'alice', method: 'totp', at: Date })
})
