import { readFileSync } from 'node:fs'

const guide = readFileSync('lib/repositories/README.md', 'utf8')

/** The guide's migration for a database, for a table of another name. */
export function migrationFor (database: string, table = 'two_factor'): string {
  return statementIn(database).replace('create table two_factor', `create table ${table}`)
}

/** The guide's migration of the outbox for PostgreSQL, for a table of another name. */
export function outboxMigrationFor (table: string): string {
  return statementIn('The outbox: events that are not lost').replace('create table two_factor_events', `create table ${table}`)
}

function statementIn (heading: string): string {
  const [, section] = guide.split(`\n## ${heading}\n`)
  return /```sql\n(.*?)```/s.exec(section!.split('\n## ')[0]!)![1]!
}
