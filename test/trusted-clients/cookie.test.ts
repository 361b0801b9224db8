import { createHash } from 'node:crypto'
import t from 'tap'
import { createApplication, SECRET, type ApplicationOptions, users } from '../support/application.js'
import type { Answer } from '../support/client.js'
import { TestRepository } from '../support/test-repository.js'

const HTTPS = { 'x-forwarded-proto': 'https' }
const server = { trustProxy: true }

/** The answer that gave trust, with the cookie's attributes as they went over the wire. */
async function trusted (options: ApplicationOptions = {}, headers: Record<string, string> = {}): Promise<{ answer: Answer, name: string, value: string, attributes: string[], clear: () => Promise<Answer> }> {
  const { login, clock, app, code } = await createApplication(options)
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  await app.twoFactor.importAuthenticator('alice', { secret })
  const browser = await login('alice', headers)
  const answer = await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })
  const line = [answer.headers['set-cookie']].flat().find(line => line?.includes('two-factor-'))
  if (line === undefined) throw new Error('no cookie')
  const [pair = '', ...attributes] = line.split('; ')
  const [name = '', value = ''] = pair.split('=')
  const clear = async (): Promise<Answer> => {
    clock.now += 400 * 86_400_000
    return await browser.post('/login', { userId: 'alice' })
  }
  return { answer, name, value, attributes, clear }
}

t.test('over https the cookie is bound to the host, secure, and out of reach of scripts and other sites', async t => {
  for (const secure of [true, 'auto'] as const) {
    const { name, attributes } = await trusted({ server, session: { cookie: { secure } } }, HTTPS)
    t.match(name, /^__Host-two-factor-[\w-]{22}$/, String(secure))
    t.strictSame(attributes.sort(), ['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax', 'Secure'], String(secure))
  }
})

t.test('over http, where the session\'s own cookie is not secure, it has no prefix and is not secure', async t => {
  for (const secure of [false, 'auto'] as const) {
    const { name, attributes } = await trusted({ session: { cookie: { secure } } })
    t.match(name, /^two-factor-[\w-]{22}$/, String(secure))
    t.strictSame(attributes.sort(), ['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax'], String(secure))
  }
})

t.test('domain, path and age of the session\'s cookie are not taken over', async t => {
  const { attributes } = await trusted({ session: { cookie: { secure: false, domain: 'acme.example', path: '/', maxAge: 60_000, sameSite: 'strict' } } })
  t.strictSame(attributes.sort(), ['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax'])
})

t.test('a browser that shows none is not told to clear one', async t => {
  const { enroll, client } = await createApplication()
  await enroll('alice')
  const { headers } = await client().post('/login', { userId: 'alice' })
  t.notMatch(String(headers['set-cookie']), 'two-factor-')
})

t.test('the record keeps SHA-256 of purpose, user id and secret of it, each behind its length: what a release wrote the next ones know', async t => {
  const repository = new TestRepository(users)
  const { value } = await trusted({ userRepository: repository })
  const [id, secret = ''] = value.split('.')
  const parts = ['trusted client', 'alice', secret].map(part => Buffer.concat([Buffer.from([0, 0, 0, part.length]), Buffer.from(part)]))
  t.match(repository.stored('alice').trustedClients, [{ id, hash: createHash('sha256').update(Buffer.concat(parts)).digest('base64url') }])
})

t.test('it lives as long as the trust: expiryDays days in seconds', async t => {
  for (const expiryDays of [1, 7, 365]) {
    const { attributes } = await trusted({ service: { issuerName: 'Acme', secret: SECRET, expiryDays } })
    t.ok(attributes.includes(`Max-Age=${expiryDays * 86_400}`), `${expiryDays} days`)
  }
})

t.test('it is cleared with the attributes that it was set with', async t => {
  for (const [options, headers, expected] of [[{ server, session: { cookie: { secure: true } } }, HTTPS, ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']], [{}, {}, ['HttpOnly', 'Path=/', 'SameSite=Lax']]] as const) {
    const { name, clear } = await trusted(options, headers)
    const line = [(await clear()).headers['set-cookie']].flat().find(line => line?.startsWith(`${name}=;`))
    t.match(line, 'Max-Age=0')
    t.strictSame(line!.split('; ').slice(1).filter(part => !/^(?:Max-Age|Expires)=/.test(part)).sort(), expected)
  }
})

t.test('its value is an id of 128 and a secret of 256 bits, and differs each time; its name is the user\'s', async t => {
  const { login, app, code, clock } = await createApplication()
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  await app.twoFactor.importAuthenticator('alice', { secret })
  const cookies: [string, string][] = []
  for (let count = 0; count < 3; count++) {
    const browser = await login('alice')
    await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })
    cookies.push([...browser.jar].find(([name]) => name.startsWith('two-factor-'))!)
    clock.now += 30_000
  }
  t.equal(new Set(cookies.map(([name]) => name)).size, 1)
  t.equal(new Set(cookies.flatMap(([, value]) => value.split('.'))).size, 6)
  for (const [, value] of cookies) {
    t.match(value, /^[\w-]{22}\.[\w-]{43}$/)
    t.strictSame(value.split('.').map(part => Buffer.from(part, 'base64url').length), [16, 32])
  }
})

t.test('the cookie is never looked up under the other name', async t => {
  const { login, app, code, clock, client } = await createApplication({ server, session: { cookie: { secure: 'auto' } } })
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  await app.twoFactor.importAuthenticator('alice', { secret })
  const browser = await login('alice', HTTPS)
  await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })
  clock.now += 30_000
  const [name, value] = [...browser.jar].find(([name]) => name.startsWith('__Host-'))!
  const bare = name.replace('__Host-', '')
  for (const [headers, sent, status] of [[HTTPS, name, 'complete'], [HTTPS, bare, 'challenge'], [{}, name, 'challenge'], [{}, bare, 'complete']] as const) {
    const other = client(headers)
    other.jar.set(sent, value)
    t.equal((await other.post('/login', { userId: 'alice' })).body.status, status, `${JSON.stringify(headers)} ${sent}`)
  }
})

t.test('no cookie is set by a code without the wish, a wrong code, a step-up, a recovery code or an enrollment', async t => {
  const { enroll, login, code, wrong, clock } = await createApplication()
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const pending = await login('alice')
  const answers = [await pending.post('/two-factor/challenge', { code: wrong(secret), trustClient: true }), await pending.post('/two-factor/challenge', { code: code(secret) })]
  clock.now += 30_000
  answers.push(await browser.post('/two-factor/step-up', { code: code(secret), trustClient: true }))
  const { body } = await browser.post('/two-factor/enrollment', { trustClient: true })
  answers.push(await browser.post('/two-factor/enrollment/confirm', { code: code(body.secret), trustClient: true }))
  answers.push(await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0], trustClient: true }))
  for (const [index, { cookies }] of answers.entries()) t.strictSame(cookies.filter(({ name }) => name.includes('two-factor')), [], `answer ${index}`)
})
