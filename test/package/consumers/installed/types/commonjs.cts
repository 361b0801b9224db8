import kysely = require('kysely')
import stores = require('fastify-two-factor/kysely')
import plugin = require('fastify-two-factor')

/** In CommonJS too, over an application's own database. */
export function repositoryOver (db: kysely.Kysely<{ users: { id: string, email: string } }>): plugin.UserRepository {
  return {
    ...stores.kyselyTwoFactorStore(db),
    async findUser (id) {
      const user = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
      return user && { accountName: user.email }
    }
  }
}
