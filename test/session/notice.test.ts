import t from 'tap'
import type { SignIn } from '../../lib/record/sign-in/sign-in.js'
import { noteDone, noticeOf } from '../../lib/session/notice.js'
import { readSignIn } from '../../lib/session/session.js'
import { kVisit } from '../../lib/session/visit.js'
import { completeSignIn, MINUTE, NOW, SECOND } from '../record/fixtures.js'
import { createApplication, type TestApplication } from '../support/application.js'
import { unavailable } from '../support/answers.js'

/** An application that notes something after a change, as a page would. */
async function noting (): Promise<TestApplication & { signIns: (SignIn | undefined)[] }> {
  const signIns: (SignIn | undefined)[] = []
  const application = await createApplication({
    extend: app => {
      app.post('/note', async request => {
        await noteDone(request[kVisit]!, 'renamed', 'My <phone>')
        signIns.push(readSignIn(request))
        return { found: request[kVisit]!.found !== undefined }
      })
      app.post('/check-and-note', async request => {
        await request.twoFactor.check()
        await noteDone(request[kVisit]!, 'done')
        return { userId: request.twoFactor.userId }
      })
      app.get('/notice', async request => ({ notice: noticeOf(readSignIn(request)!, application.clock.now) }))
    }
  })
  return { ...application, signIns }
}

t.test('what was done is in the session for the next minute, and then no more', async t => {
  const { enroll, clock } = await noting()
  const { client: browser } = await enroll('alice')
  const noted = clock.now
  await browser.post('/note')
  clock.now += 59_999
  t.strictSame((await browser.get('/notice')).body, { notice: { text: 'renamed', name: 'My <phone>', at: noted } })
  clock.now += 1
  t.strictSame((await browser.get('/notice')).body, {})
})

t.test('a notice may have no name, and the next one takes its place', async t => {
  const { enroll, clock } = await noting()
  const { client: browser } = await enroll('alice')
  await browser.post('/note')
  t.strictSame((await browser.post('/check-and-note')).body, { userId: 'alice' }, 'who was found before is found still')
  t.strictSame((await browser.get('/notice')).body, { notice: { text: 'done', at: clock.now } })
})

t.test('a pending sign-in, one that is held, and nobody get none, and nothing is written', async t => {
  const { enroll, login, client, store, signIns } = await noting()
  await enroll('alice')
  for (const browser of [await login('alice'), await login('dave'), client()]) {
    const before = [...store.sessions.values()]
    t.strictSame((await browser.post('/note')).body, { found: false })
    t.notOk(signIns.at(-1)?.notice)
    t.strictSame([...store.sessions.values()].slice(0, before.length), before)
  }
})

t.test('a notice checks nobody: whoever has an ended session is not known by it', async t => {
  const { enroll, app } = await noting()
  const { client: browser } = await enroll('alice')
  await app.twoFactor.revokeSessions('alice')
  t.strictSame((await browser.post('/note')).body, { found: false })
  t.equal((await browser.get('/me')).status, 401)
})

t.test('where the session store fails it is 503', async t => {
  const { enroll, store } = await noting()
  const { client: browser } = await enroll('alice')
  store.before = operation => { if (operation === 'set') throw new Error('the store is down') }
  unavailable(t, await browser.post('/note'))
})

t.test('neither the record nor what is told of the session holds a notice', async t => {
  const { enroll, repository } = await noting()
  const { client: browser } = await enroll('alice')
  await browser.post('/note')
  t.notOk((await repository.findTwoFactor('alice'))!.record.includes('notice'))
  t.notOk('notice' in (await browser.get('/two-factor')).body)
})

t.test('a notice of a clock that is ahead by more than a minute is none', async t => {
  const signInAt = (at: number): SignIn => completeSignIn({ notice: { text: 'done', at } })
  t.strictSame(noticeOf(signInAt(NOW + MINUTE), NOW), { text: 'done', at: NOW + MINUTE })
  t.equal(noticeOf(signInAt(NOW + MINUTE + SECOND), NOW), undefined)
  t.equal(noticeOf(completeSignIn(), NOW), undefined)
})
