import t from 'tap'
import { createApplication } from '../support/application.js'
import { formTo } from '../support/page.js'

const checked = (body: string, id: string): boolean => new RegExp(`<input id="${id}"[^>]* checked>`).test(body)

t.test('a name that was typed stands in its form again when the password was wrong, and nothing secret does', async t => {
  const { enroll, clock } = await createApplication({ verifyPassword: () => false })
  const { client: browser } = await enroll('alice')
  clock.now += 900_000
  const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
  const rename = `/two-factor/authenticators/${id}/rename`
  const { status, body } = await browser.submit(rename, { name: '"><svg> phone', password: 'wrong' })
  t.equal(status, 422)
  t.strictSame(formTo(body, rename)!.fields, { name: '"><svg> phone', password: '' })
  t.notMatch(body, '<svg')
  const start = await browser.submit('/two-factor/enrollment', { secret: 'a secret of my own', password: 'wrong' })
  t.strictSame(formTo(start.body, '/two-factor/enrollment')!.fields, { password: '', secret: '' })
  t.equal(formTo(start.body, rename)!.fields['name'], 'Authenticator', 'the fields of other forms have what is stored')
  t.notMatch(start.body, 'a secret of my own')
})

t.test('a name that was refused stands in the form again, at the confirmation too', async t => {
  const { enroll, login } = await createApplication()
  const { client: browser } = await enroll('alice')
  const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
  const name = 'x'.repeat(65)
  const renamed = await browser.submit(`/two-factor/authenticators/${id}/rename`, { name })
  t.strictSame([renamed.status, formTo(renamed.body, `/two-factor/authenticators/${id}/rename`)!.fields['name']], [400, name])
  const carol = await login('carol')
  await carol.submit('/two-factor/enrollment')
  const confirmed = await carol.submit('/two-factor/enrollment/confirm', { code: '123456', name })
  t.strictSame([confirmed.status, formTo(confirmed.body, '/two-factor/enrollment/confirm')!.fields], [400, { code: '', name }])
})

t.test('a name that was typed stands in the form again after a wrong code, and one that was emptied is the first again', async t => {
  const { login, wrong } = await createApplication()
  const browser = await login('carol')
  await browser.submit('/two-factor/enrollment')
  const { body: { secret } } = await browser.get('/two-factor/enrollment')
  const nameAfter = async (fields: Record<string, string>): Promise<string | undefined> => {
    const { body } = await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret), ...fields })
    return formTo(body, '/two-factor/enrollment/confirm')!.fields['name']
  }
  t.equal(await nameAfter({ name: 'my phone' }), 'my phone')
  t.equal(await nameAfter({ name: '' }), 'Authenticator')
})

t.test('a form whose fields cannot be read has what is stored', async t => {
  const { enroll } = await createApplication()
  const { client: browser } = await enroll('alice')
  const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
  const url = `/two-factor/authenticators/${id}/rename`
  for (const payload of ['"name"', 'null', '[1]', '{"name":["a"]}', '{"name":7}', '{"name":null}']) {
    const { status, body } = await browser.send({ method: 'POST', url, payload, headers: { accept: 'text/html', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } })
    t.strictSame([status, formTo(String(body), url)?.fields['name']], [400, 'Authenticator'], payload)
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
  const { body: { authenticators: [{ id }] } } = await client.get('/two-factor')
  const name = await client.submit(`/two-factor/authenticators/${id}/rename`, { name: 'call 555 0100' }, { 'sec-fetch-site': 'cross-site' })
  t.equal(name.status, 403)
  t.notOk(name.body.includes('555 0100'))
  const trust = await (await login('alice')).submit('/two-factor/challenge', { code: '123456', trustClient: 'true' }, { 'sec-fetch-site': 'cross-site' })
  t.equal(trust.status, 403)
  t.notOk(checked(trust.body, 'trust-client'))
})
