import type { Database } from 'better-sqlite3'
import type { SavedTwoFactorEvent, TwoFactorRow, UserRepository } from 'fastify-two-factor'

interface UserRow { email: string, role: string }

/**
 * An own repository on better-sqlite3, with an outbox, beside a `users` table of the application:
 * `create table two_factor (user_id text primary key, record text not null, enabled integer not null, revision integer not null);`
 * `create table two_factor_events (position integer primary key autoincrement, user_id text not null, event text not null);`
 * Set `busy_timeout`, `journal_mode = WAL` and `synchronous = FULL` on the database.
 */
export function sqliteUserRepository (db: Database): UserRepository {
  const user = db.prepare<[string], UserRow>('select email, role from users where id = ?')
  const row = db.prepare<[string], Omit<TwoFactorRow, 'enabled'> & { enabled: number }>(
    'select record, enabled, revision from two_factor where user_id = ?'
  )
  const insert = db.prepare('insert into two_factor (record, enabled, revision, user_id) values (?, ?, ?, ?) on conflict do nothing')
  const update = db.prepare('update two_factor set record = ?, enabled = ?, revision = ? where user_id = ? and revision = ?')
  const keep = db.prepare('insert into two_factor_events (user_id, event) values (?, ?)')

  const save = db.transaction((
    userId: string, { record, enabled, revision }: TwoFactorRow, expected: number | undefined, events: readonly SavedTwoFactorEvent[]
  ): boolean => {
    const values = [record, Number(enabled), revision, userId]
    const { changes } = expected === undefined ? insert.run(...values) : update.run(...values, expected)
    if (changes !== 1) return false
    for (const event of events) keep.run(userId, JSON.stringify(event))
    return true
  })

  return {
    async findUser (userId) {
      const found = user.get(userId)
      return found && { accountName: found.email, twoFactor: found.role === 'accountant' ? 'required' : 'optional' }
    },
    async findTwoFactor (userId) {
      const found = row.get(userId)
      return found && { ...found, enabled: found.enabled === 1 }
    },
    async saveTwoFactor (...given) {
      try {
        return save.immediate(...given)   // it takes the write lock at once, and waits for it
      } catch (error) {
        if ((error as { code?: string }).code === 'SQLITE_BUSY') return false
        throw error
      }
    }
  }
}
