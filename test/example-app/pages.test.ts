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
  t.match(await alice.submit('/login', { username: 'alice', password: 'a wrong guess', next: '/accounts' }), { status: 401, body: /role="alert">The user name or the password is wrong[^]+value="\/accounts"/ })
  t.match(await alice.submit('/login', { username: 'alice', password: 'alice-password', next: '//evil.example' }), { status: 303, location: '/' })
  t.match((await alice.page('/')).body, /Signed in as <strong>alice<\/strong>/)

  t.match((await alice.page('/two-factor')).body, /action="\/two-factor\/enrollment"/)
  t.match(await alice.submit('/two-factor/enrollment', { name: 'Phone', secret: '' }), { status: 303, location: '/two-factor/enrollment' })
  const enrollment = await alice.page('/two-factor/enrollment')
  t.match(enrollment.body, /<img src="data:image\/svg/)
  const [, key = ''] = /<code id="key" dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(enrollment.body)!
  const authenticator = new Authenticator(key.replaceAll(' ', ''))
  t.match(await alice.submit('/two-factor/enrollment/confirm', { code: authenticator.wrongCodes(1)[0]! }), { status: 422, body: /role="alert"/ })
  t.match(await alice.submit('/two-factor/enrollment/confirm', { code: authenticator.code() }), { status: 200, body: /recovery-codes/ })

  t.match(await alice.submit('/logout'), { status: 303, location: '/' })
  t.match(await alice.page('/payout'), { status: 303, location: '/login?next=%2Fpayout' })
  t.match(await alice.submit('/login', { username: 'alice', password: 'alice-password', next: '/payout' }), { status: 303, location: '/two-factor/challenge' })
  t.match((await alice.page('/')).body, /Enter your one-time code/)
  t.match((await alice.page('/two-factor/challenge')).body, /Remember this/i)
  t.match(await alice.submit('/two-factor/challenge', { code: authenticator.code(), trustClient: 'true' }), { status: 303, location: '/payout' })
  t.match((await alice.page('/payout')).body, /<label for="amount">/)
  t.match(await alice.submit('/payout', { amount: '20' }), { status: 303, location: '/payout?done' })
  t.match((await alice.page('/payout?done')).body, /The payout is on its way/)

  t.match(await alice.submit('/password', { password: 'not her password', newPassword: 'alice-has-another' }), { status: 422, body: /role="alert">The password is wrong/ })
  t.match(await alice.submit('/password', { password: 'alice-password', newPassword: 'alice-has-another' }), { status: 303, location: '/' })
  await alice.submit('/logout')
  t.match(await alice.submit('/login', { username: 'alice', password: 'alice-has-another' }), { status: 303, location: '/two-factor/challenge' }, 'a new password forgets remembered clients')
})

t.test('there is one stylesheet, an icon, and a page for what is not there', async t => {
  const style = await browser().page('/style.css')
  t.match(style, { status: 200, body: /color-scheme: light dark/ })
  t.match(style.headers.get('content-type'), /text\/css/)
  const icon = await browser().page('/favicon.ico')
  t.match(icon, { status: 200, body: /^<svg / })
  t.match(icon.headers.get('content-type'), /^image\/svg\+xml/)
  t.match(await browser().page('/nothing'), { status: 404, body: /role="alert">There is nothing here/ })
  t.match(await browser().get('/nothing'), { status: 404, body: { code: 'NOT_FOUND' } })
})

t.test('"Keep me signed in" keeps the cookie for thirty days, and a wrong password shows what was typed and ticked again', async t => {
  const carol = browser()
  const wrong = await carol.submit('/login', { username: 'carol', password: 'a wrong guess', keep: 'true' })
  t.match(wrong.body, /value="carol"[^]+name="keep" type="checkbox" value="true" checked/)
  t.notMatch(wrong.body, /a wrong guess/)
  for (const [fields, days] of [[{ keep: 'true' }, 30], [{}, 1 / 3]] as const) {
    const { headers } = await browser().submit('/login', { username: 'carol', password: 'carol-password', ...fields })
    const [, expires = ''] = /session=.*; Expires=([^;]+)/.exec(headers.getSetCookie().join('\n')) ?? []
    t.ok(Math.abs(Date.parse(expires) - Date.now() - days * 86_400_000) < 60_000, `${days} days`)
  }
})
