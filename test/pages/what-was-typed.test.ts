import t from 'tap'
import { createApplication } from '../support/application.js'
import { formTo } from '../support/page.js'

const checked = (body: string, id: string): boolean => new RegExp(`<input id="${id}"[^>]* checked>`).test(body)

t.test('a name that was typed stands in the form again when the password was wrong, and nothing secret does', async t => {
  const { login, clock } = await createApplication({ verifyPassword: () => false })
  const browser = await login('carol')
  clock.now += 900_000
  const { status, body } = await browser.submit('/two-factor/enrollment', { name: '"><svg> phone', secret: 'a secret of my own', password: 'wrong' })
  t.equal(status, 422)
  t.strictSame(formTo(body, '/two-factor/enrollment')!.fields, { password: '', name: '"><svg> phone', secret: '' })
  t.notOk(body.includes('<svg'))
})

t.test('a name that was refused stands in the form again', async t => {
  const { login } = await createApplication()
  const name = 'x'.repeat(65)
  const { status, body } = await (await login('carol')).submit('/two-factor/enrollment', { name })
  t.equal(status, 400)
  t.equal(formTo(body, '/two-factor/enrollment')!.fields['name'], name)
})

t.test('a form whose fields cannot be read is shown empty', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  for (const payload of ['"name"', 'null', '[1]', '{"name":["a"]}']) {
    const { status, body } = await browser.send({ method: 'POST', url: '/two-factor/enrollment', payload, headers: { accept: 'text/html', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } })
    t.equal(formTo(String(body), '/two-factor/enrollment')?.fields['name'] ?? '', '', `${status} for ${payload}`)
  }
})

t.test('after a wrong code the client is still to be remembered if that was checked, and the code is empty', async t => {
  const { enroll, login, wrong } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  t.notOk(checked((await browser.page('/two-factor/challenge')).body, 'trust-client'))
  const again = await browser.submit('/two-factor/challenge', { code: wrong(secret), trustClient: 'true' })
  t.ok(checked(again.body, 'trust-client'))
  t.equal(formTo(again.body, '/two-factor/challenge')!.fields['code'], '')
  t.notOk(checked((await browser.submit('/two-factor/challenge', { code: wrong(secret) })).body, 'trust-client'))
  t.notOk(checked((await browser.page('/two-factor/challenge')).body, 'trust-client'), 'a page that answers no form has none of it')
})

t.test('after a wrong code the new authenticator still replaces the others if that was checked', async t => {
  const { enroll, wrong } = await createApplication()
  const { client: browser } = await enroll('alice')
  await browser.submit('/two-factor/enrollment')
  const { body: { secret } } = await browser.get('/two-factor/enrollment')
  t.notOk(checked((await browser.page('/two-factor/enrollment')).body, 'replace'))
  t.ok(checked((await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret), replace: 'true' })).body, 'replace'))
  t.notOk(checked((await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret) })).body, 'replace'))
})

t.test('nothing that another site posted stands in a form', async t => {
  const { enroll, login } = await createApplication()
  const { client } = await enroll('alice')
  const name = await client.submit('/two-factor/enrollment', { name: 'call 555 0100' }, { 'sec-fetch-site': 'cross-site' })
  t.equal(name.status, 403)
  t.notOk(name.body.includes('555 0100'))
  const trust = await (await login('alice')).submit('/two-factor/challenge', { code: '123456', trustClient: 'true' }, { 'sec-fetch-site': 'cross-site' })
  t.equal(trust.status, 403)
  t.notOk(checked(trust.body, 'trust-client'))
})
