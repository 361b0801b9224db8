import { readFileSync } from 'node:fs'

const readme = readFileSync('README.md', 'utf8')

/** The README's migration for a database, for a table of another name. */
export function migrationFor (database: string, table = 'two_factor'): string {
  const [, section] = readme.split(`\n### ${database}\n`)
  const [, statement] = /```sql\n(.*?)```/s.exec(section!.split('\n### ')[0]!)!
  return statement!.replace('create table two_factor', `create table ${table}`)
}
