import { MysqlAdapter, sql, type ColumnDataType, type Kysely, type RawBuilder } from 'kysely'

/** UTF-8. */
const BYTES_OF_A_CHARACTER = 4

/**
 * Text that is compared byte by byte. The collations of MySQL and MariaDB take `aB3x`, `AB3X` and `áB3x ` for one,
 * and with them two users, or one user under names that are counted apart.
 */
export function text<Database> (db: Kysely<Database>, length: number): ColumnDataType | RawBuilder<unknown> {
  const mysql = db.getExecutor().adapter instanceof MysqlAdapter
  return mysql ? sql`varbinary(${sql.lit(length * BYTES_OF_A_CHARACTER)})` : `varchar(${length})`
}
