import assert from 'node:assert/strict'
import { connect } from 'node:http2'
import { build, browse, enroll, signIn } from './application.mjs'

const app = await build({ server: { http2: true, forceCloseConnections: true } })
const client = connect(await app.listen({ host: '127.0.0.1', port: 0 }))
const browser = browse(({ method, url, payload, headers }) => new Promise((resolve, reject) => {
  const stream = client.request({ ...headers, ':method': method, ':path': url })
  let answered
  let body = ''
  stream.setEncoding('utf8')
  stream.on('response', headers => { answered = headers })
  stream.on('data', text => { body += text })
  stream.on('end', () => resolve({ statusCode: answered[':status'], headers: answered, body }))
  stream.on('error', reject)
  stream.end(payload)
}))
const secret = await enroll(browser)
await browser.post('/two-factor/sign-out')
await signIn(browser, secret)
assert.match((await browser.page('/two-factor')).body, /^<!doctype html>/i)
const led = await browser.page('/payout')
assert.equal(led.statusCode, 200)
assert.equal((await browser.submit('/two-factor/sign-out', {}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).statusCode, 403)
client.close()
await app.close()
