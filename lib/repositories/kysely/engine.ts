import { sql, type Kysely } from 'kysely'

export type Engine = 'mysql' | 'postgres' | 'sqlite'

/**
 * Which engine it is, MariaDB being as MySQL. Seen by its SQL: the class of the adapter does not tell, since an application may
 * have loaded Kysely's CommonJS build.
 */
export function engineOf<Database> (db: Kysely<Database>): Engine {
  const written = sql`${sql.id('user_id')} = ${0}`.compile(db).sql
  if (written.startsWith('`')) return 'mysql'
  return written.endsWith('$1') ? 'postgres' : 'sqlite'
}
