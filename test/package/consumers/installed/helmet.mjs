import assert from 'node:assert/strict'
import helmet from '@fastify/helmet'
import { build, codeOf, enroll, injected, signIn } from './application.mjs'

const app = await build({ before: app => app.register(helmet) })
const browser = injected(app)
const secret = await enroll(browser)
const page = await browser.page('/two-factor')
assert.equal(page.statusCode, 200)
assert.match(page.headers['content-security-policy'], /^default-src 'none';/, 'the policy of the pages, which is stricter')
assert.equal(page.headers['strict-transport-security'], 'max-age=31536000; includeSubDomains', 'the rest is helmet\'s')
await browser.post('/two-factor/sign-out')
await signIn(browser, secret)
const again = injected(app)
await again.post('/login')
const form = await again.submit('/two-factor/challenge', { code: '000000' })
assert.equal(form.statusCode, 422)
assert.match(form.body, /^<!doctype html>/i)
const led = await again.page('/payout')
assert.equal(led.headers.location, '/two-factor/challenge?next=%2Fpayout')
const passed = await again.submit(led.headers.location, { code: codeOf(secret, 1) })
assert.deepEqual([passed.statusCode, passed.headers.location], [303, '/payout'])
assert.equal((await again.page('/payout')).body, 'the form')
