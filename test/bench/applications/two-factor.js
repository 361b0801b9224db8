import twoFactor, { memoryUserRepository, requireSignIn, requireStepUp, requireTwoFactor } from '../../../dist/index.js'
import { kyselyTwoFactorStore } from '../../../dist/repositories/kysely.js'
import { openDatabase } from '../database.js'
import { emailOf, SERVICE_SECRET } from '../records.js'
import { DatabaseStore } from '../session-store.js'
import { PASSWORD } from '../users.js'
import { createBase } from './base.js'

/** An application with the plugin: a login with a password that needs no hashing, and a guarded `/me`. */
export async function start ({ database, rows, tables = { rows: 'two_factor', users: 'users' }, sessions, origin, sendsCodes = false }) {
  const { db } = database === undefined ? {} : openDatabase(database)
  const { findByEmail, userRepository } = db === undefined ? await inMemory(rows) : inDatabase(db, tables)
  const app = await createBase(sessions === 'database' ? new DatabaseStore(db) : undefined)
  let now
  const sent = {}
  await app.register(twoFactor, {
    service: { issuerName: 'Acme', secret: SERVICE_SECRET },
    userRepository,
    ...(origin !== undefined && { origin, passkeys: await takePasskeys() }),
    ...(sendsCodes && { sendCode: ({ to, code }) => { sent[to] = code } }),
    clock: () => now ?? Date.now()
  })

  app.post('/login', async (request, reply) => {
    const { email, password } = request.body
    const user = await findByEmail(email)
    if (user === undefined || user.password !== password) return reply.code(401).send()
    return await request.twoFactor.signIn(user.id)
  })
  app.get('/me', { onRequest: requireSignIn }, async request => ({ userId: request.twoFactor.userId }))
  app.get('/me/confirmed', { onRequest: requireStepUp({ maxAgeSeconds: 900 }) }, async request => ({ userId: request.twoFactor.userId }))
  app.get('/me/guarded', { onRequest: [requireSignIn, requireTwoFactor, requireStepUp({ maxAgeSeconds: 900 })] }, async request => {
    await request.twoFactor.check()
    return { userId: request.twoFactor.userId }
  })
  return {
    app,
    close: () => db?.destroy(),
    /** Sets the plugin's clock, so that each user's next code is a new one. */
    setClock (milliseconds) { now = milliseconds },
    /** The last code that was sent to each address. */
    sentCodes: () => sent
  }
}

/** Loaded only where it is used: who takes no passkeys has not installed its peer. */
async function takePasskeys () {
  const { passkeys } = await import('../../../dist/methods/passkey/peer.js')
  return passkeys()
}

function inDatabase (db, { rows, users, events }) {
  return {
    findByEmail: email => db.selectFrom(users).select(['id', 'password']).where('email', '=', email).executeTakeFirst(),
    userRepository: {
      ...kyselyTwoFactorStore(db, { table: rows, events }),
      async findUser (id) {
        const user = await db.selectFrom(users).select('email').where('id', '=', id).executeTakeFirst()
        return user && { accountName: user.email, codeAddress: user.email }
      }
    }
  }
}

async function inMemory (rows) {
  const emails = new Map(rows.map(({ user_id: id }) => [emailOf(id), id]))
  const userRepository = memoryUserRepository(Object.fromEntries(rows.map(({ user_id: id }) => [id, { accountName: emailOf(id), codeAddress: emailOf(id) }])))
  for (const { user_id: id, record, enabled, revision } of rows) await userRepository.saveTwoFactor(id, { record, enabled: enabled === 1, revision }, undefined)
  return {
    findByEmail: async email => emails.has(email) ? { id: emails.get(email), password: PASSWORD } : undefined,
    userRepository
  }
}
