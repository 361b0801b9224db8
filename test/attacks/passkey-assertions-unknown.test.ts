import { randomBytes } from 'node:crypto'
import type { AssertionJson } from '../support/authenticator.js'
import type { Answer, Client } from '../support/client.js'
import { addPasskey, answerChallenge, assertion, passkeyOptions, register, securityKey, syncedPasskey, takingPasskeys } from './passkeys.js'
import { refusesAssertion } from './refused-assertions.js'
import { attack, type World } from './support.js'

/** What a thief sees of an answer. */
function seen ({ status, body, headers }: Answer): object {
  const { date, 'set-cookie': cookie, ...others } = headers
  return { status, body, others, cookie: String(cookie).replace(/=[^;]+/, '=') }
}

/** A pending session of alice, and answers to its challenge that are no good, each for another reason. */
async function badAnswers (world: World): Promise<{ client: Client, answers: Record<string, AssertionJson> }> {
  const { authenticator, client: alice } = await register(world, 'alice')
  const bob = await register(world, 'bob')
  const lost = securityKey()
  await addPasskey(alice, lost)
  const before = await world.login('alice')
  const spent = await assertion(before, authenticator)
  await answerChallenge(before, spent)
  const { id } = world.repository.stored('alice').authenticators[1]!
  await before.post(`/two-factor/authenticators/${id}/remove`, { credential: await assertion(before, authenticator) })
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  return {
    client,
    answers: {
      'a passkey of bob': bob.authenticator.get(options, { credentialId: bob.authenticator.credentialIds[0]! }),
      'one that nobody has': authenticator.get(options, { credentialId: randomBytes(32).toString('base64url') }),
      'one that was removed': lost.get(options, { credentialId: lost.credentialIds[0]! }),
      'a wrong signature': authenticator.get(options, { keys: lost.keysOf(lost.credentialIds[0]!) }),
      'a challenge that was spent': spent
    }
  }
}

attack('answers a passkey of another user, an unknown, a removed, a wrong and a spent one alike, and reads as much for each', takingPasskeys(), async (t, world) => {
  const { client, answers } = await badAnswers(world)
  for (const [what, credential] of Object.entries(answers)) await refusesAssertion(t, world, client, credential, what)
  const all: object[] = []
  for (const credential of Object.values(answers)) {
    world.repository.count()
    all.push({ seen: seen(await answerChallenge(client, credential)), calls: world.repository.count() })
  }
  for (const answer of all) t.strictSame(answer, all[0])
})

attack('answers a passkey of another user and one that nobody has in the time that a wrong signature takes', { kinds: ['plain'], ...takingPasskeys() }, async (t, world) => {
  const { client, answers: { 'a challenge that was spent': _, ...others } } = await badAnswers(world)
  const kinds = Object.entries(others)
  const times: Record<string, number[]> = Object.fromEntries(kinds.map(([kind]) => [kind, []]))
  for (let round = -20; round < 80; round++) {
    // another order in each round, so that what one leaves behind is not laid on always the same next one
    kinds.sort(() => Math.random() - 0.5)
    for (const [kind, credential] of kinds) {
      const started = performance.now()
      await answerChallenge(client, credential)
      if (round >= 0) times[kind]!.push(performance.now() - started)
    }
  }
  // of the quicker half, which other processes of a busy machine disturb least
  const medians = Object.fromEntries(Object.entries(times).map(([kind, values]) => [kind, values.toSorted((a, b) => a - b)[20]!]))
  t.comment(JSON.stringify(medians))
  const { 'a wrong signature': wrong, ...unknown } = medians as Record<string, number> & { 'a wrong signature': number }
  const [slowest, fastest] = [Math.max(...Object.values(unknown)), Math.min(...Object.values(unknown))]
  t.ok(slowest < fastest * 1.6 + 0.5, `unknown ones: ${fastest} to ${slowest} ms`)
  t.ok(Math.abs(wrong - fastest) < fastest * 0.6 + 0.5, `a wrong signature: ${wrong} ms`)
})

attack('names the passkeys of the user alone, and to nobody before the password', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const bob = await register(world, 'bob', syncedPasskey())
  const options = await passkeyOptions(await world.login('alice'))
  t.strictSame(options.allowCredentials, [{ type: 'public-key', id: authenticator.credentialIds[0], transports: ['usb'] }])
  for (const client of [world.client(), await world.login('carol'), bob.client]) {
    for (const url of ['/two-factor/challenge', '/two-factor/step-up', '/two-factor']) {
      t.notOk(JSON.stringify((await client.get(url)).body).includes(authenticator.credentialIds[0]!), url)
    }
  }
})
