import t from 'tap'
import { startExample, type Browser } from './support.js'

const { login, browser } = await startExample(t)

t.test('no login with the old password that was under way outlives the new password', async t => {
  const alice = await login('alice')
  const thieves: Browser[] = []
  const change = { isDone: false }
  // one login after the other, so that one is always between the check of its password and its sign-in
  const keepLoggingIn = async (): Promise<void> => {
    while (!change.isDone) {
      const thief = browser()
      await thief.post('/login', { username: 'alice', password: 'alice-password' })
      thieves.push(thief)
    }
  }
  const logins = [keepLoggingIn(), keepLoggingIn()]
  t.match(await alice.post('/password', { password: 'alice-password', newPassword: 'alice-has-another' }), { status: 200 })
  change.isDone = true
  await Promise.all(logins)

  const statuses = await Promise.all(thieves.map(async thief => (await thief.get('/me')).status))
  t.ok(statuses.length >= 2)
  t.strictSame(statuses.filter(status => status !== 401), [])
  t.match(await alice.get('/me'), { status: 200 })
})
