import { sql, type Kysely } from 'kysely'
import t from 'tap'
import type { SavedTwoFactorEvent, TwoFactorRow } from '../../lib/index.js'
import { createTwoFactorTable, kyselyTwoFactorStore, type TwoFactorStore } from '../../lib/repositories/kysely.js'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { sqliteDatabase, type Around } from '../support/databases.js'

const row = (revision: number, enabled = false, record = `{"revision":${revision}}`): TwoFactorRow => ({ record, enabled, revision })

async function store (): Promise<TwoFactorStore> {
  const db = sqliteDatabase()
  await createTwoFactorTable(db)
  return kyselyTwoFactorStore(db)
}

t.test('a row is found as it was saved, to the last digit and character', async t => {
  const { findTwoFactor, saveTwoFactor } = await store()
  t.equal(await findTwoFactor('alice'), undefined)
  const rows = [row(1), row(2 ** 53 - 1, true), row(7, false, JSON.stringify({ text: `ü 😀 "'\\ \u0001 ${'x'.repeat(10_000)}` }))]
  let expected: number | undefined
  for (const saved of rows) {
    t.equal(await saveTwoFactor('alice', saved, expected, []), true)
    t.strictSame(await findTwoFactor('alice'), saved)
    expected = saved.revision
  }
})

t.test('a row is saved only where nothing is stored, or at the revision that was read', async t => {
  const { findTwoFactor, saveTwoFactor } = await store()
  t.equal(await saveTwoFactor('alice', row(2), 1, []), false, 'there is no row to change')
  t.equal(await findTwoFactor('alice'), undefined)
  t.equal(await saveTwoFactor('alice', row(1), undefined, []), true)
  t.equal(await saveTwoFactor('alice', row(2), undefined, []), false, 'there is one already')
  t.equal(await saveTwoFactor('alice', row(3), 2, []), false, 'of another revision')
  t.strictSame(await findTwoFactor('alice'), row(1))
  t.equal(await saveTwoFactor('alice', row(3, true), 1, []), true)
  t.equal(await saveTwoFactor('alice', row(4), 1, []), false, 'the revision is gone')
  t.strictSame(await findTwoFactor('alice'), row(3, true))
})

t.test('of fifty parallel saves one wins, for the first row and for a change', async t => {
  const { findTwoFactor, saveTwoFactor } = await store()
  for (const expected of [undefined, 1]) {
    const first = expected === undefined ? 1 : 100
    const revisions = Array.from({ length: 50 }, (_, index) => index === 0 ? first : first + index + 1)
    const won = await Promise.all(revisions.map(async revision => await saveTwoFactor('alice', row(revision), expected, [])))
    t.equal(won.filter(Boolean).length, 1)
    t.equal((await findTwoFactor('alice'))!.revision, revisions[won.indexOf(true)])
  }
})

t.test('user ids that differ in case, accent or a trailing space are users of their own', async t => {
  const { findTwoFactor, saveTwoFactor } = await store()
  const ids = ['aB3x', 'AB3X', 'áB3x', 'a\u0301B3x', 'aB3x ', ' aB3x', '', 'x'.repeat(255)]
  for (const [index, userId] of ids.entries()) t.equal(await saveTwoFactor(userId, row(index + 1), undefined, []), true, JSON.stringify(userId.slice(0, 8)))
  for (const [index, userId] of ids.entries()) t.equal((await findTwoFactor(userId))!.revision, index + 1)
})

t.test('the table may have another name, and making it again changes nothing', async t => {
  const db = sqliteDatabase()
  for (let count = 0; count < 2; count++) await createTwoFactorTable(db, { table: 'second_factors' })
  const { saveTwoFactor, findTwoFactor } = kyselyTwoFactorStore(db, { table: 'second_factors' })
  await saveTwoFactor('alice', row(5, true), undefined, [])
  await createTwoFactorTable(db, { table: 'second_factors' })
  t.strictSame(await findTwoFactor('alice'), row(5, true))
  const { rows } = await sql<{ user_id: string, enabled: number }>`select user_id, enabled from second_factors`.execute(db)
  t.strictSame(rows.map(found => ({ ...found })), [{ user_id: 'alice', enabled: 1 }])
  await t.rejects(kyselyTwoFactorStore(db).findTwoFactor('alice'), { message: /no such table: two_factor/ })
})

