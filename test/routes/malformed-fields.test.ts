import t from 'tap'
import { malformed } from '../support/answers.js'
import { createApplication } from '../support/application.js'

const E_ACUTE = 'e\u0301'

t.test('a Secret that is not 1 to 128 well-formed characters is 400', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  for (const secret of ['', 'x'.repeat(129), 5, ['x'], {}, true, 'x\ud800', '\udc00']) malformed(t, await browser.post('/two-factor/enrollment', { secret }), JSON.stringify(secret))
  for (const secret of ['x', 'x'.repeat(128), 'é', ' ', '<script>']) t.equal((await browser.post('/two-factor/enrollment', { secret })).status, 200, JSON.stringify(secret))
})

t.test('where users choose none, any Secret is 400 which says so, before the password is asked, and none is none', async t => {
  let asked = 0
  const { login } = await createApplication({ totp: { chosenSecret: false }, verifyPassword: () => { asked++; return true } })
  const browser = await login('carol')
  const answer = await browser.post('/two-factor/enrollment', { secret: 'my own', password: 'right' })
  malformed(t, answer)
  t.equal(answer.body.message, 'The secret cannot be chosen: this site takes none. Leave it out.')
  t.equal((await browser.submit('/two-factor/enrollment', { secret: 'my own' })).status, 400)
  t.equal(asked, 0)
  for (const body of [undefined, {}, { secret: null }]) t.equal((await browser.post('/two-factor/enrollment', body)).status, 200)
  t.equal((await browser.submit('/two-factor/enrollment', { secret: '' })).status, 303, 'an empty field')
})

t.test('the characters of a Secret are counted after NFC', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  t.equal((await browser.post('/two-factor/enrollment', { secret: E_ACUTE.repeat(128) })).status, 200)
  malformed(t, await browser.post('/two-factor/enrollment', { secret: E_ACUTE.repeat(129) }))
})

t.test('a name that is not 1 to 64 printable characters is 400, which names the field', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  for (const name of ['', ' ', 'x'.repeat(65), 'a\nb', 'a\u0000', 'a\u202eb', 'a\ud800', 5, ['x'], {}]) malformed(t, await browser.post('/two-factor/enrollment', { name }), JSON.stringify(name))
  t.match((await browser.post('/two-factor/enrollment', { name: 'x'.repeat(65) })).body.message, 'The name must have 1 to 64 printable characters')
  t.match((await browser.post('/two-factor/enrollment', { name: 5 })).body.message, 'body/name')
  for (const name of ['x', 'x'.repeat(64), '📱'.repeat(64), '👨‍👩‍👧‍👦'.repeat(20), 'خانه\u200cی من', `x${'\u200f'.repeat(400)}`, 'Mein Händy', '手机 1', '<b>']) t.equal((await browser.post('/two-factor/enrollment', { name })).status, 200, name)
})

t.test('a password that is no string of 1 to 1024 characters is 400, and nobody is asked about it', async t => {
  let asked = 0
  const { login, client, enroll, code } = await createApplication({ verifyPassword: () => { asked++; return true } })
  const { client: browser, secret } = await enroll('alice')
  for (const password of ['', 'x'.repeat(1025), 5, ['right'], {}, true]) {
    malformed(t, await (await login('carol')).post('/two-factor/enrollment', { password }), JSON.stringify(password).slice(0, 20))
    malformed(t, await browser.post('/two-factor/disable', { code: code(secret), password }), JSON.stringify(password).slice(0, 20))
  }
  t.equal(asked, 0)
  const remembered = client()
  await remembered.post('/login', { userId: 'carol', fresh: false })
  t.equal((await remembered.post('/two-factor/enrollment', { password: 'x'.repeat(1024) })).status, 200)
})

t.test('replace that is no boolean is 400 and replaces nothing', async t => {
  const { enroll, code } = await createApplication()
  const { client: browser } = await enroll('alice')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  for (const replace of ['true', 'false', 1, 0, [], {}, [true]]) malformed(t, await browser.post('/two-factor/enrollment/confirm', { code: code(secret), replace }), JSON.stringify(replace))
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret), replace: false })).status, 200)
  t.equal((await browser.get('/two-factor')).body.authenticators.length, 2)
})

