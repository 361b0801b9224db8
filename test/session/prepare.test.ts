import t from 'tap'
import { accept } from '../../lib/record/decision.js'
import { kVisit } from '../../lib/session/visit.js'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

t.test('what takes time is prepared for a session that is admitted, on what is decided on, and for no other', async t => {
  const prepared: string[] = []
  const { enroll, login } = await createApplication({
    extend: app => {
      app.post('/slow-proof', async request => {
        const visit = request[kVisit]!
        return await visit.change<{ said: string }, string>(visit.requireSession(), ['complete'], {
          prepare: async ({ signIn, status, record }) => {
            prepared.push(signIn.userId)
            return `${status} with ${record.authenticators.length}`
          },
          decide: ({ record }, said) => accept(record, { said })
        })
      })
    }
  })
  const { client: browser } = await enroll('alice')
  t.strictSame((await browser.post('/slow-proof')).body, { said: 'complete with 1' })
  refused(t, await (await login('alice')).post('/slow-proof'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  t.strictSame(prepared, ['alice'])
})
