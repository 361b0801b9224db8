import { MysqlAdapter, sql, type ColumnDataType, type Kysely, type RawBuilder } from 'kysely'

/** At most, in UTF-8. */
const BYTES_OF_A_CHARACTER = 4

/**
 * A column for text that is compared byte by byte. The usual collations of MySQL and MariaDB take `aB3x`, `AB3X` and
 * `áB3x ` for the same text: two users would pass for one, or one user for several names whose guesses are counted apart.
 */
export function text<Database> (db: Kysely<Database>, length: number): ColumnDataType | RawBuilder<unknown> {
  const mysql = db.getExecutor().adapter instanceof MysqlAdapter
  return mysql ? sql`varbinary(${sql.lit(length * BYTES_OF_A_CHARACTER)})` : `varchar(${length})`
}
