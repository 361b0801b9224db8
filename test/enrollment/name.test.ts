import t from 'tap'
import { malformed, redirected } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

t.test('a pending enrollment says its name and the account that it is for', async t => {
  const { login } = await createApplication({ users: { ...users, erin: { accountName: 'erin:admin@example.com' }, frank: {} as { accountName: string } } })
  const browser = await login('carol')
  t.hasStrict((await browser.post('/two-factor/enrollment')).body, { name: 'Authenticator', accountName: 'carol@example.com' })
  t.hasStrict((await browser.post('/two-factor/enrollment', { name: ' My phone ' })).body, { name: 'My phone', accountName: 'carol@example.com' })
  t.hasStrict((await browser.get('/two-factor/enrollment')).body, { name: 'My phone', accountName: 'carol@example.com' })
  t.hasStrict((await (await login('erin')).post('/two-factor/enrollment')).body, { accountName: 'erin:admin@example.com' }, 'as findUser gives it')
  t.hasStrict((await (await login('frank')).post('/two-factor/enrollment')).body, { accountName: '' })
})

t.test('a name at the confirmation takes the place of the one at the start', async t => {
  const { login, code, events } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment', { name: 'First' })
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret), name: ' Second ' })).status, 200)
  const [{ id, name }] = (await browser.get('/two-factor')).body.authenticators
  t.equal(name, 'Second')
  t.hasStrict(events.find(({ type }) => type === 'enabled'), { authenticator: { id, name: 'Second' } })
})

t.test('without a name, or with an empty field, the one at the start stays', async t => {
  const { login, code } = await createApplication()
  const confirm = { carol: {}, bob: { name: '' } }
  for (const [userId, fields] of Object.entries(confirm)) {
    const browser = await login(userId)
    const { body: { secret } } = await browser.post('/two-factor/enrollment', { name: 'First' })
    t.equal((await browser.submit('/two-factor/enrollment/confirm', { code: code(secret), ...fields })).status, 200)
    t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'First')
  }
  const browser = await login('alice')
  const { body: { secret } } = await browser.post('/two-factor/enrollment', { name: 'First' })
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret), name: null })).status, 200)
  t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'First')
})

t.test('a bad name is 400 and costs neither the code nor a try', async t => {
  const repository = new TestRepository(users)
  const { login, code, wrong } = await createApplication({ userRepository: repository })
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const row = repository.row('carol')
  for (const typed of [code(secret), wrong(secret)]) {
    for (const name of ['', ' ', 'x'.repeat(65), 'a\u202eb', 5, ['x']]) malformed(t, await browser.post('/two-factor/enrollment/confirm', { code: typed, name }), JSON.stringify(name))
    t.equal((await browser.submit('/two-factor/enrollment/confirm', { code: typed, name: 'x'.repeat(65) })).status, 400)
  }
  t.strictSame(repository.row('carol'), row)
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret), name: 'Phone' })).status, 200)
})

t.test('a name that is too long beside those that stay is 400, and one that replaces them has room', async t => {
  const repository = new TestRepository(users)
  const { enroll, code } = await createApplication({ userRepository: repository })
  const { client: browser } = await enroll('alice')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  repository.store('alice', record => ({ ...record, authenticators: [1, 2, 3, 4].map(id => ({ ...record.authenticators[0]!, id: `other ${id}`, name: 'é'.repeat(256) })) }))
  const row = repository.row('alice')
  malformed(t, await browser.post('/two-factor/enrollment/confirm', { code: code(secret), name: 'x' }))
  t.strictSame(repository.row('alice'), row)
  redirected(t, await browser.submit('/two-factor/enrollment/confirm', { code: code(secret), name: 'x', replace: 'true' }), '/two-factor')
})
