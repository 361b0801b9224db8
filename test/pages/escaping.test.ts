import t from 'tap'
import { createApplication, users } from '../support/application.js'
import { elementsOf, formsOf, formTo, headingOf, linksOf, textOf, titleOf } from '../support/page.js'

const HOSTILE = '"><svg onload=alert(1)>\'`&amp;</script>'

t.test('a hostile account name and issuer are percent-encoded in the URI, with one secret and one issuer', async t => {
  const { login } = await createApplication({ users: { carol: { accountName: 'a:b?secret=X&issuer=Evil#é"><svg', issuerName: 'Te:nant&secret=Y' } } })
  const browser = await login('carol')
  const { body } = await browser.post('/two-factor/enrollment')
  t.match(body.uri, 'otpauth://totp/Te%20nant%26secret%3DY:a%20b%3Fsecret%3DX%26issuer%3DEvil%23%C3%A9%22%3E%3Csvg?secret=')
  const uri = new URL(body.uri)
  t.strictSame([...uri.searchParams.keys()], ['secret', 'issuer', 'algorithm', 'digits', 'period'])
  t.equal(uri.searchParams.get('issuer'), 'Te nant&secret=Y')
  t.notOk((await browser.page('/two-factor/enrollment')).body.includes('<svg'), 'and nothing of it is in the page')
  t.notOk((await browser.page('/two-factor')).body.includes('<svg'))
})

t.test('a hostile name of an authenticator is text on the pages, in their attributes too', async t => {
  const { enroll, code, clock } = await createApplication()
  const { client: browser } = await enroll('alice')
  const { body: { secret } } = await browser.post('/two-factor/enrollment', { name: HOSTILE })
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  clock.now += 30_000
  t.equal((await browser.get('/two-factor')).body.authenticators[1].name, HOSTILE)
  const { body } = await browser.page('/two-factor')
  t.notOk(body.includes('<svg'))
  const elements = elementsOf(body)
  t.ok(elements.some(({ name, text }) => name === 'bdi' && text === HOSTILE))
  t.strictSame(elements.map(({ attributes }) => attributes['aria-label']).filter(label => label?.includes('svg')), [`Rename ${HOSTILE}`, `Remove ${HOSTILE}`])
  t.strictSame(elements.map(({ attributes }) => attributes['value']).filter(value => value?.includes('svg')), [HOSTILE])
})

t.test('names of authenticators and clients turn no text around them', async t => {
  const { enroll, signIn, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const { body: { secret: other } } = await browser.post('/two-factor/enrollment', { name: 'הטלפון שלי' })
  await browser.post('/two-factor/enrollment/confirm', { code: code(other) })
  clock.now += 30_000
  const { body } = await (await signIn('alice', secret, { trustClient: true })).page('/two-factor')
  t.strictSame([...body.matchAll(/<bdi>(.*?)<\/bdi>/g)].map(([, name]) => name), ['alice@example.com', 'Authenticator', 'הטלפון שלי', 'Unknown browser'])
  t.strictSame(elementsOf(body).filter(({ attributes: { name } }) => name === 'name').map(({ attributes: { dir } }) => dir), ['auto', 'auto'])
})

t.test('nothing of a hostile user agent is kept or shown', async t => {
  const { enroll, signIn } = await createApplication()
  const { secret } = await enroll('alice')
  for (const agent of [`${HOSTILE}/1.0 (<b>)`, `Mozilla/5.0 (${HOSTILE})`, '<img src=x onerror=alert(1)>', 'x'.repeat(2000), `Firefox/${'9'.repeat(300)}`]) {
    const browser = await signIn('alice', secret, { trustClient: true, headers: { 'user-agent': agent } })
    const { body } = await browser.page('/two-factor')
    t.notMatch(body, /<svg|<b>|<img src=x|xxxx|9999/)
    const label = (await browser.get('/two-factor')).body.trustedClients.at(-1).label
    t.match(label, /^[A-Z][\w .]{1,63}$/, label)
  }
})

t.test('a hostile next and hostile places are text in links and forms', async t => {
  const { enroll, clock } = await createApplication({ urls: { home: `/${HOSTILE.replaceAll('\\', '')}`, login: '/in?x="><svg>' } })
  const { client: browser } = await enroll('alice')
  const page = await browser.page(`/two-factor/step-up?next=${encodeURIComponent('/"><svg>')}`)
  t.notOk(page.body.includes('<svg'))
  t.equal(formsOf(page.body)[0]!.action, '/two-factor/step-up?next=%2F%2522%253E%253Csvg%253E')
  t.strictSame(linksOf(page.body), [`/${HOSTILE}`])
  clock.now += 900_000
  const { body } = await browser.page('/two-factor')
  t.notOk(body.includes('<svg'))
  t.strictSame(linksOf(body), ['/in?x="><svg>&next=%2Ftwo-factor', `/${HOSTILE}`])
})

t.test('texts with markup are text', async t => {
  const { login } = await createApplication({ messages: { en: { preferencesTitle: '<b>Title</b>', enable: '<i>Go</i>', secretHint: '"><svg>', stateOff: 'A & B', signedInAs: '<i>{account}</i>' } } })
  const { body } = await (await login('carol')).page('/two-factor')
  t.notMatch(body, /<b>|<i>|<svg/)
  t.equal(titleOf(body), '<b>Title</b> – Acme')
  t.equal(headingOf(body), '<b>Title</b>')
  t.match(textOf(body), '<i>carol@example.com</i>')
  t.match(formTo(body, '/two-factor/enrollment')!.text, '<i>Go</i>')
  t.match(textOf(body), 'A & B')
})

t.test('a value with a gap in it is no template', async t => {
  const { enroll, code, clock } = await createApplication({ users })
  const { client: browser } = await enroll('alice')
  const { body: { secret } } = await browser.post('/two-factor/enrollment', { name: '{count} {name}' })
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  clock.now += 30_000
  const labels = elementsOf((await browser.page('/two-factor')).body).map(({ attributes }) => attributes['aria-label'])
  t.strictSame(labels.filter(label => label?.includes('count')), ['Rename {count} {name}', 'Remove {count} {name}'])
})
