import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely'
import SqliteFile from 'libsql'
import t from 'tap'
import { keepStatements } from '../../example-app/recipes/kept-statements.js'
import { checkUserRepository } from '../../lib/repositories/conformance.js'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'

function open (): { file: SqliteDatabase, prepared: string[] } {
  const database = new SqliteFile(':memory:') as unknown as SqliteDatabase
  const prepared: string[] = []
  return {
    prepared,
    file: {
      close: () => database.close(),
      prepare (text) {
        prepared.push(text)
        return database.prepare(text)
      }
    }
  }
}

t.test('the store keeps its promises on statements that are kept, and prepares none of them twice', async t => {
  const { file, prepared } = open()
  const db = new Kysely<any>({ dialect: new SqliteDialect({ database: keepStatements(file) }) })
  await createTwoFactorTable(db, { events: 'two_factor_events' })
  const store = kyselyTwoFactorStore(db, { events: 'two_factor_events' })
  await checkUserRepository({ ...store, findUser: async id => id === 'alice' ? { accountName: 'alice@example.com' } : null }, 'alice')
  t.ok(prepared.length > 5)
  t.strictSame(prepared.filter((text, index) => prepared.indexOf(text) !== index), [])
  await db.destroy()
})

t.test('of statements with many texts the last hundred are kept', t => {
  const { file, prepared } = open()
  const keeping = keepStatements(file)
  for (let number = 1; number <= 101; number++) keeping.prepare(`select ${number}`)
  keeping.prepare('select 2')
  t.equal(prepared.length, 101)
  keeping.prepare('select 1')
  keeping.prepare('select 2')
  t.equal(prepared.length, 102, 'the one that was used last is kept')
  t.end()
})
