import t from 'tap'
import { malformed, redirected, refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { alertOf } from '../support/page.js'
import { TestRepository } from '../support/test-repository.js'

const verifyPassword = (_userId: string, password: string): boolean => password === 'right'

t.test('a new name is in the preferences at once, is told with the one before, and ends no session', async t => {
  const { enroll, signIn, events } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const other = await signIn('alice', secret)
  const [{ id }] = (await browser.get('/two-factor')).body.authenticators
  events.length = 0
  const answer = await browser.post(`/two-factor/authenticators/${id}/rename`, { name: ' New phone ' })
  t.strictSame([answer.status, answer.body], [204, ''])
  t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'New phone')
  t.hasStrict(events, [{ type: 'authenticator-renamed', userId: 'alice', authenticator: { id, type: 'totp', name: 'New phone' }, from: 'Authenticator' }])
  for (const client of [browser, other]) t.equal((await client.get('/me')).status, 200)
})

t.test('the method resolves with the authenticator', async t => {
  const { enroll } = await createApplication({ extend: app => { app.post<{ Params: { id: string }, Body: { name: string } }>('/own/:id', async ({ twoFactor, params, body }) => await twoFactor.renameAuthenticator(params.id, body)) } })
  const { client: browser } = await enroll('alice')
  const [{ id }] = (await browser.get('/two-factor')).body.authenticators
  t.strictSame((await browser.post(`/own/${id}`, { name: 'Mine' })).body, { id, type: 'totp', name: 'Mine' })
})

t.test('a stale sign-in gives the password, in place where that is possible', async t => {
  const { enroll, clock } = await createApplication({ verifyPassword })
  const { client: browser } = await enroll('alice')
  const [{ id }] = (await browser.get('/two-factor')).body.authenticators
  const url = `/two-factor/authenticators/${id}/rename`
  clock.now += 900_000
  refused(t, await browser.post(url, { name: 'Mine' }), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  refused(t, await browser.post(url, { name: 'Mine', password: 'wrong' }), 422, 'TWO_FACTOR_INVALID_PASSWORD')
  t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'Authenticator')
  t.equal((await browser.post(url, { name: 'Mine', password: 'right' })).status, 204)
})

t.test('the same name writes and tells nothing', async t => {
  const repository = new TestRepository(users)
  const { enroll, events } = await createApplication({ userRepository: repository })
  const { client: browser } = await enroll('alice')
  const [{ id }] = (await browser.get('/two-factor')).body.authenticators
  repository.countSaves()
  const told = events.length
  t.equal((await browser.post(`/two-factor/authenticators/${id}/rename`, { name: 'Authenticator' })).status, 204)
  t.strictSame([repository.countSaves(), events.length], [0, told])
})

t.test('a name that is none, and one that is too long beside the others, is 400 and changes nothing', async t => {
  const repository = new TestRepository(users)
  const { enroll } = await createApplication({ userRepository: repository })
  const { client: browser } = await enroll('alice')
  const { authenticators: [first] } = repository.stored('alice')
  repository.store('alice', record => ({ ...record, authenticators: [first!, ...[1, 2, 3, 4].map(id => ({ ...first!, id: `other ${id}`, name: 'é'.repeat(256) }))] }))
  const row = repository.row('alice')
  const url = `/two-factor/authenticators/${first!.id}/rename`
  for (const name of [undefined, null, '', ' ', 'x'.repeat(65), 'a\nb', 'a\u202eb', 5, ['x'], {}, 'x']) malformed(t, await browser.post(url, { name }), JSON.stringify(name))
  const { status, body } = await browser.submit(url, { name: 'x' })
  t.strictSame([status, alertOf(body)], [400, 'This name is too long, or has signs that a name cannot have. Please choose another one.'])
  t.strictSame(repository.row('alice'), row)
})

t.test('what is not there, another user\'s, and any while two-factor authentication is off is refused', async t => {
  const { enroll, login } = await createApplication()
  const { client: bob } = await enroll('bob')
  const { client: browser } = await enroll('alice')
  const [{ id }] = (await bob.get('/two-factor')).body.authenticators
  for (const foreign of [id, 'nothing']) refused(t, await browser.post(`/two-factor/authenticators/${foreign}/rename`, { name: 'mine' }), 404, 'TWO_FACTOR_NOT_FOUND')
  t.equal((await bob.get('/two-factor')).body.authenticators[0].name, 'Authenticator')
  refused(t, await (await login('carol')).post('/two-factor/authenticators/x/rename', { name: 'mine' }), 409, 'TWO_FACTOR_NOT_ENABLED')
})

t.test('a browser is led to the preferences', async t => {
  const { enroll } = await createApplication()
  const { client: browser } = await enroll('alice')
  const [{ id }] = (await browser.get('/two-factor')).body.authenticators
  redirected(t, await browser.submit(`/two-factor/authenticators/${id}/rename`, { name: 'Mine' }), '/two-factor')
  t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'Mine')
})
