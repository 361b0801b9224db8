import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { resolve } from 'node:path'
import t from 'tap'
import { requireSignIn } from '../../lib/index.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, type ApplicationOptions, type TestApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

const root = resolve('test/guards/files')

/** Files under a guarded scope, under one that is open, and as routes one by one. */
async function withFiles (options: ApplicationOptions, guarded: boolean): Promise<TestApplication> {
  return await createApplication({
    ...options,
    extend: async app => {
      await app.register(async scope => {
        if (guarded) scope.addHook('onRequest', requireSignIn)
        await scope.register(files, { root, prefix: '/files/' })
      })
      await app.register(async scope => {
        if (guarded) scope.addHook('onRequest', requireSignIn)
        await scope.register(files, { root, prefix: '/listed/', wildcard: false })
      })
      await openFiles(app)
    }
  })
}

async function openFiles (app: FastifyInstance): Promise<void> {
  await app.register(async scope => {
    scope.addHook('onRoute', route => { route.config = { ...route.config, twoFactor: false } })
    await scope.register(files, { root, prefix: '/public/' })
  })
}

/** A front end that answers every URL without a route, as single-page applications do. */
function frontEnd (app: FastifyInstance): void {
  app.setNotFoundHandler(async (request, reply) => await reply.type('text/html').send(`<p>${request.url}</p>`))
}

for (const [how, options, guarded] of [['a guard on the scope', {}, true], ["protect: 'all'", { protect: 'all' }, false]] as const) {
  t.test(`files are served to nobody who is not through, for GET and HEAD, with ${how}`, async t => {
    const { client, enroll, login } = await withFiles(options, guarded)
    await enroll('alice')
    const carol = await login('carol')
    for (const url of ['/files/report.txt', '/listed/report.txt']) {
      refused(t, await client().get(url), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
      refused(t, await (await login('alice')).get(url), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED', url)
      t.strictSame(await client().send({ method: 'HEAD', url }).then(({ status, headers }) => [status, headers['last-modified']]), [401, undefined], `HEAD ${url}`)
      t.equal((await client().get(url, { range: 'bytes=0-3' })).status, 401, `a part of ${url}`)
      redirected(t, await client().page(url), `/login?next=${encodeURIComponent(url)}`)
      t.equal((await carol.get(url)).body, 'for everybody who is signed in\n', url)
    }
    refused(t, await client().get('/files/nothing.txt'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', 'whether there is such a file is told to nobody either')
    t.equal((await carol.get('/files/nothing.txt')).status, 404)
  })
}

t.test('a scope of files opts out by an onRoute hook before they are registered, and no other URL comes along', async t => {
  const { client } = await withFiles({ protect: 'all' }, false)
  t.equal((await client().get('/public/report.txt')).body, 'for everybody who is signed in\n')
  for (const url of ['/public/../files/report.txt', '/files/report.txt', '/publicly', '/public/..%2ffiles%2freport.txt']) {
    t.not((await client().get(url)).status, 200, url)
  }
})

t.test('under protect: \'all\' a not-found handler answers nobody who is not through: neither the application\'s nor a scope\'s, set before the plugin or after it, nor for a file that is not there', async t => {
  const scoped = (prefix: string) => async (app: FastifyInstance): Promise<void> => { await app.register(async scope => { frontEnd(scope) }, { prefix }) }
  const { client, login } = await createApplication({
    protect: 'all',
    precede: async app => { frontEnd(app); await scoped('/before')(app) },
    extend: async app => { await scoped('/after')(app); await openFiles(app) }
  })
  const carol = await login('carol')
  for (const url of ['/nothing', '/before/nothing', '/after/nothing', '/public/nothing', '/two-factor/nothing', '/two-factor/assets/nothing', '/two-factor/assets/..%2fnothing', '/two-factor/assets/__proto__']) {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST'] as const) t.equal((await client().send({ method, url })).status, 401, `${method} ${url}`)
    redirected(t, await client().page(url), `/login?next=${encodeURIComponent(url)}`)
    t.equal((await carol.get(url)).body, `<p>${url}</p>`, url)
  }
})

t.test('a URL without a route is guarded once, and so is a file that is not there', async t => {
  const repository = new TestRepository(users)
  const { enroll } = await createApplication({ protect: 'all', userRepository: repository, extend: openFiles })
  const { client: browser } = await enroll('alice')
  for (const url of ['/nothing', '/public/nothing', '/two-factor/assets/nothing']) {
    repository.count()
    t.equal((await browser.get(url)).status, 404, url)
    t.strictSame(repository.count(), { rows: 1, users: 0, writes: 0 }, url)
  }
})