interface Outbox { save: TwoFactorStore['saveTwoFactor'], find: TwoFactorStore['findTwoFactor'], events: () => Promise<SavedTwoFactorEvent[]>, db: Kysely<object> }

async function outbox (around?: Around): Promise<Outbox> {
  const db = sqliteDatabase(around)
  await createTwoFactorTable(db, { events: 'outbox' })
  const { saveTwoFactor, findTwoFactor } = kyselyTwoFactorStore(db, { events: 'outbox' })
  return {
    db,
    save: saveTwoFactor,
    find: findTwoFactor,
    events: async () => (await sql<{ event: string }>`select event from outbox order by position`.execute(db)).rows.map(({ event }) => JSON.parse(event))
  }
}

const made = (...ids: string[]): SavedTwoFactorEvent[] => ids.map(id => ({ id, type: 'authenticator-renamed', userId: 'alice', at: new Date(7), authenticator: { id: 'phone', type: 'totp', name: 'ü 😀 "' }, from: '\'' }))
const stored = (...ids: string[]): unknown => made(...ids).map(event => ({ ...event, at: event.at.toISOString() }))

t.test('the events of a save are there with its row, in their order, and those of a save that lost are not', async t => {
  const { db, save, find, events } = await outbox()
  t.equal(await save('alice', row(1), undefined, made('one', 'two')), true)
  t.equal(await save('alice', row(2), undefined, made('first again')), false)
  t.equal(await save('alice', row(2), 7, made('over another')), false)
  t.equal(await save('alice', row(2), 1, made('three')), true)
  t.equal(await save('alice', row(3), 2, []), true)
  t.strictSame(await events(), stored('one', 'two', 'three'))
  t.strictSame(await find('alice'), row(3))
  const { rows: [first] } = await sql<object>`select * from outbox order by position`.execute(db)
  t.hasStrict({ ...first }, { position: 1, id: 'one', user_id: 'alice', type: 'authenticator-renamed', at: 7 })
  await sql`delete from outbox`.execute(db)
  await save('alice', row(4), 3, made('four'))
  const { rows: [last] } = await sql<object>`select * from outbox`.execute(db)
  t.hasStrict({ ...last }, { position: 4, id: 'four' }, 'a number is not given again')
})

t.test('a save whose events cannot be written does not happen', async t => {
  const { db, save, find } = await outbox()
  await save('alice', row(1), undefined, [])
  await sql`drop table outbox`.execute(db)
  await t.rejects(save('alice', row(2), 1, made('one')), { message: /no such table: outbox/ })
  t.strictSame(await find('alice'), row(1))
})

t.test('wherever the database breaks during a save, the row and its events are there or neither is, and true means that they are', async t => {
  for (const expected of [undefined, 1]) {
    for (const { after, number } of [1, 2, 3, 4].flatMap(number => [{ after: false, number }, { after: true, number }])) {
      let left = Infinity
      const broken = (): never => { throw new Error('the connection broke') }
      const { db, save, find, events } = await outbox({
        before: () => { if (--left === 0 && !after) broken() },
        after: () => { if (left === 0 && after) broken() }
      })
      if (expected !== undefined) await save('alice', row(expected), undefined, made('first'))
      left = number
      const answer = await save('alice', row(2), expected, made('one', 'two')).catch(() => 'failed')
      left = Infinity
      // a begin of which the answer is lost stays open where the connection does, as it never does elsewhere
      await sql`rollback`.execute(db).catch(() => {})
      const isSaved = (await find('alice'))?.revision === 2
      const name = `${expected === undefined ? 'the first row' : 'a change'}, ${after ? 'after' : 'before'} statement ${number}: ${answer}`
      t.strictSame(await events(), stored(...expected === undefined ? [] : ['first'], ...isSaved ? ['one', 'two'] : []), name)
      t.equal(answer, isSaved ? true : 'failed', name)
    }
  }
})

