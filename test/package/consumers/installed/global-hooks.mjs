import assert from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'
import compress from '@fastify/compress'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import { build, enroll, injected, signIn } from './application.mjs'

const app = await build({
  before: async app => {
    await app.register(rateLimit, { max: 30, timeWindow: '1 minute' })
    await app.register(compress, { threshold: 0 })
    await app.register(multipart, { attachFieldsToBody: true })
    app.post('/upload', async request => request.body.title.value)
  }
})
const browser = injected(app)
const secret = await enroll(browser)
const zipped = await app.inject({ url: '/two-factor', headers: { accept: 'text/html', 'accept-encoding': 'gzip', cookie: [...browser.jar].map(pair => pair.join('=')).join('; ') } })
assert.equal(zipped.headers['content-encoding'], 'gzip')
assert.match(gunzipSync(zipped.rawPayload).toString(), /^<!doctype html>[^]+<\/html>/i)
const [, asset] = /href="(\/two-factor\/assets\/[^"]+\.css)"/.exec(gunzipSync(zipped.rawPayload).toString())
const css = await app.inject({ url: asset, headers: { 'accept-encoding': 'gzip' } })
assert.match(gunzipSync(css.rawPayload).toString(), /@layer two-factor/)
const upload = new FormData()
upload.set('title', 'a picture')
const request = new Request('http://localhost/upload', { method: 'POST', body: upload })
assert.equal((await app.inject({ method: 'POST', url: '/upload', headers: Object.fromEntries(request.headers), payload: Buffer.from(await request.arrayBuffer()) })).body, 'a picture')
const formed = await app.inject({ method: 'POST', url: '/two-factor/challenge', headers: Object.fromEntries(request.headers), payload: '--x--' })
assert.equal(formed.statusCode, 415, 'the plugin\'s routes take no multipart')
await browser.post('/two-factor/sign-out')
await signIn(browser, secret)
const limited = await Promise.all(Array.from({ length: 31 }, () => browser.get('/two-factor')))
assert.ok(limited.some(({ statusCode }) => statusCode === 429), 'the limit holds on the plugin\'s routes too')
