import { betterAuth } from 'better-auth'
import { symmetricEncrypt } from 'better-auth/crypto'
import { getMigrations } from 'better-auth/db/migration'
import { fromNodeHeaders } from 'better-auth/node'
import { twoFactor } from 'better-auth/plugins'
import fastify from 'fastify'
import { randomBytes } from 'node:crypto'
import { openDatabase } from '../database.js'
import { PASSWORD } from '../users.js'

const SECRET = 'the better-auth secret of a benchmark, 32 bytes'

/** better-auth in Fastify as its guide mounts it, with a password that needs no hashing. */
export async function start ({ database }) {
  const { db, type } = openDatabase(database)
  const options = {
    appName: 'Acme',
    baseURL: 'http://bench.example',
    secret: SECRET,
    database: { db, type },
    emailAndPassword: {
      enabled: true,
      password: {
        hash: async password => password,
        verify: async ({ hash, password }) => hash === password
      }
    },
    plugins: [twoFactor()],
    rateLimit: { enabled: false },
    telemetry: { enabled: false }
  }
  const { runMigrations } = await getMigrations(options)
  await runMigrations()
  const auth = betterAuth(options)

  const app = fastify()
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    async handler (request, reply) {
      const response = await auth.handler(new Request(new URL(request.url, `http://${request.headers.host}`), {
        method: request.method,
        headers: fromNodeHeaders(request.headers),
        ...(request.body && { body: JSON.stringify(request.body) })
      }))
      reply.status(response.status)
      response.headers.forEach((value, key) => reply.header(key, value))
      return reply.send(response.body ? await response.text() : null)
    }
  })

  return {
    app,
    close: () => db.destroy(),
    /** Users with two-factor authentication on; their keys are texts. */
    async enroll (count) {
      const { adapter, internalAdapter } = await auth.$context
      const users = []
      for (let index = 0; index < count; index++) {
        const email = `user-${index}@example.com`
        const secret = randomBytes(24).toString('base64url')
        const { id: userId } = await internalAdapter.createUser({ email, name: email, emailVerified: true, twoFactorEnabled: true })
        await internalAdapter.linkAccount({ userId, accountId: userId, providerId: 'credential', password: PASSWORD })
        await adapter.create({
          model: 'twoFactor',
          data: { userId, verified: true, secret: await symmetricEncrypt({ key: SECRET, data: secret }), backupCodes: await symmetricEncrypt({ key: SECRET, data: '[]' }) }
        })
        users.push({ email, secret })
      }
      return users
    }
  }
}
