import fc from 'fast-check'
import t from 'tap'
import { acts, Life, type Act } from './life.js'

t.setTimeout(600_000)

const RUNS = Number(process.env['WAY_BACK_RUNS'] ?? 60)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const act: fc.Arbitrary<Act> = fc.record({
  what: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...acts) },
    { weight: 2, arbitrary: fc.constantFrom('signIn', 'enroll', 'recover', 'spendCodes', 'forget', 'lose', 'loseCodes', 'beginEnrollment') }
  ),
  index: fc.nat(11),
  flag: fc.boolean(),
  later: fc.constantFrom(0, 0, 0, 30_000, 6 * MINUTE, 16 * MINUTE, 2 * HOUR, 40 * 24 * HOUR)
})

/** The telephone is lost and every code is spent, but the session of the last one is still open, a day later. */
const byTheLastCode: Act[] = (['lose', 'spendCodes', 'wait', 'mistypeEnrollment'] as const).map(what => ({ what, index: 0, flag: false, later: 6 * HOUR }))

const signedUp: Act[] = (['signIn', 'enroll'] as const).map(what => ({ what, index: 0, flag: false, later: 0 }))

t.test('who knows the password and holds a recovery code or an authenticator gets back to a working authenticator, whatever happened', async t => {
  const ways = { back: 0, on: 0, none: 0 }
  await fc.assert(fc.asyncProperty(
    fc.record({ asksPassword: fc.boolean(), required: fc.boolean() }),
    fc.array(act, { maxLength: 14, size: 'max' }),
    async (site, life) => {
      const user = await Life.begin(site)
      for (const one of [...signedUp, ...life]) await user.live(one)
      const way = user.isInsideByTheLast ? 'on' : await user.holdsAWay() ? 'back' : 'none'
      ways[way]++
      const end = way === 'on' ? await user.goOn() : way === 'back' ? await user.goBack() : 'there'
      if (end !== 'there') throw new Error(`${way}: ${end}`)
    }
  ), { numRuns: RUNS, examples: [true, false].map(asksPassword => [{ asksPassword, required: true }, byTheLastCode]) })
  t.ok(ways.back > RUNS / 4 && ways.on > 0, `${ways.back} went back, ${ways.on} went on in the session of their last code, ${ways.none} had nothing left`)
})
