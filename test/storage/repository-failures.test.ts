import t from 'tap'
import { errors, type TwoFactorRow, type TwoFactorUser, type UserRepository } from '../../lib/index.js'
import { refused, unavailable } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'

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

t.test('an answer that is no user is 503, and so is a clock that gives no time', async t => {
  for (const user of ['carol', 5, true, 0, '', [], [users['carol']], () => users['carol'], new Map([['accountName', 'carol']]), new Error('nobody')]) {
    const { login, client } = await createApplication({ users: { carol: user as unknown as TwoFactorUser } })
    refused(t, await client().post('/login', { userId: 'carol' }), 503, 'TWO_FACTOR_UNAVAILABLE', String(user))
    refused(t, await (await login('carol')).get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  }
  const { login, clock } = await createApplication()
  const browser = await login('carol')
  clock.now = Number.NaN
  refused(t, await browser.get('/me'), 503, 'TWO_FACTOR_UNAVAILABLE')
})

t.test('permissions as databases write them count as they are meant, and anything else the safe way: no trust, and a password', async t => {
  for (const [value, trust, password] of [[undefined, true, true], [null, true, true], [true, true, true], [false, false, false], [0, false, false], [1, true, true], ['f', false, true], ['true', false, true], [[], false, true]] as const) {
    const alice = { ...users['alice']!, trustClients: value, hasPassword: value } as TwoFactorUser
    const { enroll, login, clock } = await createApplication({ users: { alice }, verifyPassword: () => true })
    const { client: browser } = await enroll('alice')
    t.equal((await (await login('alice')).get('/two-factor/challenge')).body.trustDays, trust ? 30 : 0, `trustClients ${String(value)}`)
    clock.now += 900_000
    t.equal((await browser.page('/two-factor')).body.includes('type="password"'), password, `hasPassword ${String(value)}`)
  }
})

t.test('a sign-in over one whose record is broken goes on: who was signed in before is out by the new session', async t => {
  const lines: string[] = []
  const { repository, login, client } = await createApplication({ server: { logger: { level: 'warn', stream: { write: line => { lines.push(line) } } } } })
  const browser = await login('carol')
  t.strictSame(lines, [], 'where nobody was signed in there is nothing to warn of')
  const find: UserRepository['findTwoFactor'] = repository.findTwoFactor
  repository.findTwoFactor = async userId => userId === 'carol' ? { record: '{}', enabled: false, revision: 1 } : await find(userId)
  t.equal((await browser.post('/login', { userId: 'bob' })).body.status, 'complete')
  t.match(lines.map(line => JSON.parse(line)), [{ msg: 'the sign-in before this one could not be signed out', err: { code: 'TWO_FACTOR_UNAVAILABLE' } }])
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
  unavailable(t, await browser.page('/two-factor/enrollment'))
  unavailable(t, await browser.submit('/two-factor/enrollment/confirm', { code: '123456' }))
})
