/** Sessions of @fastify/session in a table of the application's database: as better-auth keeps its own. */
export class DatabaseStore {
  #db
  // compiled once: a store that one installs has its statements as text
  #get
  #set
  #destroy

  constructor (db) {
    this.#db = db
    const values = { data: '', expires: 0 }
    this.#get = db.selectFrom('sessions').select('data').where('id', '=', '').where('expires', '>', 0).compile()
    this.#set = db.insertInto('sessions').values({ id: '', ...values }).onConflict(conflict => conflict.column('id').doUpdateSet(values)).compile()
    this.#destroy = db.deleteFrom('sessions').where('id', '=', '').compile()
  }

  static async createTable (db) {
    await db.schema.createTable('sessions').ifNotExists()
      .addColumn('id', 'varchar(64)', column => column.primaryKey().notNull())
      .addColumn('data', 'text', column => column.notNull())
      .addColumn('expires', 'bigint', column => column.notNull())
      .execute()
  }

  get (id, callback) {
    this.#run(this.#get, [id, Date.now()]).then(({ rows: [row] }) => { callback(null, row && JSON.parse(row.data)) }, callback)
  }

  set (id, session, callback) {
    const values = [JSON.stringify(session), Date.now() + 86_400_000]
    this.#run(this.#set, [id, ...values, ...values]).then(() => { callback(null) }, callback)
  }

  destroy (id, callback) {
    this.#run(this.#destroy, [id]).then(() => { callback(null) }, callback)
  }

  #run (statement, parameters) {
    return this.#db.executeQuery({ ...statement, parameters })
  }
}
