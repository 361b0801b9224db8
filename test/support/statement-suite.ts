import type { Kysely } from 'kysely'
import t, { type Test } from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { createApplication, type TestApplication } from './application.js'
import type { Answer } from './client.js'

export interface WatchedDatabase {
  db: Kysely<any>
  /** Every statement that the driver was given, as SQL. */
  statements: string[]
}

type Act = () => Promise<Answer>

const DAY = 86_400_000

/** What each request costs, counted where the driver takes the statements, on an engine of the caller's. */
export function testStatements (open: (t: Test) => Promise<WatchedDatabase>, { on = '', prefix = '', atOnce = false } = {}): void {
  const test = (name: string, run: (t: Test) => Promise<void>): void => { t.test(on === '' ? name : `${name} (${on})`, run) }

  const rows = `${prefix}two_factor`
  const outbox = `${prefix}two_factor_events`
  const users = `${prefix}users`

  /** The statements of the request, with their tables, once everything before it is done. */
  async function cost (t: Test, prepare: (application: TestApplication) => Promise<Act>, { withEvents = false } = {}): Promise<string[]> {
    const { db, statements } = await open(t)
    const tables = { table: rows, events: withEvents ? outbox : undefined }
    await createTwoFactorTable(db, tables)
    await db.schema.createTable(users).addColumn('id', 'varchar(36)').addColumn('email', 'varchar(255)').execute()
    try {
      await db.insertInto(users).values(['alice', 'bob'].map(id => ({ id, email: `${id}@example.com` }))).execute()
      const act = await prepare(await createApplication({ userRepository: { ...kyselyTwoFactorStore(db, tables), findUser } }))
      statements.length = 0
      await act()
      return statements.map(shortened)
    } finally {
      for (const table of [rows, users, ...withEvents ? [outbox] : []]) await db.schema.dropTable(table).execute()
    }

    async function findUser (id: string): Promise<TwoFactorUser | undefined> {
      const user = await db.selectFrom(users).select('email').where('id', '=', id).executeTakeFirst()
      return user && { accountName: user.email }
    }
  }

  /** What it does to which table; whole where it is something else. */
  function shortened (statement: string): string {
    const plain = statement.replaceAll('`', '"')
    const found = [/^(select) .*? from "(\w+)"/, /^(update|insert into) "(\w+)"/, /^with "saved" as \((update) "(\w+)".* (insert into) "(\w+)"/s]
      .map(pattern => pattern.exec(plain)?.slice(1)).find(words => words !== undefined)
    return found === undefined ? statement : found.map(word => word.replace(prefix, '')).join(' ')
  }

  test('a challenge is one read of the row, one of the user and one write, be the code right or wrong', async t => {
    const challenge = (right: boolean) => async ({ enroll, login, code, wrong }: TestApplication): Promise<Act> => {
      const { secret } = await enroll('alice')
      const browser = await login('alice')
      return () => browser.post('/two-factor/challenge', { code: right ? code(secret) : wrong(secret) })
    }
    t.strictSame(await cost(t, challenge(true)), ['select two_factor', 'select users', 'update two_factor'])
    t.strictSame(await cost(t, challenge(false)), ['select two_factor', 'select users', 'update two_factor'])
  })

  test('a challenge that asks for trust costs no more', async t => {
    t.strictSame(await cost(t, async ({ enroll, login, code }) => {
      const { secret } = await enroll('alice')
      const browser = await login('alice')
      return () => browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })
    }), ['select two_factor', 'select users', 'update two_factor'])
  })

  test(`with an outbox a save that has events ${atOnce ? 'writes them in the same statement' : 'costs a begin, an insert and a commit more'}, and everything else costs what it did`, async t => {
    const change = atOnce ? ['update two_factor insert into two_factor_events'] : ['begin', 'update two_factor', 'insert into two_factor_events', 'commit']
    const withEvents = async (prepare: (application: TestApplication) => Promise<Act>): Promise<string[]> => await cost(t, prepare, { withEvents: true })
    const challenge = (answer: 'code' | 'wrong', trustClient = false) => async ({ enroll, login, ...codes }: TestApplication): Promise<Act> => {
      const { secret } = await enroll('alice')
      const browser = await login('alice')
      return () => browser.post('/two-factor/challenge', { code: codes[answer](secret), trustClient })
    }
    t.strictSame(await withEvents(challenge('code')), ['select two_factor', 'select users', 'update two_factor'], 'a sign-in is in no outbox')
    t.strictSame(await withEvents(challenge('wrong')), ['select two_factor', 'select users', ...change])
    t.strictSame(await withEvents(challenge('code', true)), ['select two_factor', 'select users', ...change])
    t.strictSame(await withEvents(async ({ enroll }) => {
      const { client: browser } = await enroll('alice')
      return () => browser.get('/me')
    }), ['select two_factor'])
    t.strictSame(await withEvents(async ({ enroll }) => {
      const { client: browser } = await enroll('alice')
      return () => browser.post('/two-factor/sign-out')
    }), ['select two_factor', ...change])
  })

  test('a sign-in by a remembered client is one read of the row and one of the user, and a write once a day', async t => {
    const trusted = (days: number, before = 0) => async ({ enroll, signIn, clock, client }: TestApplication): Promise<Act> => {
      const { secret } = await enroll('alice')
      const { jar } = await signIn('alice', secret, { trustClient: true })
      const login: Act = async () => {
        const browser = client()
        for (const [name, value] of jar) if (name !== 'sessionId') browser.jar.set(name, value)
        const answer = await browser.post('/login', { userId: 'alice' })
        if (answer.body.method !== 'trusted-client') throw new Error(JSON.stringify(answer.body))
        return answer
      }
      clock.now += days * DAY
      for (let signIn = 0; signIn < before; signIn++) await login()
      return login
    }
    const read = ['select two_factor', 'select users']
    t.strictSame(await cost(t, trusted(0)), read, 'on the day it was trusted')
    t.strictSame(await cost(t, trusted(1)), [...read, 'update two_factor'], 'for the first time on another day')
    t.strictSame(await cost(t, trusted(1, 3)), read, 'again on that day')
  })

  test('a guarded request is one read, and one more for a user without two-factor authentication, whose policy is asked', async t => {
    t.strictSame(await cost(t, async ({ enroll }) => {
      const { client: browser } = await enroll('alice')
      return () => browser.get('/me')
    }), ['select two_factor'])
    t.strictSame(await cost(t, async ({ login }) => {
      const browser = await login('bob')
      return () => browser.get('/me')
    }), ['select two_factor', 'select users'])
    t.strictSame(await cost(t, async ({ client }) => () => client().get('/me')), [], 'nobody costs nothing')
  })
}
