import t from 'tap'
import { createApplication } from '../support/application.js'

const https = { 'x-forwarded-proto': 'https' }

t.test('a sign-in over HTTPS sets its cookies with Secure, though the browser was here over plain http before', async t => {
  const { client, enroll, code } = await createApplication({
    server: { trustProxy: true },
    session: { cookie: { secure: 'auto', sameSite: 'strict' } },
    extend: app => { app.get('/shop', async request => { Object.assign(request.session, { cart: 1 }); return {} }) }
  })
  const { secret } = await enroll('alice')
  const browser = client()
  await browser.get('/shop')
  const lines = (answer: { headers: Record<string, unknown> }): string[] => [answer.headers['set-cookie'] ?? []].flat() as string[]
  const login = lines(await browser.post('/login', { userId: 'alice' }, https))
  const challenge = lines(await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true }, https))
  t.ok(login.length === 1 && challenge.length === 2)
  for (const line of [...login, ...challenge]) t.match(line, /; Secure/)
  t.ok(challenge.some(line => line.startsWith('__Host-two-factor')))
  t.match(login[0], /; SameSite=Strict/)
})
