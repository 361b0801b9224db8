import t from 'tap'
import { requireSignIn, requireStepUp, requireTwoFactor } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { guarded } from './guarded.js'

t.test('a remembered client passes requireTwoFactor and no step-up, and so does a recovery code', async t => {
  const { enroll, signIn, login } = await guarded()
  const { secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  await trusted.post('/login', { userId: 'alice' })
  t.equal((await trusted.get('/two-factor/route/onRequest')).status, 200)
  refused(t, await trusted.get('/step-up/route/onRequest'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const recovered = await login('alice')
  await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.equal((await recovered.get('/two-factor/route/onRequest')).status, 200)
  refused(t, await recovered.get('/step-up/route/onRequest'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
})

t.test('guards one after the other each decide anew', async t => {
  const { enroll, login, clock } = await createApplication({
    extend: app => { app.get('/both', { onRequest: [requireSignIn, requireTwoFactor], preHandler: requireStepUp({ maxAgeSeconds: 60 }) }, async request => request.twoFactor.userId) }
  })
  const { client: browser } = await enroll('alice')
  t.equal((await browser.get('/both')).body, 'alice')
  clock.now += 60_000
  refused(t, await browser.get('/both'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  refused(t, await (await login('carol')).get('/both'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
})
