import t from 'tap'
import { requireSameOrigin, requireSignIn, requireStepUp, requireTwoFactor } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

const guards = { requireSameOrigin, requireSignIn, requireTwoFactor, requireStepUp: requireStepUp({ maxAgeSeconds: 60 }) }

t.test('a guard that is hooked after the handler refuses everybody, with one answer that has nothing of the handler', async t => {
  for (const [name, guard] of Object.entries(guards)) {
    for (const hook of ['onSend', 'preSerialization'] as const) {
      const causes: unknown[] = []
      const { enroll, client } = await createApplication({
        extend: app => {
          app.get('/late', { [hook]: guard, onError: async (_request, _reply, error) => { causes.push((error.cause as Error).message) } }, async () => ({ secret: 'the payroll' }))
        }
      })
      const { client: alice } = await enroll('alice')
      for (const browser of [alice, client()]) {
        const answer = await browser.get('/late')
        refused(t, answer, 503, 'TWO_FACTOR_UNAVAILABLE', `${name} as ${hook}`)
        t.notMatch(JSON.stringify(answer.body), 'payroll')
      }
      t.strictSame(causes, Array(2).fill('A guard ran after the handler, as onSend or preSerialization: hook it as onRequest or preHandler.'))
    }
  }
})