t.test('a save whose commit was not answered, and which another save came after, is not said to be lost: what was decided is not decided again', async t => {
  let left = Infinity
  let overtaking: Promise<boolean> | undefined
  const { save, find, events } = await outbox({
    after () {
      if (--left !== 0) return
      overtaking = save('alice', row(3), 2, made('two'))
      throw new Error('the connection broke')
    }
  })
  await save('alice', row(1), undefined, [])
  left = 4
  await t.rejects(save('alice', row(2), 1, made('one')))
  t.equal(await overtaking, true)
  t.strictSame(await find('alice'), row(3))
  t.strictSame(await events(), stored('one', 'two'))
})

t.test('where the events of a request cannot be written it is answered with 503, and neither the row changes nor anybody is told', async t => {
  const faults = {
    'the table is gone': 'drop table outbox',
    'the table refuses': "create trigger full before insert on outbox begin select raise(abort, 'the outbox is full'); end"
  }
  for (const [name, fault] of Object.entries(faults)) {
    const { db, save: saveTwoFactor, find: findTwoFactor } = await outbox()
    const { enroll, login, wrong, events, app } = await createApplication({ userRepository: { saveTwoFactor, findTwoFactor, findUser: async id => users[id] } })
    const { secret } = await enroll('alice')
    const browser = await login('alice')
    const before = await findTwoFactor('alice')
    events.length = 0
    await sql.raw(fault).execute(db)
    refused(t, await browser.post('/two-factor/challenge', { code: wrong(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE', name)
    await t.rejects(app.twoFactor.reset('alice'), { code: 'TWO_FACTOR_UNAVAILABLE' }, name)
    t.strictSame(await findTwoFactor('alice'), before, name)
    t.strictSame(events, [], name)
  }
})

t.test('of fifty parallel saves just the events of the one that won are there', async t => {
  const { save, events } = await outbox()
  for (const expected of [undefined, 1]) {
    const revisions = Array.from({ length: 50 }, (_, index) => expected === undefined && index === 0 ? 1 : 100 + index)
    const won = await Promise.all(revisions.map(async revision => await save('alice', row(revision), expected, made(`${expected} ${revision}`))))
    t.equal(won.filter(Boolean).length, 1)
    t.equal((await events()).at(-1)!.id, `${expected} ${revisions[won.indexOf(true)]}`)
  }
  t.equal((await events()).length, 2)
})

t.test('a transaction is refused, since its rollback would undo what was counted', async t => {
  const db = sqliteDatabase()
  await db.transaction().execute(async transaction => {
    t.throws(() => kyselyTwoFactorStore(transaction), { name: 'TypeError', message: /not a transaction/ })
    await t.rejects(createTwoFactorTable(transaction), { name: 'TypeError', message: /not a transaction/ })
  })
})

t.test('a whole life over the database: enroll, sign in, be remembered, recover, reset', async t => {
  const repository = { ...await store(), findUser: async (userId: string) => users[userId] }
  const { enroll, signIn, login, code, app } = await createApplication({ userRepository: repository })
  const { secret, recoveryCodes } = await enroll('alice')
  t.equal((await repository.findTwoFactor('alice'))!.enabled, true)
  const trusted = await signIn('alice', secret, { trustClient: true })
  t.equal((await trusted.post('/login', { userId: 'alice' })).body.method, 'trusted-client')
  const browsers = await Promise.all(Array.from({ length: 20 }, async () => await login('alice')))
  const answers = await Promise.all(browsers.map(async browser => await browser.post('/two-factor/challenge', { code: code(secret) })))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  const again = await createApplication({ userRepository: repository })
  const recovering = await again.login('alice')
  t.equal((await recovering.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200, 'another instance knows it all')
  refused(t, await trusted.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  await app.twoFactor.reset('alice')
  t.equal((await repository.findTwoFactor('alice'))!.enabled, false)
})
