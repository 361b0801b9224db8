/** Sessions of @fastify/session in a table of the application's database: as better-auth keeps its own. */
export class DatabaseStore {
  #db

  constructor (db) {
    this.#db = db
  }

  static async createTable (db) {
    await db.schema.createTable('sessions').ifNotExists()
      .addColumn('id', 'varchar(64)', column => column.primaryKey().notNull())
      .addColumn('data', 'text', column => column.notNull())
      .addColumn('expires', 'bigint', column => column.notNull())
      .execute()
  }

  get (id, callback) {
    this.#db.selectFrom('sessions').select('data').where('id', '=', id).where('expires', '>', Date.now()).executeTakeFirst()
      .then(row => { callback(null, row && JSON.parse(row.data)) }, callback)
  }

  set (id, session, callback) {
    const values = { data: JSON.stringify(session), expires: Date.now() + 86_400_000 }
    this.#db.insertInto('sessions').values({ id, ...values }).onConflict(conflict => conflict.column('id').doUpdateSet(values)).execute()
      .then(() => { callback(null) }, callback)
  }

  destroy (id, callback) {
    this.#db.deleteFrom('sessions').where('id', '=', id).execute()
      .then(() => { callback(null) }, callback)
  }
}
