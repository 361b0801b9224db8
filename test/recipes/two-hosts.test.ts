import t from 'tap'
import { allowFrontEnd, twoHosts } from '../../example-app/recipes/two-hosts.js'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

const FRONT_END = 'https://app.acme.example'
const fetching = { origin: FRONT_END, 'sec-fetch-site': 'same-site' }

async function application (): ReturnType<typeof createApplication> {
  return await createApplication({ ...twoHosts, protect: 'all', precede: allowFrontEnd })
}

t.test('a preflight of the front end is answered without a sign-in, though everything is guarded', async t => {
  const { client } = await application()
  for (const url of ['/two-factor/challenge', '/me']) {
    const { status, headers } = await client().send({ method: 'OPTIONS', url, headers: { ...fetching, 'access-control-request-method': 'POST' } })
    t.match({ status, headers }, { status: 204, headers: { 'access-control-allow-origin': FRONT_END, 'access-control-allow-credentials': 'true' } }, url)
  }
})

t.test('the front end signs in: `location` is a page of its own, and in the end the one that it asked for', async t => {
  const { enroll, client, code } = await application()
  const { secret } = await enroll('alice')
  const browser = client(fetching)
  t.equal((await browser.post('/login', { userId: 'alice', next: `${FRONT_END}/inbox` })).body.location, `${FRONT_END}/code`)
  const { status, body, headers } = await browser.post('/two-factor/challenge', { code: code(secret) })
  t.match({ status, body, headers }, { status: 200, body: { location: `${FRONT_END}/inbox` }, headers: { 'access-control-allow-origin': FRONT_END } })
  t.equal((await browser.get('/me')).status, 200)
})

t.test('the front end may read how long a lock lasts, and another sibling may change nothing', async t => {
  const { enroll, login, wrong } = await application()
  const { secret } = await enroll('alice')
  const browser = await login('alice', fetching)
  for (let attempt = 1; attempt <= 5; attempt++) await browser.post('/two-factor/challenge', { code: wrong(secret) })
  const locked = await browser.post('/two-factor/challenge', { code: wrong(secret) })
  t.match(locked, { status: 429, headers: { 'retry-after': /^\d+$/, 'access-control-expose-headers': 'Retry-After' } })
  refused(t, await browser.post('/two-factor/sign-out', {}, { origin: 'https://www.acme.example' }), 403, 'TWO_FACTOR_CROSS_ORIGIN')
})

t.test('a browser that opens the API itself is led to the front end', async t => {
  const { client } = await application()
  t.match(await client().page('/me'), { status: 303, headers: { location: `${FRONT_END}/login?next=%2Fme` } })
})
