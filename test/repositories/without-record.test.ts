import { inspect } from 'node:util'
import t, { type Test } from 'tap'
import { memoryUserRepository, type TwoFactorRow, type UserRepository } from '../../lib/index.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import { checkUserRepository } from '../../lib/repositories/conformance.js'
import { withoutRecord } from '../../lib/repositories/without-record.js'
import { createApplication, users } from '../support/application.js'
import { refused } from '../support/answers.js'
import { pieceOf } from '../support/pieces.js'
import { TestRepository } from '../support/test-repository.js'
import { authenticatorOf, digestOf, enabledRecord } from '../record/fixtures.js'

/** An error of this class, with these properties. */
function named (name: string, message: string, properties: object = {}, options?: ErrorOptions): Error {
  return Object.assign(new (class extends Error { override name = name })(message, options), properties)
}

/** What drivers and mappers throw when they cannot save or read, with a record in it. */
const drivers: Record<string, (record: string) => unknown> = {
  drizzle: record => named('DrizzleQueryError', `Failed query: insert into "two_factor" ("user_id", "record") values ($1, $2)\nparams: alice,${record},true,17`, { query: 'insert into …', params: ['alice', record, true, 17] }, { cause: named('error', 'duplicate key value violates unique constraint "two_factor_pkey"', { code: '23505', detail: `Failing row contains (alice, ${record}, t, 17).` }) }),
  pg: record => named('error', 'null value in column "enabled" violates not-null constraint', { length: 300, severity: 'ERROR', code: '23502', detail: `Failing row contains (alice, ${record.slice(0, 60)}..., null, 17).`, where: 'unnamed portal' }),
  mysql2: record => named('Error', `Data too long for column 'record' at row 1, near '${record.slice(100, 160)}'`, { code: 'ER_DATA_TOO_LONG', errno: 1406, sqlState: '22001', sql: `insert into two_factor values ('alice', '${record.replaceAll('"', '\\"')}')` }),
  sequelize: record => { const parent = named('Error', 'deadlock', { code: 'ER_LOCK_DEADLOCK', sql: record, parameters: ['alice', record] }); return named('SequelizeDatabaseError', 'deadlock', { parent, original: parent, sql: `UPDATE … '${record}'`, parameters: { record } }) },
  'a validation of Sequelize': record => named('SequelizeValidationError', 'Validation error', { errors: [{ message: `${record} is too long`, value: record, path: 'record' }] }),
  typeorm: record => named('QueryFailedError', 'QueryFailedError: database is locked', { query: 'INSERT …', parameters: ['alice', record], driverError: named('Error', 'SQLITE_BUSY', { code: 'SQLITE_BUSY' }) }),
  prisma: record => named('PrismaClientValidationError', `\nInvalid \`prisma.twoFactor.update()\` invocation:\n\n{\n  data: {\n    record: ${JSON.stringify(record)},\n            ~~~~~~\n    enabled: 1\n  }\n}\n\nArgument \`enabled\`: expected Boolean.`, { clientVersion: '7.0.0' }),
  knex: record => named('error', `insert into "two_factor" ("record") values ('${record}') - connection terminated`, { code: 'ECONNRESET' }),
  mongodb: record => named('MongoServerError', 'E11000 duplicate key error', { code: 11000, keyValue: { _id: 'alice' }, writeErrors: [{ err: { op: { record: JSON.parse(record) } } }] }),
  'a client over HTTP': record => named('FetchError', 'request failed with status 500', { config: { body: JSON.stringify({ params: [record] }) }, response: { text: Buffer.from(record).toString('base64') } }),
  'an aggregate': record => new AggregateError([named('Error', `host a: ${record}`), `host b: ${record}`], `all failed: ${record}`),
  'a nested cause': record => new Error('save failed', { cause: new Error('the pool', { cause: { message: `the connection: ${record}`, sql: record } }) }),
  'a cause that is a text': record => new Error('save failed', { cause: `${record} was refused` }),
  'a text': record => `could not save ${record}`,
  'an object': record => ({ message: `could not save ${record}`, code: 'E_SAVE', record }),
  'an object without a message': record => ({ record }),
  'an error whose name, code and stack hold it': record => Object.assign(named(record, 'save failed', { code: record }), { stack: `Error: save failed\n    at ${record}\n    at save (${record.slice(0, 40)})\n    at run (file:///app/users.js:10:5)` }),
  'an error with a symbol': record => Object.assign(new Error('save failed'), { [Symbol('context')]: record }),
  'an error with a hidden property': record => Object.defineProperty(new Error('save failed'), 'parameters', { value: [record] }),
  'a parser of JSON': record => { try { return JSON.parse(`${record}x`) } catch (error) { return error } },
  'an inherited property': record => Object.create(Object.assign(new Error('save failed'), { sql: record })),
  'a cycle': record => { const error = named('Error', `save failed: ${record}`); error.cause = new Error('inner', { cause: error }); return error }
}

