import type pg from 'pg'
import type { UserRepository } from 'fastify-two-factor'

/**
 * An own repository on PostgreSQL, with an outbox, beside a `users` table of the application:
 * `create table two_factor (user_id text primary key, record text not null, enabled boolean not null, revision bigint not null);`
 * `create table two_factor_events (position bigserial primary key, user_id text not null, event json not null);`
 */
export function pgUserRepository (pool: pg.Pool): UserRepository {
  return {
    async findUser (userId) {
      const { rows: [user] } = await pool.query('select email, role from users where id = $1', [userId])
      return user && { accountName: user.email, twoFactor: user.role === 'accountant' ? 'required' : 'optional' }
    },
    async findTwoFactor (userId) {
      const { rows: [row] } = await pool.query('select record, enabled, revision from two_factor where user_id = $1', [userId])
      return row && { ...row, revision: Number(row.revision) }                    // pg gives a bigint as text
    },
    async saveTwoFactor (userId, { record, enabled, revision }, expectedRevision, events) {
      const values = [userId, record, enabled, revision, JSON.stringify(events)]
      const saving = expectedRevision === undefined
        ? pool.query(withEvents(INSERT), values)
        : pool.query(withEvents(UPDATE), [...values, expectedRevision])
      return await saving.then(({ rowCount }) => rowCount === 1, falseWhereLost)
    }
  }
}

/** A stricter isolation than PostgreSQL's default says by an error that another save was first. */
function falseWhereLost (error: { code?: string }): false {
  if (error.code === '40001') return false
  throw error
}

const INSERT = 'insert into two_factor (user_id, record, enabled, revision) values ($1, $2, $3, $4) on conflict do nothing'
const UPDATE = 'update two_factor set record = $2, enabled = $3, revision = $4 where user_id = $1 and revision = $6'

/** The row and its events in one statement: PostgreSQL does both, or neither. */
function withEvents (save: string): string {
  return `
    with saved as (${save} returning user_id), kept as (
      insert into two_factor_events (user_id, event)
      select user_id, event from saved, json_array_elements($5::json) with ordinality as given (event, number) order by number
    )
    select from saved`
}
