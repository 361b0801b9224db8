import { Ajv } from 'ajv'
import t from 'tap'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { createApplication } from '../support/application.js'

const ISO = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`

t.test('an application that checks each answer by its schema before it is written finds texts where the schema says so, dates too', async t => {
  const ajv = new Ajv({ allErrors: true, formats: { 'date-time': new RegExp(ISO) }, keywords: ['content'] })
  const checked: string[] = []
  const { login, code, clock } = await createApplication({
    origin: 'http://localhost',
    passkeys: passkeys(),
    // as @fastify/response-validation does it
    precede: app => {
      app.addHook('onRoute', route => {
        const { operationId, response } = (route.schema ?? {}) as { operationId?: string, response?: Record<number, object> }
        if (operationId === undefined) return
        route.preSerialization = async (_request, reply, payload) => {
          const { description, ...schema } = response![reply.statusCode] as Record<string, unknown>
          t.ok(ajv.validate(schema, payload), `${operationId}, ${String(description)}: ${ajv.errorsText()}`)
          checked.push(operationId)
          return payload
        }
      })
    }
  })
  const alice = await login('alice')
  const { body: { secret } } = await alice.post('/two-factor/enrollment')
  await alice.get('/two-factor/enrollment')
  await alice.post('/two-factor/enrollment/confirm', { code: code(secret) })
  clock.now += 30_000
  const again = await login('alice')
  await again.get('/two-factor/challenge')
  await again.post('/two-factor/challenge', { code: code(secret), trustClient: true })
  clock.now += 30_000
  await again.get('/two-factor/step-up')
  await again.post('/two-factor/step-up', { code: code(secret) })
  t.match((await again.get('/two-factor')).body, { authenticators: [{ createdAt: new RegExp(ISO) }], trustedClients: [{ expiresAt: new RegExp(ISO) }] })
  await again.post('/two-factor/passkeys')
  t.strictSame(checked, [
    'startTwoFactorEnrollment', 'twoFactorEnrollment', 'confirmTwoFactorEnrollment', 'twoFactorChallenge', 'verifyTwoFactor',
    'twoFactorStepUpOptions', 'stepUpTwoFactor', 'twoFactorPreferences', 'startTwoFactorPasskey'
  ])
})
