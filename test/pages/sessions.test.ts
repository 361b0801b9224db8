import t from 'tap'
import { htmlFindings } from '../support/html.js'
import { createApplication, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { formsOf, formTo, noticesOf, textOf, alertOf } from '../support/page.js'
import { redirected } from '../support/answers.js'
import { NOW } from '../record/fixtures.js'
import { links } from './context.js'
import { pageWith } from './models.js'

const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }

type Sessions = NonNullable<Parameters<typeof pageWith<'preferences'>>[1]>['sessions']

const session = (id: string, changes: object = {}): NonNullable<Sessions>[number] => ({ id, label: 'Firefox on Linux', browser: 'Firefox', system: 'Linux', method: 'totp', signedInAt: new Date(NOW), current: false, ...changes })

/** The part of the page that is about sessions, as it is read. */
const sectionOf = (page: string): string => textOf(/<section><h2>Signed in on these browsers.*?<\/section>/s.exec(page)?.[0] ?? '')

t.test('the page shows where the user is signed in, this browser first, each with how it was proved', async t => {
  const methods = ['totp', 'passkey', 'sent-code', 'recovery-code', 'trusted-client', 'external', 'none'] as const
  const sessions = [...methods.slice(0, 4).map(method => session(method, { method })), session('here', { current: true, method: 'none' })]
  const page = await pageWith('preferences', { sessions })
  const text = sectionOf(page)
  t.match(text, /^Signed in on these browsers You are signed in on each of these.*Firefox on Linux this browser Signed in: .*?Firefox on Linux Signed in: .* authenticator app.*passkey.*recovery code/is)
  t.notOk(formTo(page, '/two-factor/sessions/here/revoke'), 'this one is left by signing out')
  for (const method of methods.slice(0, 4)) t.ok(formTo(page, `/two-factor/sessions/${method}/revoke`), method)
  t.ok(formTo(page, '/two-factor/sessions/revoke-others'))
  t.match(sectionOf(await pageWith('preferences', { sessions: methods.slice(4).map(method => session(method, { method })) })), /remembered browser.*confirmed elsewhere/is)
  t.strictSame(await htmlFindings(page), [])
})

t.test('more than five are folded away, and unfolded where one of those could not be ended', async t => {
  const sessions = Array.from({ length: 8 }, (_, index) => session(`s${index}`))
  const page = await pageWith('preferences', { sessions })
  t.match(page, /<details><summary>Show the others<\/summary>/)
  t.match(await pageWith('preferences', { sessions, error: 'gone' }, { postedTo: '/two-factor/sessions/s7/revoke' }), /<details open><summary>Show the others<\/summary>/)
  t.strictSame(await htmlFindings(page), [])
})

t.test('where the password is due each way to end one is folded away with a field for it, and open where it was wrong', async t => {
  const sessions = [session('here', { current: true }), session('other')]
  const page = await pageWith('preferences', { sessions, passwordField: true, passwordRequired: true })
  t.match(page, /id="revoke-other-password" name="password"/)
  t.match(page, /id="revoke-others-password" name="password"/)
  t.strictSame(await htmlFindings(page), [])
  const wrong = await pageWith('preferences', { sessions, passwordField: true, passwordRequired: true, error: 'The password is wrong.' }, { postedTo: '/two-factor/sessions/other/revoke', errorField: 'password' })
  t.match(wrong, /<details open><summary class="button quiet" aria-label="End the session of Firefox on Linux">End<\/summary>/)
  const stale = await pageWith('preferences', { sessions, signInUrl: '/login', passwordRequired: true })
  t.notOk(formsOf(stale).some(({ action }) => action.includes('/sessions/')), 'where a new sign-in is due nothing can be ended')
})

t.test('nothing stands there without the option, nor a form whose route was left out', async t => {
  t.equal(sectionOf(await pageWith('preferences')), '')
  const page = await pageWith('preferences', { sessions: [session('other')] }, { links: { ...links, revokeSession: undefined, revokeOtherSessions: undefined } })
  t.match(sectionOf(page), 'Firefox on Linux')
  t.notOk(formsOf(page).some(({ action }) => action.includes('/sessions/')))
  t.match(sectionOf(await pageWith('preferences', { sessions: [], enabled: false, authenticators: [] })), 'End all others', 'a user without two-factor authentication has it too')
})

t.test('what a client says of itself is escaped', async t => {
  const page = await pageWith('preferences', { sessions: [session('"><script>', { browser: '<b>', system: undefined })] })
  t.notMatch(page, /<b>(?!<\/b>)|"><script>/)
  t.match(page, '&#60;b&#62;')
})

async function listing (): Promise<TestApplication & { idOf: (browser: Client) => Promise<string> }> {
  const application = await createApplication({ sessions: { list: true }, verifyPassword: (_userId, password) => password === 'right' })
  return { ...application, idOf: async browser => (await browser.get('/two-factor')).body.sessions.find(({ current }: { current: boolean }) => current).id }
}

t.test('a browser that ends a session is led back to the preferences, which say so; that one is asked to sign in', async t => {
  const { login, idOf } = await listing()
  const [alice, other] = [await login('alice'), await login('alice', firefox)]
  redirected(t, await alice.submit(`/two-factor/sessions/${await idOf(other)}/revoke`), '/two-factor')
  t.strictSame(noticesOf((await alice.page('/two-factor')).body), ['“Firefox on Linux” was signed out.'])
  redirected(t, await other.page('/two-factor'), '/login?next=%2Ftwo-factor')
  redirected(t, await alice.submit('/two-factor/sessions/revoke-others'), '/two-factor')
  t.strictSame(noticesOf((await alice.page('/two-factor')).body), ['You are signed out everywhere else.'])
  redirected(t, await alice.submit(`/two-factor/sessions/${await idOf(alice)}/revoke`), '/login')
})

t.test('a browser sees the page again where a session is gone, or the password was wrong', async t => {
  const { login, idOf, clock } = await listing()
  const [alice, other] = [await login('alice'), await login('alice')]
  const gone = await alice.submit('/two-factor/sessions/gone/revoke')
  t.strictSame([gone.status, alertOf(gone.body)], [404, 'This entry is gone already.'])
  const id = await idOf(other)
  clock.now += 900_000
  for (const [fields, status, message] of [[{}, 403, /password/], [{ password: 'wrong' }, 422, /password is wrong/i]] as const) {
    const refused = await alice.submit(`/two-factor/sessions/${id}/revoke`, fields)
    t.equal(refused.status, status)
    t.match(alertOf(refused.body), message)
    t.ok(formTo(refused.body, `/two-factor/sessions/${id}/revoke`))
  }
  redirected(t, await alice.submit(`/two-factor/sessions/${id}/revoke`, { password: 'right' }), '/two-factor')
})

t.test('the address of such a form, typed into a browser, leads to the preferences', async t => {
  const { login } = await listing()
  const alice = await login('alice')
  for (const url of ['/two-factor/sessions/x/revoke', '/two-factor/sessions/revoke-others']) redirected(t, await alice.page(url), '/two-factor')
})
