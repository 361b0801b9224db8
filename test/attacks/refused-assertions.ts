import type { Test } from 'tap'
import type { Client } from '../support/client.js'
import { answerChallenge } from './passkeys.js'
import { outcome, type World } from './support.js'

/** The pending session gets the one answer to every wrong assertion, and nothing is written. */
export async function refusesAssertion (t: Test, world: World, client: Client, credential: unknown, message: string): Promise<void> {
  world.repository.countSaves()
  const answer = await answerChallenge(client, credential)
  t.strictSame(
    { status: answer.status, outcome: outcome(answer), saves: world.repository.countSaves() },
    { status: 422, outcome: 'TWO_FACTOR_INVALID_CREDENTIAL', saves: 0 },
    message
  )
}
