import { unavailable } from '../support/answers.js'
import type { Answer, Client } from '../support/client.js'
import { Host } from './host.js'
import type { Method } from '../support/test-repository.js'
import { attack, isFull, isRefused, outcome, stepAfterPassword, trustCookies, type World } from './support.js'

const CAUSE = 'connect ETIMEDOUT postgres://admin:hunter2@db'
const methods: readonly Method[] = ['findUser', 'findTwoFactor', 'saveTwoFactor']

interface Operation { client: Client, act: () => Promise<Answer>, full: boolean }

/** What may be going on while the database fails; each gives its session and whether that has access already. */
const operations: Record<string, (world: World, secret: string, codes: string[]) => Promise<Operation>> = {
  'a login': async world => {
    const client = world.client()
    return { client, act: () => client.post('/login', { userId: 'alice' }), full: false }
  },
  'a first login': async world => {
    const client = world.client()
    return { client, act: () => client.post('/login', { userId: 'bob' }), full: false }
  },
  'a challenge': async (world, secret) => {
    const client = await world.login('alice')
    return { client, act: () => client.post('/two-factor/challenge', { code: world.code(secret), trustClient: true }), full: false }
  },
  'a recovery': async (world, _secret, codes) => {
    const client = await world.login('alice')
    return { client, act: () => client.post('/two-factor/recovery', { code: codes.pop() }), full: false }
  },
  'an enrollment': async world => {
    const client = await world.login('dave')
    const secret = await world.startEnrollment(client)
    return { client, act: () => client.post('/two-factor/enrollment/confirm', { code: world.code(secret) }), full: false }
  },
  'a guarded page': async (world, secret) => {
    const client = await world.signIn('alice', secret)
    return { client, act: () => client.get('/me'), full: true }
  },
  'a guarded page without two-factor authentication': async world => {
    const client = await world.login('carol')
    return { client, act: () => client.get('/me'), full: true }
  },
  'the preferences': async (world, secret) => {
    const client = await world.signIn('alice', secret)
    return { client, act: () => client.page('/two-factor'), full: true }
  },
  'a start': async (world, secret) => {
    const client = await world.signIn('alice', secret)
    return { client, act: () => client.post('/two-factor/enrollment', {}), full: true }
  }
}

for (const [what, prepare] of Object.entries(operations)) {
  attack(`answers ${what} with 503 and no access at whichever call the repository fails, before or after it took effect`, {}, async (t, world) => {
    const { secret, recoveryCodes } = await world.enroll('alice')
    let failed = 0
    for (const moment of ['before', 'after'] as const) {
      for (const method of methods) {
        for (let nth = 1; ; nth++) {
          const { client, act, full } = await prepare(world, secret, recoveryCodes)
          let calls = 0
          world.repository[moment] = called => { if (called === method && ++calls === nth) throw new Error(CAUSE) }
          const answer = await act()
          world.repository[moment] = () => {}
          world.nextStep()
          if (what === 'an enrollment') await world.i1.twoFactor.reset('dave')
          if (calls < nth) break
          failed++
          const message = `${moment} ${method}, call ${nth}`
          unavailable(t, answer, message)
          t.notMatch(JSON.stringify(answer.body), /hunter2|ETIMEDOUT|node_modules|\.[jt]s:\d/, `${message}: tells nothing`)
          t.strictSame(trustCookies(client), [], `${message}: no client is remembered`)
          if (!full) await isRefused(t, client, message)
        }
      }
    }
    t.ok(failed > 0)
    await isFull(t, await world.signIn('alice', secret), 'alice', 'when it works again')
  })
}

