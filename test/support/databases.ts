import {
  DummyDriver, Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, SqliteAdapter, SqliteDialect, SqliteIntrospector, SqliteQueryCompiler,
  type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult, type SqliteDatabase
} from 'kysely'
import SqliteFile from 'libsql'

/** What happens around each statement; what it throws, the statement fails with. */
export interface Around { before?: () => void, after?: () => void }

/** A database of its own in memory; the table has to be made. */
export function sqliteDatabase ({ before, after }: Around = {}): Kysely<object> {
  const file = new SqliteFile(':memory:') as unknown as SqliteDatabase
  const prepare = file.prepare.bind(file)
  file.prepare = statement => {
    const prepared = prepare(statement)
    const around = <Result>(run: () => Result): Result => {
      before?.()
      const result = run()
      after?.()
      return result
    }
    return {
      reader: prepared.reader,
      all: values => around(() => prepared.all(values)),
      run: values => around(() => prepared.run(values)),
      iterate: values => prepared.iterate(values)
    }
  }
  return new Kysely({ dialect: new SqliteDialect({ database: file }) })
}

export type Engine = 'mysql' | 'postgres' | 'sqlite'

export interface Query { sql: string, parameters: readonly unknown[] }

/** A database of some engine that answers each query as the test says; `queries` keeps what was asked. */
export function scriptedDatabase (engine: Engine, answer: (query: Query, index: number) => Partial<QueryResult<unknown>>): { db: Kysely<object>, queries: Query[] } {
  const queries: Query[] = []
  const connection: DatabaseConnection = {
    async executeQuery<Row> ({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      queries.push({ sql, parameters })
      return { rows: [], ...answer({ sql, parameters }, queries.length - 1) } as QueryResult<Row>
    },
    async * streamQuery () {}
  }
  class Scripted extends DummyDriver {
    override async acquireConnection (): Promise<DatabaseConnection> {
      return connection
    }
  }
  return { db: new Kysely({ dialect: dialectOf(engine, () => new Scripted()) }), queries }
}

function dialectOf (engine: Engine, createDriver: () => Driver): Dialect {
  switch (engine) {
    case 'mysql': return { createDriver, createAdapter: () => new MysqlAdapter(), createQueryCompiler: () => new MysqlQueryCompiler(), createIntrospector: db => new MysqlIntrospector(db) }
    case 'postgres': return { createDriver, createAdapter: () => new PostgresAdapter(), createQueryCompiler: () => new PostgresQueryCompiler(), createIntrospector: db => new PostgresIntrospector(db) }
    case 'sqlite': return { createDriver, createAdapter: () => new SqliteAdapter(), createQueryCompiler: () => new SqliteQueryCompiler(), createIntrospector: db => new SqliteIntrospector(db) }
  }
}
