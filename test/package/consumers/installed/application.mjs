import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import twoFactor, { memoryUserRepository, requireSignIn, requireStepUp } from 'fastify-two-factor'

export const HTML = { accept: 'text/html' }

/** An application with the plugin, and more before and after it. */
export async function build ({ server = {}, cookies = { secure: 'auto', sameSite: 'lax' }, before, after, ...options } = {}) {
  const app = fastify(server)
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', rolling: false, cookie: cookies })
  await before?.(app)
  await app.register(twoFactor, {
    service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
    userRepository: memoryUserRepository({ alice: { accountName: 'alice@acme.example' } }),
    ...options
  })
  app.post('/login', async request => await request.twoFactor.signIn('alice', { next: request.query.next }))
  app.get('/account', { onRequest: requireSignIn }, async request => `You are ${request.twoFactor.userId}`)
  app.get('/payout', { onRequest: requireStepUp({ maxAgeSeconds: 300 }) }, async () => 'the form')
  await after?.(app)
  return app
}

/** A browser with its cookies over any way to send: `send({ method, url, headers, payload })`. */
export function browse (send, usual = {}) {
  const jar = new Map()
  const go = async (method, url, payload, headers = {}) => {
    const cookies = [...jar].map(pair => pair.join('=')).join('; ')
    const answer = await send({ method, url, payload, headers: { ...usual, ...headers, ...(cookies && { cookie: cookies }) } })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) jar.set(...line.split(';')[0].split(/=(.*)/s))
    return answer
  }
  return {
    jar,
    get: (url, headers) => go('GET', url, undefined, headers),
    page: (url, headers) => go('GET', url, undefined, { ...HTML, ...headers }),
    post: (url, body = {}, headers) => go('POST', url, JSON.stringify(body), { 'content-type': 'application/json', ...headers }),
    submit: (url, fields = {}, headers) => go('POST', url, new URLSearchParams(fields).toString(), { ...HTML, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers })
  }
}

export const injected = (app, headers) => browse(given => app.inject(given), headers)

/** Enrolls the browser's user; gives what makes the next codes, one step ahead each time as far as the server takes it. */
export async function enroll (browser) {
  assert.equal((await browser.post('/login')).statusCode, 200)
  const { secret } = JSON.parse((await browser.post('/two-factor/enrollment')).body)
  const confirmed = await browser.post('/two-factor/enrollment/confirm', { code: codeOf(secret, -1) })
  assert.equal(confirmed.statusCode, 200, confirmed.body)
  return secret
}

/** The code of a key, this many steps from now. */
export function codeOf (secret, steps = 0) {
  const bits = [...secret].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const digest = createHmac('sha1', key).update(counter).digest()
  return String((digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Passes the challenge, and is at the account. */
export async function signIn (browser, secret, steps = 0) {
  await browser.post('/login')
  const answer = await browser.post('/two-factor/challenge', { code: codeOf(secret, steps) })
  assert.equal(answer.statusCode, 200, answer.body)
  assert.equal((await browser.get('/account')).body, 'You are alice')
}