t.test('trustClient that is no boolean is 400, gives no trust and burns no code', async t => {
  const { enroll, login, code, app } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  for (const trustClient of ['true', 'false', 1, 0, [], {}, [true]]) malformed(t, await browser.post('/two-factor/challenge', { code: code(secret), trustClient }), JSON.stringify(trustClient))
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret), trustClient: false })).status, 200)
  t.strictSame((await app.twoFactor.status('alice')).trustedClients, [])
})

t.test('of a form\'s check box exactly the string true is true', async t => {
  const { enroll, login, code, app, clock } = await createApplication()
  const { secret } = await enroll('alice')
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const value of ['on', '1', 'false', 'TRUE', 'yes', 'true ', ' true', 'true&trustClient=true', '']) {
    const browser = await login('alice')
    const answer = await browser.post('/two-factor/challenge', `code=${code(secret)}&trustClient=${value}`, form)
    t.ok(answer.status === (value === '' ? 200 : 400), `${value}: ${answer.status}`)
    t.notOk(answer.cookies.some(({ name }) => name.includes('two-factor')), value)
    clock.now += 30_000
  }
  t.strictSame((await app.twoFactor.status('alice')).trustedClients, [])
  const browser = await login('alice')
  const answer = await browser.post('/two-factor/challenge', `code=${code(secret)}&trustClient=true`, form)
  t.equal(answer.cookies.filter(({ name }) => name.startsWith('two-factor-')).length, 1)
})

t.test('empty fields of a form are not given', async t => {
  const { login, code } = await createApplication({ verifyPassword: () => { throw new Error('asked') } })
  const browser = await login('carol')
  t.equal((await browser.submit('/two-factor/enrollment', { name: '', secret: '', password: '' })).status, 303)
  const { body: { secret } } = await browser.get('/two-factor/enrollment')
  t.equal((await browser.submit('/two-factor/enrollment/confirm', { code: code(secret), replace: '' })).status, 200)
  t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'Authenticator')
})

t.test('null in a JSON body is not given, as an empty field of a form is', async t => {
  const { enroll, login, code, clock } = await createApplication({ verifyPassword: () => { throw new Error('asked') } })
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment', { name: null, secret: null, password: null })
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret), replace: null })).status, 200)
  t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'Authenticator')
  clock.now += 30_000
  const { secret: other } = await enroll('alice')
  const answer = await (await login('alice')).post('/two-factor/challenge', { code: code(other), trustClient: null })
  t.equal(answer.status, 200)
  malformed(t, await (await login('alice')).post('/two-factor/challenge', { code: null }))
})

t.test('an empty body that calls itself JSON is an empty object', async t => {
  const { login } = await createApplication()
  t.equal((await (await login('carol')).post('/two-factor/enrollment', '', { 'content-type': 'application/json' })).status, 200)
  malformed(t, await (await login('carol')).post('/two-factor/enrollment', '[]', { 'content-type': 'application/json' }))
})

t.test('unknown properties are dropped before a handler sees the body', async t => {
  const seen: unknown[] = []
  const { enroll, login, code } = await createApplication({
    routes: { verify: route => ({ ...route, preHandler: async request => { seen.push(request.body) } }) }
  })
  const { secret } = await enroll('alice')
  const typed = code(secret)
  await (await login('alice')).post('/two-factor/challenge', { code: typed, trustClient: false, verified: true, method: 'totp', userId: 'bob', stamp: 'x', status: 'complete', constructor: 'x' })
  await (await login('alice')).submit('/two-factor/challenge', { code: typed, verified: 'true', ['__proto__']: 'x' })
  t.strictSame(seen, [{ code: typed, trustClient: false }, { code: typed }])
})

t.test('an id of a path that is no id is not found or malformed', async t => {
  const { enroll, code } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  for (const id of ['..', '%2e%2e', '%00', '%2F', 'x'.repeat(64), '__proto__']) {
    t.equal((await browser.post(`/two-factor/trusted-clients/${id}/revoke`)).status, 404, id)
    t.equal((await browser.post(`/two-factor/authenticators/${id}/remove`, { code: code(secret) })).status, 404, id)
  }
  t.ok([400, 404, 414].includes((await browser.post(`/two-factor/trusted-clients/${'x'.repeat(10_240)}/revoke`)).status))
  t.ok([400, 404].includes((await browser.post(`/two-factor/trusted-clients/${'x'.repeat(65)}/revoke`)).status))
})
