import { SECRET } from '../support/application.js'
import type { Answer } from '../support/client.js'
import { attack, cookieHeader, isRefused, jsonText, overSocket } from './support.js'

attack('processes no body but JSON and urlencoded ones, however it is named', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const pending = await world.login('alice')
  const row = world.repository.rows.get('alice')
  const json = JSON.stringify({ code: world.code(secret) })
  const multipart = `--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n${world.code(secret)}\r\n--x--\r\n`
  const bodies: [type: string | undefined, body: string][] = [
    ['text/plain', json], ['text/plain;charset=utf-8', json], ['multipart/form-data; boundary=x', multipart], ['application/json garbage', json], ['application/jsonx', json], ['application/json-patch+json', json],
    ['application/ld+json', json], ['text/json', json], ['application/xml', '<code/>'], ['application/octet-stream', json], ['application\\json', json], ['application/', json], ['json', json], ['*/*', json], ['', json],
    ['text/plain, application/json', json], ['application/x-www-form-urlencoded', json], ['application/x-www-form-urlencodedx', `code=${world.code(secret)}`], [undefined, json], ['application/csp-report', json]
  ]
  for (const [type, body] of bodies) {
    const { status } = await pending.send({ method: 'POST', url: '/two-factor/challenge', payload: body, ...(type === undefined ? {} : { headers: { 'content-type': type } }) })
    t.match(String(status), /^(400|415)$/, `${type}: ${status}`)
  }
  for (const type of [' application/json', '\tapplication/json', 'text/plain\t', '  text/plain', 'application/json\tgarbage', 'application/json ;', ';application/json', 'application/json\u00a0']) {
    for (const body of [`{"code":${Number(world.code(secret))}}`, '{"code":["123456"]}', '{"code":{"$ne":null}}']) {
      const answers = [
        await pending.send({ method: 'POST', url: '/two-factor/challenge', payload: body, headers: { 'content-type': type } }),
        await overSocket(world.i1, { method: 'POST', path: '/two-factor/challenge', headers: { cookie: cookieHeader(pending), 'content-type': type }, body })
      ]
      for (const { status } of answers) t.match(String(status), /^(400|415)$/, `never unvalidated as ${JSON.stringify(type)}: ${status}`)
    }
  }
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  await isRefused(t, pending)
  t.equal((await pending.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(json) })).status, 200, 'JSON')
})

attack('parses no JSON that pollutes, is cut, or is none', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const pending = await world.login('alice')
  const code = world.code(secret)
  const bodies = [
    `{"__proto__":{"code":"${code}"}}`, `{"code":"${world.wrong(secret)}","__proto__":{"trustClient":true}}`, `{"constructor":{"prototype":{"code":"${code}"}}}`,
    `{"\\u005f_proto__":{"code":"${code}"}}`, `{"code":"${code}"`, `{'code':'${code}'}`, `{"code":"${code}"}x`, `{"code":"${code}",}`, 'NaN', '//', '', '[', '{"code":"12345\u0000"}'
  ]
  for (const body of bodies) {
    const { status } = await pending.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(body) })
    t.equal(status, 400, body.replaceAll(code, '…'))
  }
  t.equal(({} as { code?: unknown }).code, undefined)
  t.equal(({} as { trustClient?: unknown }).trustClient, undefined)
  await isRefused(t, pending)
})

attack('takes of a key given twice one code, the last', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const pending = await world.login('alice')
  const [right, wrong] = [world.code(secret), world.wrong(secret)]
  t.equal((await pending.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(`{"code":"${right}","code":"${wrong}"}`) })).status, 422)
  t.equal(world.repository.stored('alice').codeAttempts.failures, 1, 'one guess')
  for (const form of [`code=${wrong}&code=${right}`, `code=${right}&code=${right}`, `code[]=${right}`, `code[0]=${right}`, `code%5B%5D=${right}`, `code.x=${right}`, `__proto__=${right}`, `__proto__[code]=${right}`]) {
    const { status } = await pending.send({ method: 'POST', url: '/two-factor/challenge', payload: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    t.equal(status, 400, form.replaceAll(/\d{6}/g, '…'))
  }
  t.equal(world.repository.stored('alice').codeAttempts.failures, 1)
  t.equal((await pending.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(`{"code":"${wrong}","code":"${right}"}`) })).status, 200)
})

