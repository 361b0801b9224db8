import type { IncomingMessage } from 'node:http'
import t, { type Test } from 'tap'
import { memoryUserRepository, requireSignIn } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import type { Answer } from '../support/client.js'
import { alertOf, linksOf } from '../support/page.js'

/** Led nowhere: a page says that it did not work. */
function stands (t: Test, { status, headers, body }: Answer, expected: number, message = 'led nowhere'): void {
  t.strictSame([status, headers.location, alertOf(String(body))], [expected, undefined, 'This did not work. Please try again.'], message)
}

t.test('where the login itself is guarded, or missing, a browser is not led in a circle, and the log says what is wrong', async t => {
  const lines: string[] = []
  const logger = { level: 'warn', stream: { write: (line: string) => { lines.push(JSON.parse(line).msg as string) } } }
  const { client } = await createApplication({ protect: 'all', server: { logger } })
  t.equal((await client().page('/account')).headers.location, '/login?next=%2Faccount')
  t.strictSame(lines, [])
  stands(t, await client().page('/login?next=%2Faccount'), 401)
  refused(t, await client().get('/login?next=%2Faccount'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.strictSame(lines, ['fastify-two-factor: a browser that was refused goes on at this page, which refuses it too, or is not there. Leave it open.'])
})

t.test('nor is it where the address of the page has a query or a fragment, is absolute, or stands behind a proxy', async t => {
  const rewriteUrl = ({ url }: IncomingMessage): string => url!.replace(/^\/shop/, '') || '/'
  for (const [login, options] of [
    ['/login?from=app', {}], ['/login#form', {}], ['http://localhost/login?x=1', {}], ['/login', { base: '/shop' }], ['/login?from=app', { base: '/shop' }],
    ['https://acme.example/login', { origin: 'https://acme.example' }], ['/shop/login', { rewriteUrl }]
  ] as [string, { base?: string, origin?: string, rewriteUrl?: typeof rewriteUrl }][]) {
    const { base, origin, rewriteUrl: rewritten } = options
    const { client } = await createApplication({
      protect: 'all',
      urls: { login, ...(base && { base }) },
      ...(origin && { origin }),
      ...(rewritten && { server: { rewriteUrl: rewritten } })
    })
    const path = rewritten ? '/shop/login?next=%2Fme' : '/login?from=app&next=%2Fme'
    stands(t, await client().page(path), 401, login)
    t.equal((await client().page('/account')).status, 303, login)
  }
})

t.test('a page of the application for the code that is guarded by mistake refuses, and leads nobody to itself', async t => {
  for (const challenge of ['/code?step=2', '/code#field', 'http://localhost/code']) {
    const { enroll, login } = await createApplication({ urls: { challenge }, extend: app => { app.get('/code', { onRequest: requireSignIn }, async () => 'in') } })
    await enroll('alice')
    stands(t, await (await login('alice')).page('/code?step=2'), 403, challenge)
  }
})

t.test('an error that is none of the plugin\'s is no page of it, and is answered as it is', async t => {
  const causes: unknown[] = []
  const { login } = await createApplication({
    extend: app => {
      app.addHook('onError', async (_request, _reply, error) => { causes.push(error.message) })
      app.get('/broken', {
        onRequest: async request => {
          const { session } = request
          let reads = 0
          Object.defineProperty(request, 'session', { get: () => { if (reads++ === 0) throw new TypeError('broken once'); return session } })
        },
        preHandler: requireSignIn
      }, async () => 'in')
    }
  })
  const { status, headers } = await (await login('carol')).page('/broken')
  t.strictSame([status, String(headers['content-type']).split(';')[0], causes], [500, 'application/json', ['broken once']])
})

t.test('the way to try again stays in this site, whatever address failed', async t => {
  const database = { isDown: false }
  const memory = memoryUserRepository(users)
  const { login } = await createApplication({
    protect: 'all',
    userRepository: {
      ...memory,
      findTwoFactor: async id => {
        if (database.isDown) throw new Error('down')
        return await memory.findTwoFactor(id)
      }
    }
  })
  const browser = await login('carol')
  database.isDown = true
  const { status, body } = await browser.page('//evil.example/x')
  t.strictSame([status, linksOf(body)], [503, ['/']])
})

t.test('what an error handler of the application puts into the session after a refusal is kept', async t => {
  const { client } = await createApplication({
    pages: false,
    precede: app => {
      app.setErrorHandler(async (_error, request, reply) => {
        Object.assign(request.session, { returnTo: request.url })
        return reply.redirect('/in')
      })
    },
    extend: app => { app.get('/in', async ({ session }) => ({ returnTo: (session as { returnTo?: string }).returnTo })) }
  })
  const browser = client()
  await browser.get('/me')
  t.strictSame((await browser.get('/in')).body, { returnTo: '/me' })
})

t.test('the step-up page of somebody without two-factor authentication leads to where it is enabled', async t => {
  const { login } = await createApplication()
  const answer = await (await login('carol')).page('/two-factor/step-up')
  t.strictSame([answer.status, answer.headers.location], [303, '/two-factor'])
})
