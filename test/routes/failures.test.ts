import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { memoryUserRepository, requireSignIn } from '../../lib/index.js'
import { hardened, refused } from '../support/answers.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import { alertOf, linksOf, titleOf } from '../support/page.js'

/** An application whose database can break down. */
async function breaking (options: ApplicationOptions = {}): Promise<TestApplication & { database: { isDown: boolean } }> {
  const database = { isDown: false }
  const memory = memoryUserRepository(users)
  const whileUp = async <Value> (act: () => Promise<Value>): Promise<Value> => {
    if (database.isDown) throw new Error('the database is down')
    return await act()
  }
  const application = await createApplication({
    ...options,
    userRepository: {
      findUser: async id => await whileUp(async () => await memory.findUser(id)),
      findTwoFactor: async id => await whileUp(async () => await memory.findTwoFactor(id)),
      saveTwoFactor: async (...row) => await whileUp(async () => await memory.saveTwoFactor(...row))
    }
  })
  return { ...application, database }
}

const unavailable = 'This is not available right now. Please try again in a moment.'

t.test('a browser whose request fails sees a page that says so, and the way to try again', async t => {
  const { enroll, login, code, database } = await breaking()
  const { client: browser, secret } = await enroll('alice')
  const pending = await login('alice')
  database.isDown = true
  for (const [answer, again] of [
    [await browser.page('/two-factor?x=1'), '/two-factor?x=1'],
    [await browser.page('/two-factor/step-up'), '/two-factor/step-up'],
    [await pending.page('/two-factor/challenge?next=%2Fme'), '/two-factor/challenge?next=%2Fme'],
    [await pending.submit('/two-factor/challenge', { code: code(secret) }), '/two-factor/challenge'],
    [await pending.submit('/two-factor/recovery', { code: 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ23' }), '/two-factor/challenge'],
    [await browser.submit('/two-factor/enrollment'), '/two-factor'],
    [await browser.submit('/two-factor/trusted-clients/x/revoke'), '/two-factor'],
    [await browser.submit('/two-factor/sign-out'), '/two-factor'],
    [await browser.page('/me'), '/me']
  ] as const) {
    t.equal(answer.status, 503)
    t.equal(alertOf(answer.body), unavailable)
    t.strictSame(linksOf(answer.body), [again, '/'])
    t.match(answer.headers['content-type'], /^text\/html/)
    hardened(t, answer)
  }
  database.isDown = false
  t.equal((await browser.get('/me')).status, 200, 'nobody was signed out')
})

t.test('the page is in the browser\'s language where the user cannot be read', async t => {
  const { login, database } = await breaking()
  const browser = await login('carol')
  database.isDown = true
  const { body } = await browser.page('/two-factor', { 'accept-language': 'it' })
  t.match(body, /<html lang="it"/)
})

t.test('a client that is no browser gets the error as JSON, and so does everybody without pages', async t => {
  for (const pages of [undefined, false] as const) {
    const { login, database } = await breaking({ pages })
    const browser = await login('carol')
    database.isDown = true
    refused(t, await browser.get('/two-factor'), 503, 'TWO_FACTOR_UNAVAILABLE')
    refused(t, await browser.get('/me'), 503, 'TWO_FACTOR_UNAVAILABLE')
    if (pages === false) for (const url of ['/two-factor', '/me']) refused(t, await browser.page(url), 503, 'TWO_FACTOR_UNAVAILABLE')
  }
})

t.test('what failed is in the log with its cause, whether a browser sees a page or a client gets the error', async t => {
  const lines: { level: number, err?: { type: string, message: string, code: string } }[] = []
  const logger = { level: 'info', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } }
  const { login, client, database } = await breaking({ server: { logger } })
  const browser = await login('carol')
  database.isDown = true
  const errors = (): unknown[] => lines.splice(0).flatMap(({ level, err }) => err === undefined ? [] : [[level, err.code, /the database is down/.test(err.message)]])
  errors()
  for (const url of ['/two-factor', '/me']) {
    for (const headers of [{ accept: 'text/html' }, {}]) {
      t.equal((await browser.get(url, headers)).status, 503)
      t.strictSame(errors(), [[50, 'TWO_FACTOR_UNAVAILABLE', true]], `${url} ${JSON.stringify(headers)}`)
    }
  }
  await client().submit('/two-factor/sign-out', {}, { 'sec-fetch-site': 'cross-site' })
  t.strictSame(errors(), [[30, 'TWO_FACTOR_CROSS_ORIGIN', false]])
})

t.test('an error handler of the application answers in place of the page', async t => {
  const handle = (app: FastifyInstance): void => { app.setErrorHandler(async (error: { statusCode: number }, _request, reply) => reply.code(error.statusCode).send('ours')) }
  const { login, database } = await breaking({ precede: handle })
  const browser = await login('carol')
  database.isDown = true
  for (const url of ['/two-factor', '/me']) t.strictSame([(await browser.page(url)).status, (await browser.page(url)).body], [503, 'ours'], url)
})

t.test('an error handler of the route\'s own scope answers in place of the page', async t => {
  const { login, database } = await breaking({
    extend: async app => {
      await app.register(async scope => {
        scope.setErrorHandler(async (error: { statusCode: number }, _request, reply) => reply.code(error.statusCode).send('the shop\'s'))
        scope.get('/shop', { onRequest: requireSignIn }, async () => 'in')
      })
    }
  })
  const browser = await login('carol')
  database.isDown = true
  t.equal((await browser.page('/shop')).body, 'the shop\'s')
})

t.test('a sign-out that another site sends shows a page with the way home', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  const answer = await browser.submit('/two-factor/sign-out', {}, { 'sec-fetch-site': 'cross-site' })
  t.equal(answer.status, 403)
  t.equal(alertOf(answer.body), 'This request came from another site and was refused. Please try it here.')
  t.strictSame(linksOf(answer.body), ['/two-factor', '/'])
  t.equal((await browser.get('/me')).status, 200)
})

t.test('a session store that fails shows a browser the same page on the plugin\'s routes', async t => {
  const { login, store } = await createApplication()
  const browser = await login('carol')
  store.get = (_id, done) => { done(new Error('the store is down')) }
  const answer = await browser.page('/two-factor')
  t.equal(answer.status, 503)
  t.equal(alertOf(answer.body), unavailable)
})

t.test('a page that cannot be shown again after a wrong code says that something failed', async t => {
  const { enroll, login, wrong } = await createApplication({
    pages: {
      challenge: ({ error }) => {
        if (error !== undefined) throw new Error('broken template')
        return 'the form'
      }
    }
  })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const answer = await browser.submit('/two-factor/challenge', { code: wrong(secret) })
  t.strictSame([answer.status, alertOf(answer.body)], [503, unavailable])
  t.notMatch(answer.body, /broken template/)
})

t.test('whoever may not see the page of a form that was malformed hears what was wrong with the form, not with the page', async t => {
  const { enroll, login } = await createApplication()
  await enroll('alice')
  for (const [userId, path, fields, text] of [
    ['alice', '/disable', { code: '12' }, 'A code has six digits. Please check what you typed.'],
    ['dave', '/step-up', { code: '12' }, 'A code has six digits. Please check what you typed.'],
    ['alice', '/enrollment', { secret: 'x'.repeat(129) }, 'Your own secret can have 1 to 128 characters. Please choose another one.']
  ] as const) {
    const answer = await (await login(userId)).submit(`/two-factor${path}`, fields)
    t.strictSame([answer.status, titleOf(answer.body), alertOf(answer.body)], [400, 'Error: This did not work – Acme', text], `${userId} ${path}`)
  }
})
