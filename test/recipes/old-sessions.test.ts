import t from 'tap'
import { takeOldSessionsAlong } from '../../example-app/recipes/old-sessions.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'

/** An application whose login of before, which knew nothing of the plugin, stands beside the new one. */
async function migrating (): Promise<TestApplication> {
  return await createApplication({
    extend: async app => {
      app.post('/old-login', async request => {
        request.session.userId = (request.body as { userId: string }).userId
        return 'signed in, as before'
      })
      takeOldSessionsAlong(app)
      app.get('/old', async request => request.session.userId ?? 'nobody')
    }
  })
}

t.test('whoever was signed in before and has two-factor authentication off goes on, and their flag of before is gone', async t => {
  const { client } = await migrating()
  const carol = client()
  await carol.post('/old-login', { userId: 'carol' })
  t.match(await carol.get('/me'), { status: 200, body: { userId: 'carol', method: 'none' } })
  t.equal((await carol.get('/old')).body, 'nobody')
})

t.test('whoever has it on by then is asked for a code, and comes back to the page', async t => {
  const { client, enroll, code } = await migrating()
  const { secret } = await enroll('alice')
  const alice = client()
  await alice.post('/old-login', { userId: 'alice' })
  redirected(t, await alice.page('/me'), '/two-factor/challenge?next=%2Fme')
  redirected(t, await alice.submit('/two-factor/challenge?next=%2Fme', { code: code(secret) }), '/me')
  t.match(await alice.get('/me'), { status: 200, body: { userId: 'alice', method: 'totp' } })
})

t.test('what was proved before proves nothing now: a change of a session that was taken along asks for the password', async t => {
  const { client } = await migrating()
  const carol = client()
  await carol.post('/old-login', { userId: 'carol' })
  await carol.get('/me')
  refused(t, await carol.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('a user who is gone is nobody', async t => {
  const { client } = await migrating()
  const stranger = client()
  await stranger.post('/old-login', { userId: 'gone' })
  t.not((await stranger.get('/me')).status, 200)
})
