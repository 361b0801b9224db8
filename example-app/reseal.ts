// The third step of a key rotation: seals the keys of every user anew with the current service key. Each user takes one
// save, and one who is done already costs only a read: it may be interrupted at any time and started again.
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import type { Kysely } from 'kysely'
import { ConfigError, readConfig } from './config.js'
import { openDatabase } from './database.js'
import { registerTwoFactor } from './two-factor.js'
import type { Tables } from './tables.js'
import { Users } from './users.js'

const PAGE = 100

try {
  const config = readConfig(process.env)
  const app = fastify({ logger: { level: 'error', stream: process.stderr } })
  const db = await openDatabase(config, app.log)
  app.addHook('onClose', async () => { await db.destroy() })
  await app.register(cookie)
  await app.register(session, { secret: config.sessionSecret })
  await registerTwoFactor(app, { config, db, users: new Users(db) })
  await app.ready()

  const { total } = await db.selectFrom('two_factor').select(({ fn }) => fn.countAll().as('total'))
    .where('enabled', '=', 1).executeTakeFirstOrThrow()
  const count = { seen: 0, resealed: 0, failed: 0 }
  const tell = (): void => { console.log(`${count.seen} of ${total} users: ${count.resealed} resealed, ${count.failed} failed`) }
  for await (const page of enabledUsers(db)) {
    for (const userId of page) {
      count.seen++
      try {
        if (await app.twoFactor.reseal(userId)) count.resealed++
      } catch (error) {
        count.failed++
        console.error(`${userId}: ${String((error as Error).cause ?? error)}`)
      }
    }
    tell()
  }
  if (count.seen === 0) tell()
  await app.close()
  // the keys that failed still need the old service key
  if (count.failed > 0) process.exitCode = 1
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}

/** User ids page by page, each page after the last user of the one before: nobody who is there all the time is left out. */
async function * enabledUsers (db: Kysely<Tables>): AsyncGenerator<string[]> {
  for (let after = ''; ;) {
    const rows = await db.selectFrom('two_factor').select('user_id')
      .where('enabled', '=', 1).where('user_id', '>', after)
      .orderBy('user_id').limit(PAGE).execute()
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map(({ user_id: userId }) => userId)
    after = last.user_id
  }
}
