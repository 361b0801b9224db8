import { answerChallenge, assertion, register, signInByPasskey, stepUpByPasskey, syncedPasskey, takingPasskeys } from './passkeys.js'
import { attack, isFull, outcome } from './support.js'

attack('takes no challenge that a clock was set back from, nor one that it was set forth from, and then a new one', takingPasskeys(), async (t, world) => {
  const { client: alice, authenticator } = await register(world, 'alice', syncedPasskey())
  const at = world.clock.now
  for (const hours of [-1, 1]) {
    const pending = await world.login('alice')
    const [ofPending, ofStepUp] = [await assertion(pending, authenticator), await assertion(alice, authenticator)]
    world.clock.now = at + hours * 3_600_000
    t.equal(outcome(await answerChallenge(pending, ofPending)), 'TWO_FACTOR_SIGN_IN_REQUIRED', `${hours} h: the pending sign-in is over`)
    t.equal(outcome(await alice.post('/two-factor/step-up', { credential: ofStepUp })), 'TWO_FACTOR_INVALID_CREDENTIAL', `${hours} h: the challenge is over`)
    t.equal((await stepUpByPasskey(alice, authenticator)).status, 200, `${hours} h: a new challenge`)
    await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice', `${hours} h: a new sign-in`)
    world.clock.now = at
    t.equal(outcome(await alice.post('/two-factor/step-up', { credential: ofStepUp })), 'TWO_FACTOR_INVALID_CREDENTIAL', `${hours} h, and back: it was spent by the new one`)
  }
})

const skew = { now: 0 }
attack('takes a challenge for ten minutes, and from an instance whose clock is up to a minute ahead', {
  ...takingPasskeys(), sessions: { pendingSeconds: 3600 }, second: { clock: () => skew.now }
}, async (t, world) => {
  const { authenticator } = await register(world, 'alice', syncedPasskey())
  const answerAfter = async (milliseconds: number): Promise<string | number> => {
    const client = await world.login('alice')
    const credential = await assertion(client, authenticator)
    skew.now = world.clock.now + milliseconds
    return outcome(await answerChallenge(world.copy(client, world.i2), credential))
  }
  for (const milliseconds of [600_000, 600_001, 3_599_999]) t.equal(await answerAfter(milliseconds), 'TWO_FACTOR_INVALID_CREDENTIAL', `after ${milliseconds} ms`)
  t.equal(await answerAfter(599_999), 200, 'just before')
  t.equal(await answerAfter(-60_000), 200, 'a minute ahead')
  t.equal(await answerAfter(-60_001), 'TWO_FACTOR_SIGN_IN_REQUIRED', 'more than that: nor is there such a sign-in')
})
