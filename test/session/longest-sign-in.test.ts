import t from 'tap'
import { createApplication } from '../support/application.js'
import { redirected } from '../support/answers.js'

const DAY = 86_400_000

t.test('a sign-in ends after 30 days, however often its session is used', async t => {
  const { login, clock } = await createApplication()
  const browser = await login('carol')
  for (let day = 1; day < 30; day++) {
    clock.now += DAY
    t.equal((await browser.get('/me')).status, 200, `day ${day}`)
  }
  clock.now += DAY
  t.equal((await browser.get('/me')).status, 401)
})

t.test('without sessions.maxSeconds a sign-in may last as long as the session\'s cookie, up to a year', async t => {
  for (const [days, lasts] of [[1, 30], [90, 90], [1000, 365]] as const) {
    const { login, clock } = await createApplication({ session: { cookie: { secure: false, maxAge: days * DAY } } })
    const browser = await login('carol')
    clock.now += lasts * DAY - 1
    t.equal((await browser.get('/me')).status, 200, `${days} days`)
    clock.now += 1
    t.equal((await browser.get('/me')).status, 401, `${days} days`)
  }
})

t.test('sessions.maxSeconds is the end of every sign-in, also of those that began under a longer one', async t => {
  const before = await createApplication()
  const browser = await before.login('carol')
  const { store, repository } = before
  const after = await createApplication({ store, userRepository: repository, sessions: { maxSeconds: 3600 } })
  const moved = after.client()
  for (const [name, value] of browser.jar) moved.jar.set(name, value)
  after.clock.now += 3_599_999
  t.equal((await moved.get('/me')).status, 200)
  after.clock.now += 1
  t.equal((await moved.get('/me')).status, 401)
})

t.test('a change, a step-up and a new session id carry the end of a sign-in along', async t => {
  const { enroll, code, clock } = await createApplication({ sessions: { maxSeconds: 3600 } })
  const { client: browser, secret } = await enroll('alice')
  const begun = clock.now - 30_000
  clock.now = begun + 3_000_000
  t.equal((await browser.post('/two-factor/step-up', { code: code(secret) })).status, 200)
  t.equal((await browser.post('/password')).status, 200)
  clock.now = begun + 3_600_000
  t.equal((await browser.get('/me')).status, 401)
})

t.test('a browser whose sign-in ended by itself is led to the login with why, and from there back', async t => {
  const { login, clock } = await createApplication({ sessions: { maxSeconds: 3600 } })
  const browser = await login('carol')
  clock.now += 3_600_000
  redirected(t, await browser.page('/me?page=2'), '/login?next=%2Fme%3Fpage%3D2&reason=expired')
})

t.test('fifty-one sign-outs within thirty days end all sessions, more than that over a longer time do not', async t => {
  for (const [each, status] of [[DAY / 2, 401], [DAY, 200]] as const) {
    const { login, clock } = await createApplication({ sessions: { maxSeconds: 30 * 86_400 } })
    let phone = await login('carol')
    for (let out = 0; out < 60; out++) {
      if (out === 40) phone = await login('carol')
      const laptop = await login('carol')
      clock.now += each
      await laptop.post('/logout')
    }
    t.equal((await phone.get('/me')).status, status)
  }
})
