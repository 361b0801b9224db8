import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import t from 'tap'
import { Type } from 'typebox'
import { z } from 'zod'
import { requireSignIn } from '../../lib/index.js'
import { malformed, refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

const providers: Record<string, { use (app: FastifyInstance): void, pay (app: FastifyInstance): void }> = {
  TypeBox: {
    use: app => { app.setValidatorCompiler(TypeBoxValidatorCompiler) },
    pay: app => {
      app.withTypeProvider<TypeBoxTypeProvider>().post('/pay', { schema: { body: Type.Object({ amount: Type.Number() }) }, onRequest: requireSignIn }, async ({ body, twoFactor }) => ({ paid: body.amount, by: twoFactor.userId }))
    }
  },
  Zod: {
    use: app => { app.setValidatorCompiler(validatorCompiler); app.setSerializerCompiler(serializerCompiler) },
    pay: app => {
      app.withTypeProvider<ZodTypeProvider>().post('/pay', { schema: { body: z.object({ amount: z.number() }), response: { 200: z.object({ paid: z.number(), by: z.string() }) } }, onRequest: requireSignIn }, async ({ body, twoFactor }) => ({ paid: body.amount, by: twoFactor.userId }))
    }
  }
}

for (const [name, { use, pay }] of Object.entries(providers)) {
  t.test(`in an application whose schemas are ${name}'s its routes are guarded before they are validated, and the plugin's have their own schemas`, async t => {
    const { enroll, client, login, code } = await createApplication({ precede: use, extend: pay })
    const { client: alice, secret } = await enroll('alice')
    for (const amount of [5, 'five']) {
      refused(t, await client().post('/pay', { amount }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', `${amount}`)
      refused(t, await (await login('alice')).post('/pay', { amount }), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED', `${amount}`)
    }
    t.equal((await alice.post('/pay', { amount: 'five' })).status, 400)
    t.strictSame((await alice.post('/pay', { amount: 5 })).body, { paid: 5, by: 'alice' })
    const pending = await login('alice')
    malformed(t, await pending.post('/two-factor/challenge', { code: 123456 }))
    t.strictSame((await pending.post('/two-factor/challenge', { code: code(secret), more: 'dropped' })).body, { status: 'complete', method: 'totp', location: '/' })
  })
}
