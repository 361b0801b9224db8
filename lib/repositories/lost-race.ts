const codes: ReadonlySet<unknown> = new Set([
  '23505', '40001', '40P01', '55P03', // PostgreSQL: unique violation, serialization failure, deadlock, lock timeout
  'ER_DUP_ENTRY', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', // MySQL, MariaDB
  'SQLITE_BUSY', 'SQLITE_BUSY_RECOVERY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_BUSY_TIMEOUT', // SQLite
  'SQLITE_LOCKED', 'SQLITE_LOCKED_SHAREDCACHE', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE'
])

/** Whether a database error only says that somebody else was faster: the change did not happen. */
export function isLostRace (error: unknown): boolean {
  return codes.has((error as { code?: unknown } | null | undefined)?.code)
}
