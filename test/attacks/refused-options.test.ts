import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import twoFactor, { memoryUserRepository, type TwoFactorOptions } from '../../lib/index.js'
import { SECRET, users } from '../support/application.js'
import { optionsWith, serviceWith, startError } from '../support/start.js'

async function refuses (t: Test, options: unknown, option: string, what: string): Promise<void> {
  const error = await startError(options).catch((error: Error & { code?: string }) => error)
  t.equal(error.code, 'TWO_FACTOR_OPTION_INVALID', `${option} ${what}`)
  t.match(error.message, option, `${option} ${what}: names the option`)
}

const shown = (value: unknown): string => String(value).slice(0, 40)

t.test('starts under no service secret that is missing, short or a placeholder', async t => {
  const weak = [
    undefined, null, '', 'x'.repeat(31), SECRET.slice(0, 31), new Uint8Array(31), 'a'.repeat(64), 'changeme-changeme-changeme-changeme', 'change_me_please_change_me_please_1', 'your-secret-your-secret-your-secret-1', 'PLACEHOLDER-0123456789-0123456789-ab',
    1e40, true, [], [SECRET], {}, { current: 'k1', keys: {} }, { current: 'k2', keys: { k1: SECRET } }, { current: 'k1', keys: { k1: SECRET.slice(0, 31) } }, { current: 'k1', keys: { k1: SECRET, k0: '' } },
    { current: 'toString', keys: { k1: SECRET } }, { current: '__proto__', keys: { k1: SECRET } }, { keys: { k1: SECRET } }
  ]
  for (const secret of weak) await refuses(t, serviceWith({ secret }), 'service.secret', shown(secret))
  await refuses(t, optionsWith({ service: undefined }), 'service', 'missing')
})

t.test('tells no secret in the error about it', async t => {
  const secret = `${SECRET.slice(0, 20)}`
  for (const given of [secret, { current: 'k1', keys: { k1: secret } }, { current: 'k1', keys: { k1: SECRET, k2: secret } }, { current: 'k1', keys: secret }, { current: 'k1', keys: { k1: SECRET }, more: secret }]) {
    const error = await startError(serviceWith({ secret: given }))
    t.notMatch(`${error.message} ${error.stack}`, secret)
  }
})

t.test('starts with no days of trust that are none', async t => {
  for (const expiryDays of [Number.NaN, -1, '30', 1e9, Infinity, -Infinity, 366, 1.5, null, [30], true, 30n]) await refuses(t, serviceWith({ expiryDays }), 'service.expiryDays', shown(expiryDays))
})

t.test('starts under no issuer name that could be read as something else', async t => {
  for (const issuerName of ['', 'A:B', 'A\nB', 'A\u0000', ' A', 'x'.repeat(65), 5, null, undefined, '\ud800']) await refuses(t, serviceWith({ issuerName }), 'service.issuerName', shown(issuerName))
})

t.test('starts with no image that does not come over https', async t => {
  for (const imageUrl of ['http://acme.example/x.png', 'javascript:alert(1)', 'data:image/png;base64,x', '//acme.example/x.png', '/x.png', 'https://', ' https://acme.example/x.png', '', 5, null, `https://acme.example/${'x'.repeat(250)}`]) {
    await refuses(t, serviceWith({ imageUrl }), 'service.imageUrl', shown(imageUrl))
  }
})

t.test('starts with no option that weakens it by a mistake', async t => {
  const wrong: Record<string, unknown[]> = {
    'totp.window': [2, -1, '1', Number.NaN, 0.5],
    'sessions.pendingSeconds': [0, 59, 3601, '600', Number.NaN, Infinity],
    'sessions.freshSeconds': [0, 59, 86_401, '900', Number.NaN, Infinity],
    protect: ['ALL', 'some', true, ''],
    origin: ['acme.example', 'https://acme.example/', '*', 'null', ['https://acme.example', '*'], 5],
    'sessions.keepKeys': ['cart', ['twoFactor'], ['cookie'], [5]],
    verifyPassword: [true, 'x'],
    onSignIn: [true],
    clock: [5, new Date()],
    'urls.login': ['//evil.example', 'javascript:alert(1)', '/\\evil', 'login', 5],
    'routes.verify': [true, 'x', {}],
    prefix: ['', '/', 'two-factor', '/two-factor/', '/:id', '/*'],
    protekt: ['all'],
    'service.secrets': ['x']
  }
  for (const [path, values] of Object.entries(wrong)) {
    for (const value of values) {
      const [outer, inner] = path.split('.') as [string, string?]
      const options = outer === 'service' ? serviceWith({ [inner!]: value }) : optionsWith({ [outer]: inner === undefined ? value : { [inner]: value } })
      await refuses(t, options, path, shown(value))
    }
  }
  for (const userRepository of [undefined, null, {}, { ...memoryUserRepository(users), saveTwoFactor: undefined }, { ...memoryUserRepository(users), findUser: 'x' }]) {
    await refuses(t, optionsWith({ userRepository }), 'userRepository', shown(userRepository))
  }
})

t.test('starts neither without the session plugin nor under a session cookie that scripts can read', async t => {
  const bare = fastify()
  await t.rejects(async () => { await bare.register(twoFactor, optionsWith()).ready() }, /@fastify\/(cookie|session)/)
  const withCookie = fastify()
  await withCookie.register(cookie)
  await t.rejects(async () => { await withCookie.register(twoFactor, optionsWith()).ready() }, /@fastify\/session/)
  const readable = fastify()
  await readable.register(cookie)
  await readable.register(session, { secret: 'a session secret of at least 32 characters', cookie: { httpOnly: false } })
  await t.rejects(async () => { await readable.register(twoFactor, optionsWith()).ready() }, { code: 'TWO_FACTOR_OPTION_INVALID', message: /httpOnly/ })
})

t.test('does not follow options that are changed after the start', async t => {
  const options = optionsWith({ origin: ['https://acme.example'] }) as TwoFactorOptions & { origin: string[] }
  const app = fastify()
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters' })
  await app.register(twoFactor, options)
  await app.ready()
  options.origin.push('https://evil.example')
  Object.assign(options, { protect: 'manual', service: { secret: '' } })
  const { statusCode } = await app.inject({ method: 'POST', url: '/two-factor/disable', headers: { origin: 'https://evil.example' }, payload: { code: '123456' } })
  t.equal(statusCode, 403)
})
