import t from 'tap'
import { errors, type TwoFactorRow, type TwoFactorUser, type UserRepository } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, users, type TestApplication } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'
import { ObservedRepository } from '../support/observed-repository.js'

type Flow = (application: TestApplication) => Promise<{ browser: Client, act: () => Promise<Answer> }>

const withAlice = (act: (browser: Client, application: TestApplication, secret: string) => Promise<Answer>): Flow => async application => {
  const { client: browser, secret } = await application.enroll('alice')
  return { browser, act: () => act(browser, application, secret) }
}

const flows: Record<string, Flow> = {
  'first sign-in': async ({ client }) => { const browser = client(); return { browser, act: () => browser.post('/login', { userId: 'carol' }) } },
  'pending sign-in': async ({ enroll, client }) => { await enroll('alice'); const browser = client(); return { browser, act: () => browser.post('/login', { userId: 'alice' }) } },
  challenge: async ({ enroll, login, code }) => {
    const { secret } = await enroll('alice')
    const browser = await login('alice')
    return { browser, act: () => browser.post('/two-factor/challenge', { code: code(secret), trustClient: true }) }
  },
  recovery: async ({ enroll, login }) => {
    const { recoveryCodes } = await enroll('alice')
    const browser = await login('alice')
    return { browser, act: () => browser.post('/two-factor/recovery', { code: recoveryCodes[0] }) }
  },
  'guarded page': withAlice(browser => browser.get('/me')),
  'guarded page without two-factor authentication': async ({ login }) => { const browser = await login('carol'); return { browser, act: () => browser.get('/me') } },
  preferences: withAlice(browser => browser.get('/two-factor')),
  'preferences page': withAlice(browser => browser.page('/two-factor')),
  'start of an enrollment': withAlice(browser => browser.post('/two-factor/enrollment')),
  'step-up': withAlice((browser, { code }, secret) => browser.post('/two-factor/step-up', { code: code(secret) })),
  disabling: withAlice((browser, { code }, secret) => browser.post('/two-factor/disable', { code: code(secret) })),
  'recovery codes': withAlice((browser, { code }, secret) => browser.post('/two-factor/recovery-codes', { code: code(secret) })),
  'sign-out': withAlice(browser => browser.post('/two-factor/sign-out')),
  'another password': withAlice(browser => browser.post('/password'))
}

for (const [name, prepare] of Object.entries(flows)) {
  t.test(`${name}: when a call of the repository fails, whichever, the answer is 503 and nothing has changed`, async t => {
    for (let failing = 1; ; failing++) {
      const repository = new ObservedRepository()
      const application = await createApplication({ userRepository: repository })
      const { browser, act } = await prepare(application)
      const before = { me: await browser.get('/me'), alice: await repository.row('alice'), carol: await repository.row('carol'), events: application.events.length }
      let calls = 0
      repository.before = () => { if (++calls >= failing) throw Object.assign(new Error('secret host refused'), { statusCode: 418 }) }
      const answer = await act()
      repository.before = () => {}
      if (calls < failing) {
        t.ok(answer.status < 400, `${failing - 1} calls: ${answer.status}`)
        break
      }
      refused(t, answer, 503, 'TWO_FACTOR_UNAVAILABLE', `call ${failing}`)
      t.notOk(JSON.stringify(answer).includes('secret host'), `call ${failing}: nothing of the cause`)
      t.notOk(answer.cookies.some(({ name }) => name.includes('two-factor')), `call ${failing}: no trust`)
      t.equal((await browser.get('/me')).status, before.me.status, `call ${failing}: the session counts for what it did`)
      t.strictSame([await repository.row('alice'), await repository.row('carol'), application.events.length], [before.alice, before.carol, before.events], `call ${failing}: nothing stored, nothing told`)
    }
  })
}