const record = serializeRecord(enabledRecord({ authenticators: [authenticatorOf('phone', { name: 'Phone "2"', key: digestOf('key') })], recoveryCodes: [digestOf('one'), digestOf('two')] }))

/** Everything in an error, hidden or not. */
function everything (error: unknown): string {
  return inspect(error, { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null, breakLength: Infinity })
}

/** Nothing of the record as it is or in quotes. */
function holdsNothing (t: Test, record: string, text: string, message: string): void {
  t.strictSame([pieceOf(record, text), pieceOf(JSON.stringify(record), text), pieceOf(JSON.stringify(JSON.stringify(record)), text)], [undefined, undefined, undefined], message)
}

t.test('an error of a driver keeps nothing of the record, however it holds it', async t => {
  for (const [name, driver] of Object.entries(drivers)) {
    holdsNothing(t, record, everything(withoutRecord(driver(record), [record])), name)
    if (!['mysql2'].includes(name)) holdsNothing(t, record, everything(withoutRecord(driver(record), [])), `${name}, of a record that is not known`)
  }
})

t.test('it keeps its name, its code, what else its message says, its causes and where it was thrown', async t => {
  const drizzle = withoutRecord(drivers['drizzle']!(record), [record]) as Error
  t.match(drizzle, { name: 'DrizzleQueryError', message: 'Failed query: insert into "two_factor" ("user_id", "record") values ($1, $2)\nparams: alice,[record],true,17' })
  t.match(drizzle.cause, { name: 'error', code: '23505', message: 'duplicate key value violates unique constraint "two_factor_pkey"' })
  t.ok(drizzle.stack!.startsWith(`DrizzleQueryError: ${drizzle.message}\n    at `))
  t.match(drizzle.stack, /without-record\.test/)
  for (const error of [drizzle, drizzle.cause]) t.strictSame(Object.keys(error as Error).filter(key => key !== 'code'), [])
  t.match(withoutRecord(drivers['mongodb']!(record), [record]), { name: 'MongoServerError', code: 11000, message: 'E11000 duplicate key error' })
  const { errors, message } = withoutRecord(drivers['an aggregate']!(record), [record]) as AggregateError
  t.strictSame([message, ...errors.map(({ message }: Error) => message)], ['all failed: [record]', 'host a: [record]', 'host b: [record]'])
  t.match(withoutRecord(drivers['a text']!(record), [record]), { name: 'Error', message: 'could not save [record]' })
  t.match(withoutRecord(drivers['an object']!(record), [record]), { name: 'Error', message: 'could not save [record]', code: 'E_SAVE' })
  const { stack } = withoutRecord(drivers['an error whose name, code and stack hold it']!(record), [record]) as Error
  t.match(stack, /\n {4}at run \(file:\/\/\/app\/users\.js:10:5\)$/)
})

t.test('an error that has nothing beside a name, a code, a message and a stack, and nothing of the record, stays as it is', async t => {
  const harmless = [new Error('down'), new TypeError('no', { cause: new Error('why') }), named('Busy', 'locked', { code: 'SQLITE_BUSY' }), named('Teapot', 'later', { statusCode: 503 }), undefined, null, 17, true]
  for (const error of harmless) t.equal(withoutRecord(error, [record]), error)
  for (const error of [named('E', 'x', { statusCode: '503' }), named('E', 'x', { code: {} }), Object.assign(new Error('x'), { stack: undefined }), { name: 'Error', message: 'down' }, new Error('x', { cause: { sql: 'select' } })]) {
    t.not(withoutRecord(error, [record]), error)
  }
})

t.test('a long chain of causes ends', async t => {
  let error = named('Error', 'the first', { sql: record })
  for (let depth = 0; depth < 20; depth++) error = new Error(`after ${depth}`, { cause: error })
  holdsNothing(t, record, everything(withoutRecord(error, [record])), 'nothing')
  let depth = 0
  for (let inner = withoutRecord(error, [record]) as Error | undefined; inner !== undefined; inner = inner.cause as Error | undefined) depth++
  t.equal(depth, 5)
})

const usual = ['drizzle', 'pg', 'mysql2', 'sequelize', 'prisma', 'a nested cause', 'a parser of JSON', 'an object without a message']

