import t from 'tap'
import { enroll, startExample } from './support.js'

const { browser, login, stop } = await startExample(t)

/** What a page says of what happened a moment ago. */
function noticeIn ({ body }: { body: string }): string | undefined {
  return /<p class="note \w+" role="status">([^<]+)<\/p>/.exec(body)?.[1]
}

t.test('the login has the focus on the name, and after a wrong password on the password, with the name as it was typed', async t => {
  const { body } = await browser().page('/login')
  t.match(body, /<title>Sign in – Example<\/title>/)
  t.match(body, /<input id="username"[^>]+ autofocus>/)
  t.notMatch(body, /<input id="password"[^>]+ autofocus/)

  const wrong = await browser().submit('/login', { username: 'carol', password: 'a wrong guess' })
  t.match(wrong.body, /<title>Error: Sign in – Example<\/title>/)
  t.match(wrong.body, /<form[^]+id="error">The user name or the password is wrong\.[^]+<input id="username"[^>]+ value="carol">/)
  t.match(wrong.body, /<input id="password"[^>]+ aria-describedby="error" aria-invalid="true" autofocus>/)
  t.notMatch(wrong.body, /a wrong guess/)
})

t.test('a login without a name says so at the name', async t => {
  const { status, body } = await browser().submit('/login', { username: '', password: 'carol-password' })
  t.equal(status, 400)
  t.match(body, /id="error">Enter your user name\.[^]+<input id="username"[^>]+ aria-describedby="error" aria-invalid="true" autofocus>/)
})

t.test('an error that is about no field has the focus itself', async t => {
  const guesser = browser()
  for (let guesses = 0; guesses < 5; guesses++) await guesser.post('/login', { username: 'somebody', password: 'a wrong guess' })
  const { status, body } = await guesser.submit('/login', { username: 'somebody', password: 'a wrong guess' })
  t.equal(status, 429)
  t.match(body, /id="error" tabindex="-1" autofocus>Too many wrong passwords\. Try again in a minute\./)
  t.notMatch(body, /<input[^>]+ autofocus/)
})

t.test('a sign-in that took too long is no error', async t => {
  const page = await browser().page('/login?reason=expired')
  t.equal(noticeIn(page), 'The sign-in took too long. Please start again.')
  t.match(page.body, /<title>Sign in – Example<\/title>/)
})

t.test('"Keep me signed in" keeps the cookie for thirty days, and is ticked again after a wrong password', async t => {
  const wrong = await browser().submit('/login', { username: 'carol', password: 'a wrong guess', keep: 'true' })
  t.match(wrong.body, /name="keep" type="checkbox" value="true" checked/)
  for (const [fields, days] of [[{ keep: 'true' }, 30], [{}, 1 / 3]] as const) {
    const { headers } = await browser().submit('/login', { username: 'carol', password: 'carol-password', ...fields })
    const [, expires = ''] = /session=.*; Expires=([^;]+)/.exec(headers.getSetCookie().join('\n')) ?? []
    t.ok(Math.abs(Date.parse(expires) - Date.now() - days * 86_400_000) < 60_000, `${days} days`)
  }
})

t.test('a password that was changed, and a sign-out, are said once on the page that comes next', async t => {
  const bob = await login('bob')
  const { body } = await bob.page('/password')
  t.match(body, /<input type="text" autocomplete="username" value="bob" hidden>[^]+<label for="password">Current password</)
  t.match(await bob.submit('/password', { password: 'not his password', newPassword: 'bob-has-another' }), { status: 422, body: /The password is wrong\.[^]+<input id="password"[^>]+ aria-invalid="true"/ })
  t.match(await bob.submit('/password', { password: 'bob-password', newPassword: 'short' }), { status: 400, body: /The new password needs at least 12 characters\.[^]+<input id="newPassword"[^>]+ aria-describedby="error newPassword-hint" aria-invalid="true"/ })
  t.match(await bob.submit('/password', { password: 'bob-password', newPassword: 'bob-has-another' }), { status: 303, location: '/' })
  t.equal(noticeIn(await bob.page('/')), 'Your password was changed. Your other devices were signed out.')
  t.equal(noticeIn(await bob.page('/')), undefined)
  t.match(await bob.submit('/logout'), { status: 303, location: '/' })
  t.equal(noticeIn(await bob.page('/')), 'You are signed out.')
  t.equal(noticeIn(await bob.page('/')), undefined)
})

t.test('a payout that was sent says so, and one that a step-up interrupted says that it was not, and keeps the amount', async t => {
  const alice = await login('alice')
  const { authenticator } = await enroll(alice)
  t.match(await alice.submit('/payout', { amount: '1001' }), { status: 400, body: /Enter a whole amount from 1 to 1000\.[^]+<input id="amount"[^>]+ value="1001"[^>]+ aria-invalid="true"/ })
  t.match(await alice.submit('/payout', { amount: '10' }), { status: 303, location: '/payout' })
  const sent = await alice.page('/payout')
  t.equal(noticeIn(sent), 'The payout of €10 is on its way.')
  t.notMatch(sent.body, /value="10"/)

  // a remembered browser signs in without a code, so that one is due
  await alice.post('/logout')
  await alice.post('/login', { username: 'alice', password: 'alice-password' })
  await alice.post('/two-factor/challenge', { code: authenticator.code(), trustClient: true })
  await alice.post('/logout')
  await alice.post('/login', { username: 'alice', password: 'alice-password' })
  t.match(await alice.post('/payout', { amount: 20 }), { status: 403, body: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' } })
  t.equal(noticeIn(await alice.page('/')), undefined, 'a program gets the error alone')

  t.match(await alice.submit('/payout', { amount: '20' }), { status: 303, location: '/two-factor/step-up?next=%2Fpayout' })
  t.match(await alice.submit('/two-factor/step-up?next=%2Fpayout', { code: authenticator.code() }), { status: 303, location: '/payout' })
  const interrupted = await alice.page('/payout')
  t.equal(noticeIn(interrupted), 'The payout of €20 was not sent yet. Check it, and send it again.')
  t.match(interrupted.body, /<input id="amount"[^>]+ value="20"/)
  t.notMatch((await alice.page('/payout')).body, /value="20"/)
  const { stdout } = await stop()
  t.strictSame([...stdout.matchAll(/"amount":(\d+),"msg":"payout"/g)].map(([, amount]) => amount), ['10'])
})
