import t from 'tap'
import { Authenticator, startExample } from './support.js'

const { browser } = await startExample(t)

t.test('everything works in a browser, with forms alone', async t => {
  const alice = browser()
  t.match((await alice.page('/')).body, /Nobody is signed in/)
  t.match(await alice.page('/accounts'), { status: 303, location: '/login?next=%2Faccounts' })
  const login = await alice.page('/login?next=%2Faccounts')
  t.match(login.headers.get('content-security-policy'), /default-src 'none'/)
  t.match(login.body, /<input type="hidden" name="next" value="\/accounts">/)
  t.match(await alice.submit('/login', { username: 'alice', password: 'a wrong guess', next: '/accounts' }), { status: 401, body: /role="alert"[^>]*>The user name or the password is wrong[^]+value="\/accounts"/ })
  t.match(await alice.submit('/login', { username: 'alice', password: 'alice-password', next: '//evil.example' }), { status: 303, location: '/' })
  t.match((await alice.page('/')).body, /Signed in as alice, by password alone/)

  t.match((await alice.page('/two-factor')).body, /action="\/two-factor\/enrollment"/)
  t.match(await alice.submit('/two-factor/enrollment', { name: 'Phone', secret: '' }), { status: 303, location: '/two-factor/enrollment' })
  const enrollment = await alice.page('/two-factor/enrollment')
  t.match(enrollment.body, /<img src="data:image\/svg/)
  const [, key = ''] = /<code id="key" dir="ltr">(.+?)<\/code>/.exec(enrollment.body)!
  const authenticator = new Authenticator(key.replaceAll(/<[^>]+>| /g, ''))
  t.match(await alice.submit('/two-factor/enrollment/confirm', { code: authenticator.wrongCodes(1)[0]! }), { status: 422, body: /role="alert"/ })
  t.match(await alice.submit('/two-factor/enrollment/confirm', { code: authenticator.code() }), { status: 200, body: /recovery-codes/ })

  t.match(await alice.submit('/logout'), { status: 303, location: '/' })
  t.match(await alice.page('/payout'), { status: 303, location: '/login?next=%2Fpayout' })
  t.match(await alice.submit('/login', { username: 'alice', password: 'alice-password', next: '/payout' }), { status: 303, location: '/two-factor/challenge' })
  t.match((await alice.page('/')).body, /<a class="button main" href="\/two-factor\/challenge">Confirm it’s you<\/a>/)
  t.match((await alice.page('/two-factor/challenge')).body, /name="trustClient"/)
  t.match(await alice.submit('/two-factor/challenge', { code: authenticator.code(), trustClient: 'true' }), { status: 303, location: '/payout' })
  t.match((await alice.page('/payout')).body, /<label for="amount">/)
  t.match(await alice.submit('/payout', { amount: '20' }), { status: 303, location: '/payout' })
  t.match((await alice.page('/payout')).body, /The payout of €20 is on its way/)

  t.match(await alice.submit('/password', { password: 'not her password', newPassword: 'alice-has-another' }), { status: 422, body: /role="alert"[^>]*>The password is wrong/ })
  t.match(await alice.submit('/password', { password: 'alice-password', newPassword: 'alice-has-another' }), { status: 303, location: '/' })
  await alice.submit('/logout')
  t.match(await alice.submit('/login', { username: 'alice', password: 'alice-has-another' }), { status: 303, location: '/two-factor/challenge' }, 'a new password forgets remembered clients')
})
