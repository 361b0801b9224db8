import { sql } from 'kysely'
import t from 'tap'
import type { TwoFactorRow } from '../../lib/index.js'
import { createTwoFactorTable, kyselyTwoFactorStore, type TwoFactorStore } from '../../lib/repositories/kysely.js'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { sqliteDatabase } from '../support/databases.js'

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
    t.equal(await saveTwoFactor('alice', saved, expected), true)
    t.strictSame(await findTwoFactor('alice'), saved)
    expected = saved.revision
  }
})

t.test('a row is saved only where nothing is stored, or at the revision that was read', async t => {
  const { findTwoFactor, saveTwoFactor } = await store()
  t.equal(await saveTwoFactor('alice', row(2), 1), false, 'there is no row to change')
  t.equal(await findTwoFactor('alice'), undefined)
  t.equal(await saveTwoFactor('alice', row(1), undefined), true)
  t.equal(await saveTwoFactor('alice', row(2), undefined), false, 'there is one already')
  t.equal(await saveTwoFactor('alice', row(3), 2), false, 'of another revision')
  t.strictSame(await findTwoFactor('alice'), row(1))
  t.equal(await saveTwoFactor('alice', row(3, true), 1), true)
  t.equal(await saveTwoFactor('alice', row(4), 1), false, 'the revision is gone')
  t.strictSame(await findTwoFactor('alice'), row(3, true))
})

t.test('of fifty parallel saves one wins, for the first row and for a change', async t => {
  const { findTwoFactor, saveTwoFactor } = await store()
  for (const expected of [undefined, 1]) {
    const first = expected === undefined ? 1 : 100
    const revisions = Array.from({ length: 50 }, (_, index) => index === 0 ? first : first + index + 1)
    const won = await Promise.all(revisions.map(async revision => await saveTwoFactor('alice', row(revision), expected)))
    t.equal(won.filter(Boolean).length, 1)
    t.equal((await findTwoFactor('alice'))!.revision, revisions[won.indexOf(true)])
  }
})

t.test('user ids that differ in case, accent or a trailing space are users of their own', async t => {
  const { findTwoFactor, saveTwoFactor } = await store()
  const ids = ['aB3x', 'AB3X', 'áB3x', 'a\u0301B3x', 'aB3x ', ' aB3x', '', 'x'.repeat(255)]
  for (const [index, userId] of ids.entries()) t.equal(await saveTwoFactor(userId, row(index + 1), undefined), true, JSON.stringify(userId.slice(0, 8)))
  for (const [index, userId] of ids.entries()) t.equal((await findTwoFactor(userId))!.revision, index + 1)
})

t.test('the table may have another name, and making it again changes nothing', async t => {
  const db = sqliteDatabase()
  for (let count = 0; count < 2; count++) await createTwoFactorTable(db, { table: 'second_factors' })
  const { saveTwoFactor, findTwoFactor } = kyselyTwoFactorStore(db, { table: 'second_factors' })
  await saveTwoFactor('alice', row(5, true), undefined)
  await createTwoFactorTable(db, { table: 'second_factors' })
  t.strictSame(await findTwoFactor('alice'), row(5, true))
  const { rows } = await sql<{ user_id: string, enabled: number }>`select user_id, enabled from second_factors`.execute(db)
  t.strictSame(rows.map(found => ({ ...found })), [{ user_id: 'alice', enabled: 1 }])
  await t.rejects(kyselyTwoFactorStore(db).findTwoFactor('alice'), { message: /no such table: two_factor/ })
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