attack('gives no access and no remembered client at whichever call the session store fails', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  let last = 0
  for (const operation of ['set', 'destroy', 'get'] as const) {
    for (let nth = 1; ; nth++) {
      const client = await world.login('alice')
      const pending = world.copy(client)
      const code = world.code(secret)
      let calls = 0
      world.store.before = called => { if (called === operation && ++calls === nth) throw new Error(CAUSE) }
      const answer = await client.post('/two-factor/challenge', { code, trustClient: true })
      world.store.before = () => {}
      if (calls < nth) {
        world.nextStep()
        break
      }
      const message = `${operation} ${nth}`
      if (operation === 'set') last = nth
      t.match(answer, { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } }, message)
      t.notMatch(JSON.stringify(answer.body), /hunter2|ETIMEDOUT|\.[jt]s:\d/, `${message}: tells nothing`)
      t.notOk(answer.cookies.some(({ name }) => name.includes('two-factor')), `${message}: no client is remembered`)
      for (const session of [client, pending]) await isRefused(t, session, message)
      const again = await world.login('alice')
      t.equal(outcome(await again.post('/two-factor/challenge', { code })), operation === 'get' ? 200 : 'TWO_FACTOR_INVALID_CODE', `${message}: the code is spent`)
      world.nextStep()
    }
  }
  t.equal(last, 1, 'the only save is among them')
})

const host = new Host()
for (const [where, url] of [["the plugin's", '/two-factor/challenge'], ["the application's", '/own/verify']] as const) {
  attack(`remembers no client by ${where} route when its save fails, whatever the error looks like`, { extend: host.extend }, async (t, world) => {
    const { secret } = await world.enroll('alice')
    for (const properties of [{}, { statusCode: 500 }, { statusCode: 429 }, { status: 200 }]) {
      const client = await world.login('alice')
      world.store.before = called => { if (called === 'set') throw Object.assign(new Error(CAUSE), properties) }
      const answer = await client.post(url, { code: world.code(secret), trustClient: true })
      world.store.before = () => {}
      t.ok(answer.status >= 400, `${JSON.stringify(properties)}: ${answer.status}`)
      t.notOk(answer.cookies.some(({ name }) => name.includes('two-factor')), `${JSON.stringify(properties)}: no client is remembered`)
      await isRefused(t, client, JSON.stringify(properties))
      t.equal(await stepAfterPassword(client, 'alice'), 'challenge')
      world.nextStep()
    }
  })
}

/** Changes that end the sessions; each gives the session that makes it. */
const changes: Record<string, (world: World, client: Client, secret: string, codes: string[]) => Promise<Operation>> = {
  'an enrollment': async (world, client) => {
    const key = await world.startEnrollment(client)
    return { client, act: () => client.post('/two-factor/enrollment/confirm', { code: world.code(key) }), full: true }
  },
  disabling: async (world, client, secret) => ({ client, act: () => client.post('/two-factor/disable', { code: world.code(secret) }), full: true }),
  'a recovery': async (world, _client, _secret, codes) => {
    const lost = await world.login('alice')
    return { client: lost, act: () => lost.post('/two-factor/recovery', { code: codes[0] }), full: false }
  }
}

for (const [what, prepare] of Object.entries(changes)) {
  attack(`leaves nobody signed in and nobody stuck when the session store fails in ${what}`, {}, async (t, world) => {
    for (const [operation, nth] of [['destroy', 1], ['set', 1]] as const) {
      const { client: full, secret, recoveryCodes } = await world.enroll('alice')
      const { client, act } = await prepare(world, full, secret, recoveryCodes)
      const before = world.copy(client)
      let calls = 0
      world.store.before = called => { if (called === operation && ++calls === nth) throw new Error(CAUSE) }
      const answer = await act()
      world.store.before = () => {}
      const message = `${operation} ${nth}`
      t.ok(calls >= nth, `${message}: there is such a call`)
      t.match(answer, { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } }, message)
      for (const session of [client, before, full]) await isRefused(t, session, message)
      world.nextStep()
      const again = await world.login('alice')
      if (what !== 'disabling') await again.post('/two-factor/challenge', { code: world.code(secret) })
      await isFull(t, again, 'alice', `${message}: she can sign in`)
      await world.i1.twoFactor.reset('alice')
    }
  })
}

attack('tells no cause of a failure to the client, in JSON and on a page', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  world.repository.before = () => { throw new Error(CAUSE) }
  for (const answer of [await client.get('/me'), await client.page('/me'), await client.page('/two-factor'), await client.submit('/two-factor/step-up', { code: world.code(secret) })]) {
    t.equal(answer.status, 503)
    t.notMatch(JSON.stringify([answer.body, answer.headers]), /hunter2|ETIMEDOUT|\.[jt]s:\d/)
  }
})
