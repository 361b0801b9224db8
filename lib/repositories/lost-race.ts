const codes: ReadonlySet<unknown> = new Set([
  '23505', '40001', '40P01', // PostgreSQL: unique violation, serialization failure, deadlock
  'ER_DUP_ENTRY', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', // MySQL, MariaDB
  'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE' // SQLite
])

/** Whether a database error only says that somebody else was faster: the change did not happen. */
export function isLostRace (error: unknown): boolean {
  return error instanceof Error && 'code' in error && codes.has(error.code)
}
