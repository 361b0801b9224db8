import { unavailable } from '../support/answers.js'
import type { SoftAuthenticator } from '../support/authenticator.js'
import type { Answer, Client } from '../support/client.js'
import type { Method } from '../support/test-repository.js'
import {
  answerChallenge, assertion, confirmPasskey, enrollBoth, madePasskey, register, securityKey, signInByPasskey, takingPasskeys
} from './passkeys.js'
import { attack, isFull, isRefused, outcome, trustCookies, type World } from './support.js'

const CAUSE = 'connect ETIMEDOUT postgres://admin:hunter2@db'
const methods: readonly Method[] = ['findUser', 'findTwoFactor', 'saveTwoFactor']

interface Operation { client: Client, act: (client: Client) => Promise<Answer>, full: boolean }

/** What takes an assertion while the database fails; each gives its session, and whether that has access already. */
const operations: Record<string, (world: World, authenticator: SoftAuthenticator) => Promise<Operation>> = {
  'a challenge answered by a passkey': async (world, authenticator) => {
    const client = await world.login('alice')
    const credential = await assertion(client, authenticator)
    return { client, act: client => answerChallenge(client, credential, { trustClient: true }), full: false }
  },
  'a step-up by a passkey': async (world, authenticator) => {
    const client = await signInByPasskey(world, 'alice', authenticator)
    const credential = await assertion(client, authenticator)
    return { client, act: client => client.post('/two-factor/step-up', { credential }), full: true }
  },
  'new recovery codes by a passkey': async (world, authenticator) => {
    const client = await signInByPasskey(world, 'alice', authenticator)
    const credential = await assertion(client, authenticator)
    return { client, act: client => client.post('/two-factor/recovery-codes', { credential }), full: true }
  }
}

for (const [what, prepare] of Object.entries(operations)) {
  attack(`answers ${what} with 503 at whichever call the repository fails, and takes the answer once at most`, takingPasskeys(), async (t, world) => {
    const { authenticator } = await register(world, 'alice')
    let failed = 0
    for (const moment of ['before', 'after'] as const) {
      for (const method of methods) {
        for (let nth = 1; ; nth++) {
          const { client, act, full } = await prepare(world, authenticator)
          const [before, beforeToo] = [world.copy(client, world.i2), world.copy(client)]
          const { assertions = 0 } = world.repository.stored('alice') as { assertions?: number }
          let calls = 0
          world.repository[moment] = called => { if (called === method && ++calls === nth) throw new Error(CAUSE) }
          const answer = await act(client)
          world.repository[moment] = () => {}
          if (calls < nth) break
          failed++
          const message = `${moment} ${method}, call ${nth}`
          unavailable(t, answer, message)
          t.notMatch(JSON.stringify(answer.body), /hunter2|ETIMEDOUT|node_modules|\.[jt]s:\d/, `${message}: tells nothing`)
          t.strictSame(trustCookies(client), [], `${message}: no client is remembered`)
          if (!full) await isRefused(t, client, message)
          const spent = moment === 'after' && method === 'saveTwoFactor'
          t.equal(outcome(await act(before)), spent ? 'TWO_FACTOR_INVALID_CREDENTIAL' : 200, `${message}: the same answer again`)
          t.not((await act(beforeToo)).status, 200, `${message}: and once more`)
          t.equal(world.repository.stored('alice').assertions, assertions + 1, `${message}: counted once`)
        }
      }
    }
    t.ok(failed >= 4, `${failed} calls`)
    await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice', 'when it works again')
  })
}

attack('gives no access and no remembered client by a passkey at whichever call the session store fails, and spends the answer', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  let last = 0
  for (const operation of ['set', 'destroy', 'get'] as const) {
    for (let nth = 1; ; nth++) {
      const client = await world.login('alice')
      const pending = world.copy(client)
      const sessions = new Map(world.store.sessions)
      const credential = await assertion(client, authenticator)
      let calls = 0
      world.store.before = called => { if (called === operation && ++calls === nth) throw new Error(CAUSE) }
      const answer = await answerChallenge(client, credential, { trustClient: true })
      world.store.before = () => {}
      if (calls < nth) break
      const message = `${operation} ${nth}`
      if (operation === 'set') last = nth
      t.match(answer, { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } }, message)
      t.notMatch(JSON.stringify(answer.body), /hunter2|ETIMEDOUT|\.[jt]s:\d/, `${message}: tells nothing`)
      t.notOk(answer.cookies.some(({ name }) => name.includes('two-factor')), `${message}: no client is remembered`)
      for (const session of [client, pending]) await isRefused(t, session, message)
      for (const [id, session] of sessions) world.store.sessions.set(id, session)
      t.equal(outcome(await answerChallenge(pending, credential)), operation === 'get' ? 200 : 'TWO_FACTOR_INVALID_CREDENTIAL', `${message}: the answer is spent, though the pending session is written back`)
    }
  }
  t.equal(last, 1, 'the only save is among them')
  await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice', 'when it works again')
})

/** Changes that end the other sessions; each gives the session that makes it. */
const changes: Record<string, (world: World) => Promise<{ authenticator: SoftAuthenticator, client: Client, act: () => Promise<Answer> }>> = {
  'a registration': async world => {
    const { client, authenticator } = await enrollBoth(world, 'alice')
    const made = await madePasskey(client, securityKey())
    return { authenticator, client, act: () => confirmPasskey(client, made) }
  },
  'a removal by a passkey': async world => {
    const { client, authenticator } = await enrollBoth(world, 'alice')
    const { id } = world.repository.stored('alice').authenticators[0]!
    const credential = await assertion(client, authenticator)
    return { authenticator, client, act: () => client.post(`/two-factor/authenticators/${id}/remove`, { credential }) }
  },
  'disabling by a passkey': async world => {
    const { client, authenticator } = await register(world, 'alice')
    const credential = await assertion(client, authenticator)
    return { authenticator, client, act: () => client.post('/two-factor/disable', { credential }) }
  }
}

for (const [what, prepare] of Object.entries(changes)) {
  attack(`leaves nobody signed in and nobody stuck when the session store fails in ${what}`, takingPasskeys(), async (t, world) => {
    for (const [operation, nth] of [['destroy', 1], ['set', 1]] as const) {
      const { authenticator, client, act } = await prepare(world)
      const before = world.copy(client)
      let calls = 0
      world.store.before = called => { if (called === operation && ++calls === nth) throw new Error(CAUSE) }
      const answer = await act()
      world.store.before = () => {}
      const message = `${operation} ${nth}`
      t.ok(calls >= nth, `${message}: there is such a call`)
      t.match(answer, { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } }, message)
      for (const session of [client, before]) await isRefused(t, session, message)
      const again = await world.login('alice')
      if (!what.startsWith('disabling')) await answerChallenge(again, await assertion(again, authenticator))
      await isFull(t, again, 'alice', `${message}: she can sign in`)
      await world.i1.twoFactor.reset('alice')
    }
  })
}
