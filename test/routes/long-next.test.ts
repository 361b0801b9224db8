import t from 'tap'
import { redirected } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { elementsOf, linksOf, titleOf } from '../support/page.js'

const longest = `/saml?request=${'a'.repeat(8192 - 14)}`

t.test('an address that is too long for a header is followed from a page, after a code too', async t => {
  const { client, enroll, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = client()
  await browser.post('/login', { userId: 'alice', next: longest })
  const answer = await browser.submit('/two-factor/challenge', { code: code(secret) })
  t.equal(answer.status, 200)
  t.equal(answer.headers.location, undefined)
  const [refresh, ...others] = elementsOf(answer.body).filter(({ attributes }) => 'http-equiv' in attributes)
  t.strictSame([refresh!.attributes, others], [{ 'http-equiv': 'refresh', content: `0; url=${longest}` }, []])
  t.equal(refresh!.within[0]!.name, 'head')
  t.equal(titleOf(answer.body), 'One moment – Acme')
  t.strictSame(linksOf(answer.body), [longest])
  t.equal((await browser.get('/me')).status, 200, 'the session is there')
})

t.test('an address of 2,000 characters is a header, of one more it is not', async t => {
  const { client, enroll, code, clock } = await createApplication()
  const { secret } = await enroll('alice')
  for (const [length, status] of [[2000, 303], [2001, 200]] as const) {
    clock.now += 30_000
    const next = '/'.padEnd(length, 'x')
    const browser = client()
    await browser.post('/login', { userId: 'alice', next })
    const answer = await browser.submit('/two-factor/challenge', { code: code(secret) })
    t.equal(answer.status, status)
    if (status === 303) redirected(t, answer, next)
  }
})

t.test('an address with letters that a browser encodes is measured as it is sent', async t => {
  const { client, enroll, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = client()
  await browser.post('/login', { userId: 'alice', next: `/${'é'.repeat(400)}` })
  t.equal((await browser.submit('/two-factor/challenge', { code: code(secret) })).status, 200)
})

t.test('JSON carries the whole address', async t => {
  const { client, enroll, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = client()
  await browser.post('/login', { userId: 'alice', next: longest })
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).body.location, longest)
})

t.test('an address that would break out of its attribute stays in it', async t => {
  const { client, enroll, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = client()
  await browser.post('/login', { userId: 'alice', next: `/?${'x'.repeat(2000)}&a="'><script>` })
  const { body } = await browser.submit('/two-factor/challenge', { code: code(secret) })
  t.ok(!body.includes('<script>') && !body.includes('"\'>'), 'no markup comes from it')
  t.match(linksOf(body)[0], /&a=%22%27%3E%3Cscript%3E$/)
})
