import assert from 'node:assert/strict'
import { createServer, request as send } from 'node:http'
import { build, browse, codeOf, enroll } from './application.mjs'

const app = await build({ server: { trustProxy: '127.0.0.1', forceCloseConnections: true }, origin: 'https://acme.example' })
await app.listen({ host: '127.0.0.1', port: 0 })
// what a proxy does that ends TLS: the client speaks https to it, and it speaks http
const proxy = createServer((incoming, outgoing) => {
  const headers = { ...incoming.headers, host: '127.0.0.1', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'acme.example', 'x-forwarded-for': '198.51.100.7' }
  incoming.pipe(send({ port: app.server.address().port, method: incoming.method, path: incoming.url, headers }, answer => {
    outgoing.writeHead(answer.statusCode, answer.headers)
    answer.pipe(outgoing)
  }))
})
await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve))

const set = []
const browser = browse(async ({ method, url, payload, headers }) => {
  const answer = await fetch(`http://127.0.0.1:${proxy.address().port}${url}`, { method, headers: { ...headers, origin: 'https://acme.example' }, body: payload ?? null, redirect: 'manual' })
  set.push(...answer.headers.getSetCookie())
  return { statusCode: answer.status, headers: { 'set-cookie': answer.headers.getSetCookie() }, body: await answer.text() }
})
const secret = await enroll(browser)
await browser.post('/login')
assert.equal((await browser.post('/two-factor/challenge', { code: codeOf(secret), trustClient: true })).statusCode, 200)
assert.equal((await browser.get('/account')).body, 'You are alice')
assert.equal(new Set(set.map(line => line.split('=')[0])).size, 2, 'the session and the remembered client')
for (const line of set) assert.match(line, /; Secure/, line)
proxy.close()
proxy.closeAllConnections()
await app.close()
