import assert from 'node:assert/strict'
import awsLambda from '@fastify/aws-lambda'
import { build, browse, enroll, signIn } from './application.mjs'

const app = await build({ cookies: { secure: true, sameSite: 'lax' }, server: { trustProxy: true } })
const handle = awsLambda(app)
await app.ready()
// API Gateway's HTTP API, payload 2.0
const browser = browse(async ({ method, url, payload, headers: { cookie, ...headers } }) => {
  const answer = await handle({
    version: '2.0',
    rawPath: url,
    rawQueryString: '',
    headers: { host: 'acme.example', 'x-forwarded-proto': 'https', ...headers },
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    body: payload,
    isBase64Encoded: false,
    requestContext: { http: { method, path: url } }
  }, {})
  return { statusCode: answer.statusCode, headers: { ...answer.headers, 'set-cookie': answer.cookies }, body: answer.body }
})
const secret = await enroll(browser)
await browser.post('/two-factor/sign-out')
await signIn(browser, secret)
assert.match((await browser.page('/two-factor')).body, /^<!doctype html>/i)
