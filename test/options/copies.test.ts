import t from 'tap'
import { memoryUserRepository, type TwoFactorOptions, type TwoFactorPages } from '../../lib/index.js'
import { readSecret } from '../../lib/options/service-secret.js'
import { createApplication, SECRET, users } from '../support/application.js'

/** Freezes an object with all that is in it; functions stay callable. */
function deepFreeze<Value> (value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value
  Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

function everyOption (): TwoFactorOptions {
  return {
    service: { issuerName: 'Acme', secret: { current: 'b', keys: { a: SECRET, b: [...SECRET].reverse().join('') } }, imageUrl: 'https://acme.example/logo.png', expiryDays: 7 },
    userRepository: memoryUserRepository(users),
    prefix: '/2fa',
    origin: ['https://acme.example'],
    urls: { login: '/in', home: '/start' },
    sessions: { keepKeys: [], freshSeconds: 600, pendingSeconds: 300 },
    onSignIn: () => {},
    verifyPassword: () => true,
    totp: { window: 1, chosenSecret: true },
    protect: 'all',
    routes: { revokeTrustedClients: false, verify: route => ({ ...route, url: '/code' }) },
    pages: { stepUp: () => 'step up', stylesheet: '/site.css', imageOrigins: ['https://img.acme.example'], header: 'ours', footer: () => 'below' },
    messages: { en: { verify: 'Go' }, de: { verify: 'Los' } },
    onEvent: () => {}
  }
}

t.test('options that are frozen through and through are accepted', async t => {
  const { login } = await createApplication(deepFreeze(everyOption()))
  const browser = await login('carol')
  t.equal((await browser.post('/2fa/enrollment')).status, 200)
})

t.test('the caller\'s objects are the same after the start and after a sign-in', async t => {
  const options = everyOption()
  const before = structuredClone({ ...options, userRepository: null, onSignIn: null, verifyPassword: null, onEvent: null, routes: null, pages: null })
  const { login } = await createApplication(options)
  await (await login('carol')).post('/2fa/enrollment')
  t.strictSame({ ...options, userRepository: null, onSignIn: null, verifyPassword: null, onEvent: null, routes: null, pages: null }, before)
  t.strictSame(Object.keys(options.routes as object), ['revokeTrustedClients', 'verify'])
  t.strictSame(Object.keys(options.pages as object), ['stepUp', 'stylesheet', 'imageOrigins', 'header', 'footer'])
  t.strictSame((options.pages as TwoFactorPages).imageOrigins, ['https://img.acme.example'])
})

t.test('what the caller changes after the start changes nothing', async t => {
  const options = everyOption()
  const { client, login, enroll, code } = await createApplication({ ...options, prefix: '/two-factor', routes: { verify: route => route }, protect: 'manual' })
  const { secret } = await enroll('alice')
  options.urls!.login = '/elsewhere'
  options.service.expiryDays = 0
  Object.assign(options.messages!['en']!, { challengeTitle: 'Changed' })
  Object.assign(options.pages as object, { stepUp: () => 'changed', stylesheet: '/changed.css', header: 'changed' })
  const { imageOrigins } = options.pages as { imageOrigins: string[] }
  imageOrigins.push('https://evil.example');
  (options.origin as string[]).push('https://evil.example')
  t.equal((await client().page('/me')).headers.location, '/in?next=%2Fme')
  const browser = await login('alice')
  const page = await browser.page('/two-factor/challenge')
  t.match(page.body, '<title>Enter your code – Acme</title>')
  t.match(page.body, '<link rel="stylesheet" href="/site.css">')
  t.match(page.body, '<header>ours</header>')
  t.notMatch(page.headers['content-security-policy'], 'evil.example')
  t.equal((await browser.get('/two-factor/challenge')).body.trustDays, 7)
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) }, { origin: 'https://evil.example' })).status, 403)
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.match((await browser.page('/two-factor/step-up')).body, 'step up')
})

t.test('a secret that the caller wipes after the start still opens what it sealed', async t => {
  const secret = Buffer.from(SECRET)
  const { enroll, login, code } = await createApplication({ service: { issuerName: 'Acme', secret } })
  const enrolled = await enroll('alice')
  secret.fill(0)
  const browser = await login('alice')
  t.equal((await browser.post('/two-factor/challenge', { code: code(enrolled.secret) })).status, 200)
})

t.test('the repository is the caller\'s object itself, its methods called on it', async t => {
  class Repository {
    readonly rows = memoryUserRepository(users)
    seen: string[] = []
    async findUser (userId: string): ReturnType<typeof this.rows.findUser> {
      this.seen.push(userId)
      return await this.rows.findUser(userId)
    }

    async findTwoFactor (userId: string): ReturnType<typeof this.rows.findTwoFactor> {
      return await this.rows.findTwoFactor(userId)
    }

    async saveTwoFactor (...save: Parameters<typeof this.rows.saveTwoFactor>): Promise<boolean> {
      return await this.rows.saveTwoFactor(...save)
    }
  }
  const userRepository = new Repository()
  const { login } = await createApplication({ userRepository })
  t.equal((await (await login('carol')).get('/me')).status, 200)
  t.ok(userRepository.seen.includes('carol'))
})

t.test('the key ring keeps bytes of its own', async t => {
  const secret = Buffer.from(SECRET)
  const ring = readSecret({ current: 'a', keys: { a: secret } })
  secret.fill(0)
  t.equal(Buffer.from(ring.current.secret).toString(), SECRET)
})
