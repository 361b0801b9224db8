import t from 'tap'
import { requireStepUp } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { guarded, guards, places } from './guarded.js'

t.test('a code proved in this session passes every guard until it is too old for a step-up', async t => {
  const { enroll, signIn, clock } = await guarded()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret)
  for (const place of places) {
    for (const name of Object.keys(guards)) t.equal((await browser.get(`/${name}/${place}`)).body, 'alice', `${name}/${place}`)
  }
  clock.now += 90_000
  for (const place of places) {
    for (const name of ['sign-in', 'two-factor']) t.equal((await browser.get(`/${name}/${place}`)).status, 200, `${name}/${place}`)
    refused(t, await browser.get(`/step-up/${place}`), 403, 'TWO_FACTOR_STEP_UP_REQUIRED', place)
  }
})

t.test('a step-up takes an age above 0 and nothing else, told when the guard is made', async t => {
  for (const maxAgeSeconds of [0, -1, Number.NaN, Infinity, '300', undefined, null]) {
    t.throws(() => requireStepUp({ maxAgeSeconds: maxAgeSeconds as number }), { code: 'TWO_FACTOR_OPTION_INVALID', message: `maxAgeSeconds above 0, got ${String(maxAgeSeconds)}` })
  }
  t.type(requireStepUp({ maxAgeSeconds: 0.5 }), 'function')
})
