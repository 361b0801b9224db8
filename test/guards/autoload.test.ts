import autoload from '@fastify/autoload'
import fastify, { type FastifyInstance } from 'fastify'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { refused } from '../support/answers.js'
import { Client } from '../support/client.js'

const folder = (name: string): string => fileURLToPath(new URL(`autoload/${name}`, import.meta.url))

/** An application whose plugins and routes are files, the plugins loaded in the order they are given. */
async function loaded (protect: 'manual' | 'all', folders = ['plugins', 'routes']): Promise<FastifyInstance> {
  const app = fastify()
  for (const name of folders) {
    await app.register(autoload, { dir: folder(name), options: name === 'plugins' ? { protect } : {}, autoHooks: true, cascadeHooks: true })
  }
  await app.ready()
  return app
}

t.test('routes in autoloaded files are guarded by the hooks of their folder, and by their own', async t => {
  const app = await loaded('manual')
  const browser = new Client(app)
  refused(t, await browser.get('/account'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await browser.get('/unguarded/guarded'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await browser.get('/unguarded')).body, 'unguarded')
  await browser.post('/login')
  t.equal((await browser.get('/account')).body, 'carol')
  refused(t, await browser.get('/unguarded/guarded'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
})

for (const folders of [['plugins', 'routes'], ['routes', 'plugins']]) {
  t.test(`with protect: 'all' every autoloaded route is guarded but those of a folder that opted out, when ${folders[0]} are loaded first`, async t => {
    const browser = new Client(await loaded('all', folders))
    for (const url of ['/unguarded', '/unguarded/guarded', '/nothing']) refused(t, await browser.get(url), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
    t.equal((await browser.get('/public')).body, 'public')
    await browser.post('/login')
    t.equal((await browser.get('/unguarded')).body, 'unguarded')
    t.equal((await browser.get('/nothing')).status, 404)
  })
}

t.test('guards of routes that were loaded before the plugin refuse: on a route whoever is not through, as the hook of a folder everybody', async t => {
  const browser = new Client(await loaded('manual', ['routes', 'plugins']))
  refused(t, await browser.get('/unguarded/guarded'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  await browser.post('/login')
  refused(t, await browser.get('/account'), 503, 'TWO_FACTOR_UNAVAILABLE')
})
