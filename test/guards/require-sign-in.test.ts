import t from 'tap'
import { refused } from '../support/answers.js'
import { guarded, guards, places } from './guarded.js'

t.test('whoever is not through gets the error of what is missing from every guard at every place, and no handler runs', async t => {
  const { enroll, login, client, handled } = await guarded()
  await enroll('alice')
  const refusals = [[client(), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED'], [await login('alice'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED'], [await login('dave'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED']] as const
  for (const name of Object.keys(guards)) {
    for (const place of places) {
      for (const [browser, status, code] of refusals) {
        refused(t, await browser.get(`/${name}/${place}`), status, code, `${name}/${place} ${code}`)
        t.equal((await browser.send({ method: 'HEAD', url: `/${name}/${place}` })).status, status, `HEAD ${name}/${place} ${code}`)
      }
    }
  }
  t.strictSame(handled, [])
})

t.test('a user without two-factor authentication passes requireSignIn and nothing more', async t => {
  const { login, handled } = await guarded()
  const browser = await login('carol')
  for (const place of places) {
    t.equal((await browser.get(`/sign-in/${place}`)).body, 'carol', place)
    for (const name of ['two-factor', 'step-up']) refused(t, await browser.get(`/${name}/${place}`), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED', `${name}/${place}`)
  }
  t.equal(handled.length, places.length)
})

t.test('no guard of an earlier answer holds: after disable, reset and revocation every guard refuses', async t => {
  for (const end of ['disable', 'reset', 'revokeSessions', 'sign-out'] as const) {
    const { enroll, signIn, app, code, clock } = await guarded()
    const { client: other, secret } = await enroll('alice')
    const browser = await signIn('alice', secret)
    for (const name of Object.keys(guards)) t.equal((await browser.get(`/${name}/route/onRequest`)).status, 200, name)
    if (end === 'disable') await other.post('/two-factor/disable', { code: code(secret) })
    else if (end === 'sign-out') await browser.post('/two-factor/sign-out')
    else await app.twoFactor[end]('alice')
    clock.now += 1
    for (const name of Object.keys(guards)) refused(t, await browser.get(`/${name}/route/onRequest`), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', `${name} after ${end}`)
  }
})
