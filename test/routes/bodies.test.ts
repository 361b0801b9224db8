import t from 'tap'
import { hardened, refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'

async function pendingAlice (): Promise<TestApplication & { browser: Client, secret: string }> {
  const application = await createApplication({
    precede: app => {
      app.addContentTypeParser(['text/plain', 'application/xml', '*'], { parseAs: 'string' }, (_request, body, done) => { done(null, JSON.parse(String(body))) })
    }
  })
  const { secret } = await application.enroll('alice')
  return { ...application, browser: await application.login('alice'), secret }
}

t.test('bodies other than JSON and urlencoded are 415, whatever the application itself can read', async t => {
  const { browser, code, secret } = await pendingAlice()
  const body = JSON.stringify({ code: code(secret) })
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/octet-stream', 'text/json', 'application/jsonx', 'application/json5', 'application/csp-report']) {
    const answer = await browser.post('/two-factor/challenge', body, { 'content-type': type })
    refused(t, answer, 415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE', type)
    hardened(t, answer, type)
  }
  for (const type of ['application/json garbage', ' application/json', '\tapplication/json', 'application/json,text/plain', 'application/json;;']) {
    const { status } = await browser.post('/two-factor/challenge', '{"code":"12"}', { 'content-type': type })
    t.ok([400, 415].includes(status), `${JSON.stringify(type)}: ${status}`)
  }
  t.equal((await browser.post('/two-factor/challenge', body, { 'content-type': 'application/json; charset=utf-8' })).status, 200, 'JSON with its charset is read')
})

t.test('a body of 4096 bytes is read, one more byte is 413', async t => {
  const { browser, code, secret, wrong } = await pendingAlice()
  const json = (length: number, code: string): string => {
    const start = `{"code":"${code}","filler":"`
    return `${start}${'x'.repeat(length - start.length - 2)}"}`
  }
  const form = (length: number, code: string): string => `code=${code}&filler=${'x'.repeat(length - code.length - 13)}`
  const types: [string, typeof json][] = [['application/json', json], ['application/x-www-form-urlencoded', form]]
  for (const [type, make] of types) {
    const headers = { 'content-type': type }
    t.equal(make(4096, code(secret)).length, 4096)
    refused(t, await browser.post('/two-factor/challenge', make(4096, wrong(secret)), headers), 422, 'TWO_FACTOR_INVALID_CODE', type)
    const long = await browser.post('/two-factor/challenge', make(4097, code(secret)), headers)
    t.equal(long.status, 413, type)
    hardened(t, long, type)
    t.equal((await browser.post('/two-factor/challenge', make(1_000_000, code(secret)), headers)).status, 413, type)
  }
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200, 'none of the long ones burned the code')
})

t.test('JSON that is broken, empty or deep is 400', async t => {
  const { browser } = await pendingAlice()
  for (const body of ['', '{', '{"code"}', 'code', '{"code":"123456"} x', '{code:"123456"}', '\u0000', '['.repeat(2000) + ']'.repeat(2000)]) {
    const answer = await browser.post('/two-factor/challenge', body, { 'content-type': 'application/json' })
    t.equal(answer.status, 400, JSON.stringify(body.slice(0, 20)))
    hardened(t, answer)
  }
})

t.test('JSON that reaches for a prototype is 400', async t => {
  const { browser, code, secret } = await pendingAlice()
  const typed = code(secret)
  for (const body of [`{"__proto__":{"trustClient":true},"code":"${typed}"}`, `{"code":"${typed}","constructor":{"prototype":{"trustClient":true}}}`, `{"code":"${typed}","\\u005f_proto__":{}}`]) {
    const answer = await browser.post('/two-factor/challenge', body, { 'content-type': 'application/json' })
    t.equal(answer.status, 400, body)
    hardened(t, answer)
  }
  t.equal(({} as { trustClient?: boolean }).trustClient, undefined)
})

t.test('of a key that stands twice in JSON the last value is the one code', async t => {
  const { browser, code, secret, wrong } = await pendingAlice()
  const headers = { 'content-type': 'application/json' }
  refused(t, await browser.post('/two-factor/challenge', `{"code":"${code(secret)}","code":"${wrong(secret)}"}`, headers), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.post('/two-factor/challenge', `{"code":"${wrong(secret)}","code":"${code(secret)}"}`, headers)).status, 200)
})

t.test('state changes are POSTs only: every other method is no route', async t => {
  const { browser } = await pendingAlice()
  for (const url of ['/enrollment/confirm', '/enrollment/cancel', '/recovery', '/recovery-codes', '/recovery-codes/saved', '/authenticators/x/rename', '/authenticators/x/remove', '/unlock', '/disable', '/trusted-clients/x/revoke', '/trusted-clients/revoke', '/sign-out']) {
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      const { status } = await browser.send({ method, url: `/two-factor${url}`, ...(method === 'PUT' || method === 'PATCH' ? { payload: { code: '123456' } } : {}) })
      t.equal(status, 404, `${method} ${url}`)
    }
  }
})

t.test('GET and HEAD of the other routes change nothing', async t => {
  const { login, repository } = await pendingAlice()
  const browser = await login('carol')
  const before = await repository.findTwoFactor('carol')
  for (const method of ['GET', 'HEAD'] as const) {
    for (const url of ['', '/', '/enrollment', '/challenge', '/step-up']) await browser.send({ method, url: `/two-factor${url}` })
  }
  t.strictSame(await repository.findTwoFactor('carol'), before)
})
