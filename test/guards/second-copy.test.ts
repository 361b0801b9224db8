import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import type * as Package from '../../lib/index.js'
import { errors } from '../../lib/index.js'
import { kVisit } from '../../lib/session/visit.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'

const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }

/** The package as it is built, loaded once more from another place, of this release or of another one. */
async function secondCopy (t: Test, release = version): Promise<typeof Package> {
  const directory = join(t.testdir(), 'dist')
  await cp('dist', directory, { recursive: true, filter: path => !path.endsWith('.map') })
  const main = join(directory, 'index.js')
  await writeFile(main, (await readFile(main, 'utf8')).replace(`visit@${version}`, `visit@${release}`))
  return await import(pathToFileURL(join(directory, 'index.js')).href) as typeof Package
}

/** An application over the first copy, with routes under guards of the second. */
async function guardedBy ({ requireSignIn, requireTwoFactor, requireStepUp }: typeof Package, causes: unknown[] = []): Promise<TestApplication> {
  return await createApplication({
    extend: app => {
      app.addHook('onError', async (_request, _reply, { cause }) => { causes.push((cause as Error | undefined)?.message) })
      for (const [name, guard] of Object.entries({ signIn: requireSignIn, twoFactor: requireTwoFactor, stepUp: requireStepUp({ maxAgeSeconds: 60 }) })) {
        app.get(`/second/${name}`, { onRequest: guard }, async request => request.twoFactor.userId)
      }
    }
  })
}

t.test('a visit is found under the name of this release', async t => {
  t.equal(Symbol.keyFor(kVisit), `fastify-two-factor.visit@${version}`)
})

t.test('guards of a second copy of the package know whom the first one signed in, and refuse everybody else', async t => {
  const copy = await secondCopy(t)
  const { enroll, login, client, clock } = await guardedBy(copy)
  t.not(copy.requireSignIn, (await import('../../lib/index.js')).requireSignIn)
  const { client: alice } = await enroll('alice')
  for (const name of ['signIn', 'twoFactor', 'stepUp']) t.equal((await alice.get(`/second/${name}`)).body, 'alice', name)
  clock.now += 60_000
  refused(t, await alice.get('/second/stepUp'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const pending = await login('alice')
  const carol = await login('carol')
  refused(t, await carol.get('/second/twoFactor'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  for (const name of ['signIn', 'twoFactor', 'stepUp']) {
    refused(t, await pending.get(`/second/${name}`), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED', name)
    refused(t, await client().get(`/second/${name}`), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', name)
    redirected(t, await pending.page(`/second/${name}`), `/two-factor/challenge?next=%2Fsecond%2F${name}`)
  }
})

t.test('errors of a second copy are known to the first', async t => {
  t.ok(new (await secondCopy(t)).errors.TWO_FACTOR_LOCKED(5) instanceof errors.TWO_FACTOR_LOCKED)
})

t.test('guards of a copy of another release refuse everybody with 503, and the cause names the second copy', async t => {
  const causes: unknown[] = []
  const { enroll, client } = await guardedBy(await secondCopy(t, '0.0.9'), causes)
  for (const browser of [(await enroll('alice')).client, client()]) {
    for (const name of ['signIn', 'twoFactor', 'stepUp']) refused(t, await browser.get(`/second/${name}`), 503, 'TWO_FACTOR_UNAVAILABLE', name)
  }
  t.equal(causes.length, 6)
  for (const cause of causes) t.match(cause, 'second copy of the package')
})