t.test('a row that is not what was saved is 503', async t => {
  const rows: [string, (row: TwoFactorRow) => unknown][] = [
    ['a revision as text', row => ({ ...row, revision: String(row.revision) })], ['a revision that was rounded', row => ({ ...row, revision: 2 ** 53 })], ['no revision', ({ record, enabled }) => ({ record, enabled })],
    ['no record', row => ({ ...row, record: undefined })], ['a record as object', row => ({ ...row, record: JSON.parse(row.record) })], ['a cut record', row => ({ ...row, record: row.record.slice(0, -10) })], ['null', row => ({ ...row, record: 'null' })],
    ['an empty record', row => ({ ...row, record: '{}' })], ['a record with other authenticators', row => ({ ...row, record: JSON.stringify({ ...JSON.parse(row.record), authenticators: [{ id: 'x' }] }) })]
  ]
  for (const [name, change] of rows) {
    const { repository, enroll, client } = await createApplication()
    const { client: browser } = await enroll('alice')
    const find = repository.findTwoFactor
    repository.findTwoFactor = async userId => change((await find(userId))!) as TwoFactorRow
    refused(t, await browser.get('/me'), 503, 'TWO_FACTOR_UNAVAILABLE', name)
    refused(t, await client().post('/login', { userId: 'alice' }), 503, 'TWO_FACTOR_UNAVAILABLE', `sign-in: ${name}`)
  }
})

t.test('a user without an account name is 503, and so is a clock that gives no time', async t => {
  for (const user of [{}, { accountName: 5 }, { accountName: null }, 'carol']) {
    const { login, client } = await createApplication({ users: { carol: user as TwoFactorUser } })
    refused(t, await client().post('/login', { userId: 'carol' }), 503, 'TWO_FACTOR_UNAVAILABLE', JSON.stringify(user))
    refused(t, await (await login('carol')).get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  }
  const { login, clock } = await createApplication()
  const browser = await login('carol')
  clock.now = Number.NaN
  refused(t, await browser.get('/me'), 503, 'TWO_FACTOR_UNAVAILABLE')
})

t.test('permissions as databases write them count as they are meant: only nothing and true are yes', async t => {
  for (const [value, allowed] of [[undefined, true], [null, true], [true, true], [false, false], [0, false], [1, false], ['f', false], ['true', false]] as const) {
    const alice = { ...users['alice']!, trustClients: value, hasPassword: value } as TwoFactorUser
    const { enroll, login, clock } = await createApplication({ users: { alice }, verifyPassword: () => true })
    const { client: browser } = await enroll('alice')
    t.equal((await (await login('alice')).get('/two-factor/challenge')).body.trustDays, allowed ? 30 : 0, `trustClients ${String(value)}`)
    clock.now += 900_000
    t.equal((await browser.page('/two-factor')).body.includes('type="password"'), allowed, `hasPassword ${String(value)}`)
  }
})

t.test('a sign-in over one whose record is broken goes on: who was signed in before is out by the new session', async t => {
  const { repository, login, client } = await createApplication()
  const browser = await login('carol')
  const find: UserRepository['findTwoFactor'] = repository.findTwoFactor
  repository.findTwoFactor = async userId => userId === 'carol' ? { record: '{}', enabled: false, revision: 1 } : await find(userId)
  t.equal((await browser.post('/login', { userId: 'bob' })).body.status, 'complete')
  t.equal((await browser.get('/me')).body.userId, 'bob')
  refused(t, await client().post('/login', { userId: 'carol' }), 503, 'TWO_FACTOR_UNAVAILABLE')
})

t.test('an error of a repository that is the plugin\'s own 503 already is passed on as it is', async t => {
  const seen: unknown[] = []
  const unavailable = new errors.TWO_FACTOR_UNAVAILABLE()
  const { repository, login } = await createApplication({ precede: app => { app.setErrorHandler(async (error: Error, _request, reply) => { seen.push(error); return await reply.send(error) }) } })
  const browser = await login('carol')
  repository.findTwoFactor = async () => { throw unavailable }
  refused(t, await browser.get('/me'), 503, 'TWO_FACTOR_UNAVAILABLE')
  t.equal(seen[0], unavailable)
})

t.test('a page of an enrollment whose record cannot be read is 503', async t => {
  const { repository, login } = await createApplication()
  const browser = await login('carol')
  await browser.post('/two-factor/enrollment')
  repository.findTwoFactor = async () => { throw new Error('down') }
  refused(t, await browser.page('/two-factor/enrollment'), 503, 'TWO_FACTOR_UNAVAILABLE')
  refused(t, await browser.submit('/two-factor/enrollment/confirm', { code: '123456' }), 503, 'TWO_FACTOR_UNAVAILABLE')
})
