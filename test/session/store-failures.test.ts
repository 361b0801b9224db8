import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'

interface Flow {
  /** A browser at the point where the store fails, and the request during which it does. */
  prepare (application: TestApplication): Promise<{ browser: Client, act: () => Promise<Answer> }>
  /** The plugin's own route: its failures are 503. */
  own: boolean
}

const trusting = async (application: TestApplication): Promise<{ browser: Client, secret: string }> => {
  const { secret } = await application.enroll('alice')
  return { browser: await application.signIn('alice', secret, { trustClient: true }), secret }
}

const flows: Record<string, Flow> = {
  'sign-in by the password alone': { own: false, prepare: async ({ client }) => { const browser = client(); return { browser, act: () => browser.post('/login', { userId: 'carol' }) } } },
  'sign-in by a remembered client': {
    own: false,
    prepare: async application => {
      const { browser } = await trusting(application)
      await browser.post('/two-factor/sign-out')
      return { browser, act: () => browser.post('/login', { userId: 'alice' }) }
    }
  },
  'challenge with trust': {
    own: true,
    prepare: async ({ enroll, login, code }) => {
      const { secret } = await enroll('alice')
      const browser = await login('alice')
      return { browser, act: () => browser.post('/two-factor/challenge', { code: code(secret), trustClient: true }) }
    }
  },
  'challenge of a browser': {
    own: true,
    prepare: async ({ enroll, login, code }) => {
      const { secret } = await enroll('alice')
      const browser = await login('alice')
      return { browser, act: () => browser.submit('/two-factor/challenge', { code: code(secret), trustClient: 'true' }) }
    }
  },
  'recovery code': {
    own: true,
    prepare: async ({ enroll, login }) => {
      const { recoveryCodes } = await enroll('alice')
      const browser = await login('alice')
      return { browser, act: () => browser.post('/two-factor/recovery', { code: recoveryCodes[0] }) }
    }
  },
  'enrollment of somebody held back': {
    own: true,
    prepare: async ({ login, code }) => {
      const browser = await login('dave')
      const { body: { secret } } = await browser.post('/two-factor/enrollment')
      return { browser, act: () => browser.post('/two-factor/enrollment/confirm', { code: code(secret) }) }
    }
  },
  disabling: {
    own: true,
    prepare: async ({ enroll, code }) => {
      const { client: browser, secret } = await enroll('alice')
      return { browser, act: () => browser.post('/two-factor/disable', { code: code(secret) }) }
    }
  },
  'sign-out': { own: true, prepare: async ({ enroll }) => { const { client: browser } = await enroll('alice'); return { browser, act: () => browser.post('/two-factor/sign-out') } } },
  'another password': { own: false, prepare: async ({ enroll }) => { const { client: browser } = await enroll('alice'); return { browser, act: () => browser.post('/password') } } }
}

for (const [name, { prepare, own }] of Object.entries(flows)) {
  t.test(`${name}: when the session store fails from some call on, the answer is an error, without access and without a cookie`, async t => {
    for (let first = 1; ; first++) {
      const application = await createApplication()
      const { browser, act } = await prepare(application)
      const before = (await browser.get('/me')).status
      const row = await application.repository.findTwoFactor('alice')
      let calls = 0
      application.store.before = () => { if (++calls >= first) throw new Error('store down') }
      const answer = await act()
      application.store.before = () => {}
      if (calls < first) {
        t.ok(first > 2, `${first - 1} calls`)
        t.ok(answer.status < 400, `without a failure: ${answer.status}`)
        break
      }
      t.ok(own ? answer.status === 503 : answer.status >= 500, `call ${first}: ${answer.status}`)
      t.notOk(answer.cookies.some(({ name, value }) => name.includes('two-factor') && value !== ''), `call ${first}: no trust`)
      const changed = (await application.repository.findTwoFactor('alice'))?.revision !== row?.revision
      const { status } = await browser.get('/me')
      t.ok(status !== 200 || (before === 200 && !changed), `call ${first}: ${status}`)
    }
  })
}

t.test('when the store fails once in the plugin\'s routes, at whatever call, there is no access and no cookie of trust', async t => {
  for (const name of ['challenge with trust', 'challenge of a browser', 'recovery code', 'enrollment of somebody held back']) {
    for (let failing = 1; ; failing++) {
      const application = await createApplication()
      const { browser, act } = await flows[name]!.prepare(application)
      let calls = 0
      application.store.before = () => { if (++calls === failing) throw new Error('store down') }
      const answer = await act()
      application.store.before = () => {}
      if (calls < failing) break
      t.equal(answer.status, 503, `${name}, call ${failing}`)
      t.notOk(answer.cookies.some(({ name }) => name.includes('two-factor')), `${name}, call ${failing}: no trust`)
      t.not((await browser.get('/me')).status, 200, `${name}, call ${failing}: no access`)
    }
  }
})

t.test('a code whose session could not be saved is spent', async t => {
  const { enroll, login, code, store } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  store.before = operation => { if (operation !== 'get') throw new Error('store down') }
  refused(t, await browser.post('/two-factor/challenge', { code: code(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE')
  store.before = () => {}
  refused(t, await (await login('alice')).post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
})

t.test('a step-up whose session could not be saved is none', async t => {
  const { enroll, code, store, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  clock.now += 300_000
  store.before = operation => { if (operation === 'set') throw new Error('store down') }
  refused(t, await browser.post('/two-factor/step-up', { code: code(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE')
  store.before = () => {}
  refused(t, await browser.post('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
})

t.test('when the store cannot be read no guarded route answers, and the plugin\'s are 503', async t => {
  const { enroll, store } = await createApplication()
  const { client: browser } = await enroll('alice')
  store.before = () => { throw new Error('store down') }
  t.ok((await browser.get('/me')).status >= 500)
  for (const url of ['/two-factor', '/two-factor/challenge', '/two-factor/step-up', '/two-factor/enrollment']) {
    refused(t, await browser.get(url), 503, 'TWO_FACTOR_UNAVAILABLE', url)
    refused(t, await browser.page(url), 503, 'TWO_FACTOR_UNAVAILABLE', `${url} of a browser`)
  }
})

t.test('a session cookie that does not cover the routes signs nobody in', async t => {
  const { client } = await createApplication({ session: { cookie: { secure: false, path: '/app' } } })
  const browser = client()
  refused(t, await browser.post('/login', { userId: 'carol' }), 503, 'TWO_FACTOR_UNAVAILABLE')
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})