attack('answers a session cookie that is none, doubled or huge with no access and no failure', {}, async (t, world) => {
  const { client: alice } = await world.enroll('alice')
  const id = alice.jar.get('sessionId')!
  const [stored, signature] = id.split('.') as [string, string]
  const own = `sessionId=${encodeURIComponent(id)}`
  const cookies = [
    'sessionId', 'sessionId=', 'sessionId=.', 'sessionId=%', 'sessionId=%00', `sessionId=${stored}`, `sessionId=${stored}.`, `sessionId=.${signature}`, `sessionId=${stored}.${signature.slice(1)}`,
    `sessionId=x${stored}.${signature}`, `sessionId="${id}`, 'sessionId=__proto__', `sessionId=${'x'.repeat(10_000)}`, `sessionId=evil; ${own}`, `SESSIONID=${id}`, `__proto__=x; constructor=x; toString=${id}`, ';;;=;', '\u00e9=\u00e9'
  ]
  const answered: string[] = []
  for (const cookie of cookies) {
    for (const path of ['/me', '/two-factor', '/two-factor/challenge', '/two-factor/enrollment']) {
      const { status, body } = await overSocket(world.i1, { path, headers: { cookie } })
      if (status !== 401 || /alice/.test(body)) answered.push(`${path} with ${cookie.slice(0, 40)}: ${status} ${body}`)
    }
    const { status } = await overSocket(world.i1, { method: 'POST', path: '/login', headers: { cookie, 'content-type': 'application/json' }, body: '{"userId":"alice"}' })
    if (status !== 200) answered.push(`/login with ${cookie.slice(0, 40)}: ${status}`)
  }
  t.strictSame(answered, [])
})

const verifyPassword = (): boolean => false

attack('sends every answer, error, page and redirect with no-store, no-referrer and nosniff, and every page unframable', { verifyPassword }, async (t, world) => {
  const { client: full, secret } = await world.enroll('alice')
  const pending = await world.login('alice')
  const dave = await world.login('dave')
  const stale = await world.login('bob', { fresh: false })
  const nobody = world.client()
  const code = world.wrong(secret)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const answers: [what: string, status: number, answer: Promise<Answer>][] = [
    ['preferences', 200, full.get('/two-factor')],
    ['the preferences page', 200, full.page('/two-factor')],
    ['the step-up page', 200, full.page('/two-factor/step-up')],
    ['the challenge', 200, pending.get('/two-factor/challenge')],
    ['the challenge page', 200, pending.page('/two-factor/challenge')],
    ['a started enrollment', 200, dave.post('/two-factor/enrollment', {})],
    ['a refused form', 422, pending.submit('/two-factor/challenge', { code })],
    ['a malformed form', 400, pending.submit('/two-factor/challenge', { code: 'x' })],
    ['no such asset', 404, nobody.get('/two-factor/assets/evil.js')],
    ['done', 204, full.post('/two-factor/trusted-clients/revoke')],
    ['malformed', 400, pending.post('/two-factor/challenge', {})],
    ['no JSON', 400, pending.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText('{') })],
    ['not signed in', 401, nobody.get('/two-factor')],
    ['not yet', 403, pending.get('/two-factor')],
    ['from elsewhere', 403, full.post('/two-factor/disable', { code }, { origin: 'https://evil.example' })],
    ['reauthentication', 403, stale.post('/two-factor/enrollment', {})],
    ['none there', 404, full.get('/two-factor/enrollment')],
    ['not theirs', 404, full.post('/two-factor/trusted-clients/x/revoke')],
    ['not enabled', 409, stale.post('/two-factor/step-up', { code })],
    ['too large', 413, pending.post('/two-factor/challenge', { code: 'x'.repeat(5000) })],
    ['another type', 415, pending.send({ method: 'POST', url: '/two-factor/challenge', payload: 'code', headers: { 'content-type': 'text/plain' } })],
    ['a wrong code', 422, pending.post('/two-factor/challenge', { code })],
    ['to the login', 303, nobody.page('/two-factor')],
    ['to the challenge', 303, pending.page('/two-factor')],
    ['from a guarded page', 303, nobody.page('/me')],
    ['a form too large', 413, pending.send({ method: 'POST', url: '/two-factor/challenge', payload: `code=${'1'.repeat(5000)}`, headers: form })]
  ]
  for (const [what, status, answering] of answers) {
    const { status: got, headers } = await answering
    t.equal(got, status, what)
    if (what === 'from a guarded page') {
      t.match(headers, { 'cache-control': 'no-store' }, what)
      continue
    }
    t.match(headers, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }, `${what}: headers`)
    if (/html/.test(String(headers['content-type']))) {
      const policy = String(headers['content-security-policy'])
      t.match(policy, /frame-ancestors 'none'/, `${what}: no framing`)
      t.match(policy, /default-src 'none'/, `${what}: nothing from elsewhere`)
      t.notMatch(policy, /unsafe|\*/, `${what}: no inline script or style`)
    }
  }
  for (let guess = 0; guess < 5; guess++) await pending.post('/two-factor/challenge', { code })
  const locked = await pending.post('/two-factor/challenge', { code })
  t.match({ status: locked.status, ...locked.headers }, { status: 429, 'cache-control': 'no-store', 'retry-after': /^\d+$/ })
  for (const breaking of [() => { world.repository.before = () => { throw new Error('down') } }, () => { world.store.before = () => { throw new Error('down') } }]) {
    breaking()
    for (const answer of [await full.get('/two-factor'), await full.page('/two-factor'), await pending.post('/two-factor/challenge', { code })]) {
      t.match({ status: answer.status, ...answer.headers }, { status: 503, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    }
  }
})

