import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import t from 'tap'
import twoFactor from '../../lib/index.js'
import { optionsWith, start, startError } from '../support/start.js'

t.test('without the session plugin the application does not start, and the error names it', async t => {
  const app = fastify()
  await app.register(cookie)
  await t.rejects(async () => await app.register(twoFactor, optionsWith()), { code: 'FST_ERR_PLUGIN_DEPENDENCY_NOT_REGISTERED', message: /@fastify\/session/ })
})

t.test('without the cookie plugin the application does not start, and the error names it', async t => {
  const app = fastify()
  await t.rejects(async () => await app.register(twoFactor, optionsWith()), { message: /@fastify\/cookie/ })
})

t.test('the session plugin registered afterwards is too late', async t => {
  const app = fastify()
  await app.register(cookie)
  app.register(twoFactor, optionsWith())
  app.register(session, { secret: 'a session secret of at least 32 characters' })
  await t.rejects(async () => await app.ready(), { message: /@fastify\/session/ })
})

t.test('a session cookie that scripts can read refuses to start', async t => {
  const error = await startError(optionsWith(), { cookie: { httpOnly: false } })
  t.equal(error.code, 'TWO_FACTOR_OPTION_INVALID')
  t.match(error.message, 'option cookie.httpOnly of @fastify/session must be true')
})

t.test('session cookies of every other kind start, whatever their store does', async t => {
  await t.resolves(start(optionsWith(), { cookie: {} }))
  await t.resolves(start(optionsWith(), { cookie: { secure: 'auto', httpOnly: true } }))
  await t.resolves(start(optionsWith(), { cookie: { maxAge: 60_000, path: '/two-factor' }, secret: ['a first secret of more than 32 characters', 'and one of before'], cookiePrefix: 's:' }))
})

t.test('a session cookie whose path leaves the routes out refuses to start, since everybody would be led in a circle', async t => {
  for (const path of ['/app', '/two', '/two-factor/', '/two-factor/x']) {
    const error = await startError(optionsWith(), { cookie: { path } })
    t.strictSame([error.code, error.message], ['TWO_FACTOR_OPTION_INVALID', `fastify-two-factor: option cookie.path of @fastify/session must cover the routes below /two-factor, got ${path}`])
  }
  for (const path of ['/', '/account', '/account/', '/account/2fa']) await t.resolves(start(optionsWith({ prefix: '/account/2fa' }), { cookie: { path } }), path)
})

t.test('the probe of the session cookie asks the session store for nothing', async t => {
  const calls: string[] = []
  const call = (name: string) => (...args: unknown[]) => { calls.push(name); (args.at(-1) as () => void)() }
  await start(optionsWith(), { store: { get: call('get'), set: call('set'), destroy: call('destroy') } })
  t.strictSame(calls, [])
})

t.test('the plugin is known to others by its name, and needs Fastify 5', async t => {
  const app = await start(optionsWith())
  t.equal(app.hasPlugin('fastify-two-factor'), true)
  const meta = Reflect.get(twoFactor, Symbol.for('plugin-meta')) as { fastify: string, dependencies: string[] }
  t.equal(meta.fastify, '^5.5.0')
  t.strictSame(meta.dependencies, ['@fastify/cookie', '@fastify/session'])
})