for (const method of ['saveTwoFactor', 'findTwoFactor', 'findUser'] as const) {
  t.test(`what the server logs of a ${method} that failed has the error, and nothing of the record`, async t => {
    for (const name of usual) {
      const driver = drivers[name]!
      const lines: string[] = []
      const caught: Error[] = []
      const repository = new TestRepository({ ...users })
      const { enroll, login, client, code, app } = await createApplication({
        userRepository: repository,
        server: { logger: { level: 'trace', stream: { write: line => { lines.push(line) } } } },
        extend: app => { app.addHook('onError', async (_request, _reply, error) => { caught.push(error) }) }
      })
      const { secret } = await enroll('alice')
      const pending = await login('alice')
      const tried: string[] = []
      const fails = async (row?: TwoFactorRow): Promise<never> => {
        tried.push(row?.record ?? repository.row('alice')!.record)
        throw driver(tried.at(-1)!)
      }
      if (method === 'saveTwoFactor') repository.save = async (_userId, row) => await fails(row)
      else repository.before = async called => { if (called === method) await fails() }
      lines.length = 0
      refused(t, await pending.post('/two-factor/challenge', { code: code(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE', name)
      t.equal((await pending.submit('/two-factor/challenge', { code: code(secret) })).status, 503)
      if (method !== 'saveTwoFactor') refused(t, await client().post('/login', { userId: 'alice' }), 503, 'TWO_FACTOR_UNAVAILABLE', name)
      await t.rejects(async () => { await (method === 'findUser' ? app.twoFactor.status('alice') : app.twoFactor.reset('alice')) }, { code: 'TWO_FACTOR_UNAVAILABLE' })
      t.ok(tried.length > 0 && caught.length > 0 && lines.some(line => line.includes('TWO_FACTOR_UNAVAILABLE')), `${name}: it failed, and is in the log`)
      for (const record of new Set([...tried, repository.row('alice')!.record])) {
        holdsNothing(t, record, lines.map(line => JSON.stringify(JSON.parse(line))).join('') + lines.flatMap(line => Object.values(JSON.parse(line).err ?? {})).join(''), `${name}: log`)
        holdsNothing(t, record, caught.map(everything).join(''), `${name}: error handlers`)
      }
    }
  })
}

t.test('a stored record that is no JSON, or damaged, is in no log', async t => {
  const lines: string[] = []
  const repository = new TestRepository(users)
  const { enroll, client } = await createApplication({ userRepository: repository, server: { logger: { level: 'trace', stream: { write: line => { lines.push(line) } } } } })
  const { client: browser } = await enroll('alice')
  const row = repository.row('alice')!
  const parts = JSON.parse(row.record)
  const damages = [row.record.slice(0, -1), `${row.record}x`, `x${row.record}`, row.record.replace(',', ',,'), JSON.stringify(row.record), JSON.stringify([parts]), JSON.stringify({ ...parts, authenticators: { [row.record]: 1 } }), JSON.stringify({ ...parts, codeAttempts: { failures: 0, days: { [row.record]: '' } } })]
  for (const record of damages) {
    repository.rows.set('alice', { ...row, record })
    refused(t, await browser.get('/me'), 503, 'TWO_FACTOR_UNAVAILABLE')
    refused(t, await client().post('/login', { userId: 'alice' }), 503, 'TWO_FACTOR_UNAVAILABLE')
  }
  t.equal(lines.filter(line => line.includes('The two-factor record is damaged')).length, 2 * damages.length)
  holdsNothing(t, row.record, lines.join(''), 'the log')
})

t.test('what checkUserRepository rejects with holds nothing of a record', async t => {
  for (const [name, driver] of Object.entries(drivers)) {
    const sound = memoryUserRepository(users)
    let saved = ''
    const faulty: UserRepository[] = [
      { ...sound, saveTwoFactor: async (_userId, row) => { saved = row.record; throw driver(saved) } },
      { ...sound, saveTwoFactor: async (userId, row, expected) => { saved = row.record; if (expected === undefined && await sound.findTwoFactor(userId) !== undefined) throw driver(saved); return await sound.saveTwoFactor(userId, row, expected, []) } },
      { ...sound, saveTwoFactor: async (_userId, row) => { saved = row.record; return saved as unknown as boolean } },
      { ...sound, async findTwoFactor (userId) { const row = await sound.findTwoFactor(userId); saved = row?.record ?? saved; return row && { ...row, enabled: row.record as unknown as boolean } } }
    ]
    for (const [index, repository] of faulty.entries()) {
      const error: unknown = await checkUserRepository(repository, 'alice').catch((error: unknown) => error)
      t.match(error, { code: /^TWO_FACTOR_REPOSITORY_/ })
      t.not(saved, '')
      holdsNothing(t, saved, everything(error), `${name}, ${index}`)
    }
  }
})