attack('writes nothing into a URI, an image, a page or a redirect that the host header says', {
  server: { trustProxy: true }, service: { issuerName: 'Acme', secret: SECRET, imageUrl: 'https://acme.example/logo.png' }
}, async (t, world) => {
  const evil = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' }
  const dave = await world.login('dave')
  const { body } = await dave.post('/two-factor/enrollment', {}, evil)
  t.match(body.uri, /^otpauth:\/\/totp\/Acme:dave%40example\.com\?secret=\w+&issuer=Acme&.*&image=https%3A%2F%2Facme\.example%2Flogo\.png$/)
  const answers = [
    await dave.get('/two-factor/enrollment', evil), await dave.page('/two-factor/enrollment', evil), await dave.page('/two-factor', evil), await dave.page('/me', evil),
    await world.client().page('/me', evil), await world.client().page('/two-factor', evil), await world.client().post('/login', { userId: 'carol' }, evil)
  ]
  for (const { body, headers } of answers) t.notMatch(JSON.stringify([body, headers.location, headers['content-security-policy']]), /evil\.example/)
})

const places = ['//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '/.//evil.example', '/x/..//evil.example', '/%2e//evil.example', '/\t/evil.example', '/\n/evil.example', '\t//evil.example', ' //evil.example', 'https://evil.example', 'https:evil.example', 'javascript:alert(1)', 'data:text/html,x', 'evil.example', '', `/${'x'.repeat(8192)}`, `/${'é'.repeat(1366)}`, '/\u0000', '/\u202e\u0085/x', ['/ok'], ['//evil.example'], { a: 1 }, 5, null, true]

attack('goes on to no other site after a sign-in', {
  extend: app => { app.post('/login-anywhere', async request => await request.twoFactor.signIn('alice', { next: (request.body as { next: string }).next })) }
}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  for (const next of places) {
    const alice = world.client()
    await alice.post('/login-anywhere', { next })
    const { body: { location } } = await alice.post('/two-factor/challenge', { code: world.code(secret) })
    t.match(location, /^\/(?![/\\])/, `${JSON.stringify(next)?.slice(0, 40)} leads to ${location}`)
    t.notMatch(new URL(location, 'https://acme.example').host, /evil/)
    if (!String(next).startsWith('/\u202e')) t.equal(location, '/', JSON.stringify(next)?.slice(0, 40))
    world.nextStep()
  }
  const alice = await world.signIn('alice', secret)
  const led: string[] = []
  for (const next of places.filter(place => typeof place === 'string')) {
    const query = `next=${encodeURIComponent(next)}`
    const pages = [await alice.page(`/two-factor/challenge?${query}`), await alice.submit(`/two-factor/step-up?${query}`, { code: world.code(secret) }), await alice.page(`/two-factor/challenge?${query}&${query}`)]
    for (const { headers: { location = '/' } } of pages) if (/evil/.test(new URL(location, 'https://acme.example').host)) led.push(`${next} leads to ${location}`)
    const { body } = await alice.page(`/two-factor/step-up?${query}`)
    if (/(href|action)="[^"]*(evil|javascript)/.test(body)) led.push(`${next} on a page`)
    world.nextStep()
  }
  t.strictSame(led, [])
  for (const referer of ['https://evil.example/me', '//evil.example', 'javascript:alert(1)']) {
    const { headers: { location } } = await world.client().submit('/payout', {}, { referer })
    t.notMatch(location, /evil|javascript/)
  }
})
