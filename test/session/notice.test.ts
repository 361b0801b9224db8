import t from 'tap'
import { noteDone, takeNotice, type Notice } from '../../lib/session/notice.js'
import { kVisit } from '../../lib/session/visit.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'

/** An application that notes something after a change, and takes it on a page, as the plugin's own do. */
async function noting (options: ApplicationOptions = {}): Promise<TestApplication> {
  const application: TestApplication = await createApplication({
    ...options,
    extend: app => {
      app.post<{ Body: Notice }>('/note', async request => {
        noteDone(request[kVisit]!, request.body.text, request.body.name)
        return { found: request[kVisit]!.found !== undefined }
      })
      app.get('/notice', async request => ({ notice: takeNotice(request[kVisit]!) }))
    }
  })
  return application
}

const noticeOf = async (browser: Client): Promise<unknown> => (await browser.get('/notice')).body.notice
const renamed: Notice = { text: 'doneRenamed', name: 'My <phone>; ö' }

t.test('what was done is told once, within a minute, and nothing of it is in the session', async t => {
  const { enroll, clock, store } = await noting()
  const { client: browser } = await enroll('alice')
  const before = [...store.sessions.values()]
  await browser.post('/note', renamed)
  t.strictSame([...store.sessions.values()], before)
  clock.now += 59_999
  t.strictSame(await noticeOf(browser), renamed)
  t.equal(await noticeOf(browser), undefined)
  await browser.post('/note', renamed)
  clock.now += 60_000
  t.equal(await noticeOf(browser), undefined)
})

t.test('a notice has no name, or what a client is, and the next one takes its place', async t => {
  const { enroll } = await noting()
  const { client: browser } = await enroll('alice')
  await browser.post('/note', renamed)
  await browser.post('/note', { text: 'doneRevoked', name: { browser: 'Firefox', system: 'Linux' } })
  t.strictSame(await noticeOf(browser), { text: 'doneRevoked', name: { browser: 'Firefox', system: 'Linux' } })
  await browser.post('/note', { text: 'doneSaved' })
  t.strictSame(await noticeOf(browser), { text: 'doneSaved' })
})

t.test('a notice belongs to its sign-in: the next user of the browser, and nobody, is told nothing', async t => {
  const { enroll, client } = await noting()
  const { client: browser } = await enroll('alice')
  await browser.post('/note', renamed)
  await browser.post('/login', { userId: 'carol' })
  t.equal(await noticeOf(browser), undefined)
  const nobody = client()
  const unnoted = await nobody.post('/note', renamed)
  t.equal(unnoted.status, 200)
  t.notMatch(String(unnoted.headers['set-cookie']), 'two-factor-notice')
  t.equal(await noticeOf(nobody), undefined)
})

t.test('a cookie that is no notice is none, and goes', async t => {
  const { enroll } = await noting()
  const { client: browser } = await enroll('alice')
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const value of ['x', '', encoded(null), encoded('text'), encoded([]), encoded({ text: 'doneSaved' }), encoded({ text: 'doneSaved', signInId: 'guessed', at: 1 })]) {
    browser.jar.set('two-factor-notice', value)
    const answer = await browser.get('/notice')
    t.strictSame([answer.status, answer.body], [200, {}], value)
    t.match(String(answer.headers['set-cookie']), 'two-factor-notice=; Max-Age=0')
  }
})

t.test('the cookie of a notice is for this site and no script, and checks nobody', async t => {
  const { enroll, app } = await noting()
  const { client: browser } = await enroll('alice')
  const answer = await browser.post('/note', renamed)
  t.match(String(answer.headers['set-cookie']), /^two-factor-notice=[\w-]+; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax,sessionId=/)
  await app.twoFactor.revokeSessions('alice')
  t.strictSame((await browser.post('/note', renamed)).body, { found: false })
  t.equal((await browser.get('/me')).status, 401)
})

t.test('a page with no notice to take sets no cookie', async t => {
  const { enroll } = await noting()
  const { client: browser } = await enroll('alice')
  t.notMatch(String((await browser.get('/notice')).headers['set-cookie']), 'two-factor-notice')
})

t.test('the cookie of a notice is as secure as that of the session', async t => {
  const { client } = await noting({ server: { trustProxy: true }, session: { cookie: { secure: 'auto' } } })
  const browser = client({ 'x-forwarded-proto': 'https' })
  await browser.post('/login', { userId: 'carol' })
  t.match(String((await browser.post('/note', renamed)).headers['set-cookie']), /^two-factor-notice=[^,]+; Secure/)
})
