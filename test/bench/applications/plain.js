import { openDatabase } from '../database.js'
import { DatabaseStore } from '../session-store.js'
import { createBase } from './base.js'

/** What a session of the plugin holds, so that only the guard makes a difference. */
const data = { id: 'x'.repeat(22), stamp: 'x'.repeat(22), status: 'complete', method: 'totp', signedInAt: Date.now(), fresh: true, endsAt: Date.now() + 2_592_000_000, verifiedAt: Date.now(), proved: ['totp'] }

/** Sessions without two-factor authentication: `/me` answers from the session, `/me/read` after one bare read by the driver as well. */
export async function start ({ database, rows, sessions }) {
  const memory = new Map((rows ?? []).map(row => [row.user_id, row]))
  const opened = database === undefined ? undefined : openDatabase(database)
  const app = await createBase(sessions === 'database' ? new DatabaseStore(opened.db) : undefined)
  const read = opened === undefined ? async userId => memory.get(userId) : userId => opened.read('two_factor', userId)

  app.post('/login', async request => {
    request.session.signIn = { ...data, userId: request.body.userId }
    return { status: 'complete' }
  })
  app.get('/me', async request => ({ userId: request.session.signIn.userId }))
  app.get('/me/read', async (request, reply) => {
    const { userId } = request.session.signIn
    const row = await read(userId)
    if (row === undefined) return reply.code(404).send()
    return { userId }
  })
  return { app, close: () => opened?.db.destroy() }
}
