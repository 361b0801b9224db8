import t from 'tap'
import { enroll, startExample } from './support.js'

const { browser, login } = await startExample(t)

t.test('a user whose role will require it is told at the sign-in and at home, with the date, until they have enabled it', async t => {
  const erin = browser()
  t.match(await erin.submit('/login', { username: 'erin', password: 'erin-password', next: '/password' }), { status: 303, location: '/two-factor' })
  t.match((await erin.page('/two-factor')).body, /<a href="\/password">/, 'not now: on to where the browser was going')

  const inTwoWeeks = new Date(Date.now() + 14 * 86_400_000).toLocaleDateString('en', { dateStyle: 'long', timeZone: 'Europe/Rome' })
  const { body } = await erin.page('/')
  t.ok(body.includes(`Your organization will require two-factor authentication from ${inTwoWeeks} on.`))
  t.match(body, /class="note warning"[^]+<a class="button" href="\/two-factor">Set it up now<\/a>/)
  t.match(await erin.get('/me'), { status: 200, body: { username: 'erin', method: 'none' } }, 'nothing is required yet')

  await enroll(erin)
  t.notMatch((await erin.page('/')).body, /will require/)
})

t.test('a user whose role requires nothing is told nothing', async t => {
  t.notMatch((await (await login('alice')).page('/')).body, /require/)
})
