import type pg from 'pg'
import type { UserRepository } from 'fastify-two-factor'

/**
 * An own repository on PostgreSQL, beside a `users` table of the application:
 * `create table two_factor (user_id text primary key, record text not null, enabled boolean not null, revision bigint not null)`
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
    async saveTwoFactor (userId, { record, enabled, revision }, expectedRevision) {
      const { rowCount } = expectedRevision === undefined
        ? await pool.query(
          'insert into two_factor (user_id, record, enabled, revision) values ($1, $2, $3, $4) on conflict do nothing',
          [userId, record, enabled, revision]
        )
        : await pool.query(
          'update two_factor set record = $2, enabled = $3, revision = $4 where user_id = $1 and revision = $5',
          [userId, record, enabled, revision, expectedRevision]
        )
      return rowCount === 1
    }
  }
}
