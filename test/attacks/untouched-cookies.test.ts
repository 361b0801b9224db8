import type { Test } from 'tap'
import type { Answer, Client } from '../support/client.js'
import { Host } from './host.js'
import { attack, isFull, isRefused, outcome, storedSessionId, type World } from './support.js'

const { extend } = new Host()

function cookieLines ({ headers }: Answer): string[] {
  return [headers['set-cookie'] ?? []].flat()
}

/** Requests that are refused to whoever has no complete sign-in, as an API and as a browser. */
const refusals: ((client: Client) => Promise<Answer>)[] = [
  client => client.get('/me'),
  client => client.page('/me'),
  client => client.get('/two-factor'),
  client => client.page('/two-factor'),
  client => client.submit('/payout'),
  client => client.post('/two-factor/step-up', { code: '123456' }),
  client => client.submit('/two-factor/step-up', { code: '123456' }),
  client => client.post('/two-factor/disable', { code: '123456' }),
  client => client.post('/two-factor/trusted-clients/revoke'),
  client => client.submit('/two-factor/trusted-clients/revoke'),
  client => client.send({ method: 'HEAD', url: '/me' })
]

/** Those of somebody for whom no code is due either. */
const refusalsOfNobody: typeof refusals = [
  ...refusals,
  client => client.get('/two-factor/challenge'),
  client => client.page('/two-factor/challenge?next=/x'),
  client => client.post('/two-factor/challenge', { code: '123456' }),
  client => client.submit('/two-factor/challenge', { code: '123456' }),
  client => client.post('/two-factor/recovery', { code: 'A'.repeat(24) }),
  client => client.submit('/two-factor/recovery', { code: 'A'.repeat(24) }),
  client => client.post('/two-factor/enrollment'),
  client => client.submit('/two-factor/enrollment'),
  client => client.post('/two-factor/enrollment/confirm', { code: '123456' }),
  client => client.submit('/two-factor/enrollment/confirm', { code: '123456' })
]

async function movesNothing (t: Test, world: World, clients: Record<string, () => Client>, requests: typeof refusals): Promise<void> {
  const ids = (): string[] => [...world.store.sessions.keys()].sort()
  for (const [who, client] of Object.entries(clients)) {
    for (const [index, request] of requests.entries()) {
      const before = ids()
      const answer = await request(client())
      t.ok(answer.status >= 300, `${who}, request ${index}: refused with ${answer.status}`)
      t.strictSame(cookieLines(answer), [], `${who}, request ${index}: no cookie is set or cleared`)
      t.strictSame(ids(), before, `${who}, request ${index}: no session is made or destroyed`)
    }
  }
}

for (const [named, session] of [['', {}], [', though the session rolls and empty ones are saved', { rolling: true, saveUninitialized: true }]] as const) {
  attack(`moves no session cookie by a refusal, whosever the cookie is${named}`, { extend, session }, async (t, world) => {
    const { client: alice, secret, recoveryCodes } = await world.enroll('alice')
    const pending = await world.login('alice')
    const old = world.copy(pending)
    await pending.post('/two-factor/challenge', { code: world.code(secret) })
    world.nextStep()
    const gone = world.copy(alice)
    await alice.post('/logout')
    const stale = await world.login('alice')
    const recovered = await world.login('alice')
    const good = await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })
    t.equal(good.status, 200)
    const forged = world.client()
    forged.jar.set('sessionId', 'forged.signature')
    const waiting = await world.login('alice')
    await movesNothing(t, world, {
      'an id of before the code': () => world.copy(old),
      'the same on the other instance': () => world.copy(old, world.i2),
      'one that signed out': () => world.copy(gone),
      'one that a recovery sign-in ended': () => world.copy(stale)
    }, refusalsOfNobody)
    await movesNothing(t, world, { 'one that waits for its code': () => world.copy(waiting) }, [refusals[0]!, refusals[2]!, refusals[5]!, refusals[7]!, refusals[8]!, refusals[10]!])
    await isFull(t, recovered, 'alice', 'the good cookie stays good')
    await isRefused(t, forged)
    t.ok(world.store.sessions.has(storedSessionId(waiting)))
  })
}

attack('gives a client that never sends a cookie back nothing, whatever it knows', { extend }, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const amnesiac = (): Client => world.client()
  const row = world.repository.rows.get('alice')
  t.equal((await amnesiac().post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal(outcome(await amnesiac().post('/two-factor/challenge', { code: world.code(secret), trustClient: true })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal(outcome(await amnesiac().post('/two-factor/recovery', { code: recoveryCodes[0] })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await amnesiac().post('/login', { userId: 'dave' })).body.status, 'enrollment')
  t.equal(outcome(await amnesiac().post('/two-factor/enrollment', {})), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await amnesiac().post('/login', { userId: 'carol' })).body.status, 'complete')
  for (const url of ['/me', '/two-factor', '/two-factor/enrollment', '/two-factor/step-up']) t.equal(outcome(await amnesiac().get(url)), 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
  t.strictSame(world.repository.rows.get('alice'), row, 'no code is spent')
})

attack('keeps the good cookie of a browser whose second post still had the old one, in either order and at once', { extend, session: { rolling: true } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  for (let round = 0; round < world.times(12, 6); round++) {
    const browser = await world.login('alice', { next: '/orders' })
    const second = world.copy(browser, world.i2)
    const body = { code: world.code(secret) }
    const posts = [async () => await browser.post('/two-factor/challenge', body), async () => await second.post('/two-factor/challenge', body)]
    const answers = round % 3 === 0
      ? await Promise.all(posts.map(post => post()))
      : [await posts[round % 2]!(), await posts[(round + 1) % 2]!()]
    const winners = answers.filter(({ status }) => status === 200)
    t.equal(winners.length, 1, 'one post completes')
    for (const answer of answers) if (answer.status !== 200) t.strictSame(cookieLines(answer), [], 'the other moves no cookie')
    // the browser's one jar: whatever came last counts
    const jar = world.client()
    for (const { cookies } of answers) for (const { name, value } of cookies) jar.jar.set(name, value)
    await isFull(t, jar, 'alice')
    world.nextStep()
    await world.i1.twoFactor.revokeSessions('alice')
  }
})

attack('brings no session back for a pending sign-in that another request completed, by the page it was kept from', { extend }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  for (let round = 0; round < world.times(12, 6); round++) {
    const browser = await world.login('alice')
    const tab = world.copy(browser, round % 2 === 0 ? world.i1 : world.i2)
    const id = storedSessionId(browser)
    const [done, page] = await Promise.all([browser.post('/two-factor/challenge', { code: world.code(secret) }), tab.page(`/me?page=${round}`)])
    t.equal(done.status, 200)
    t.equal(page.status, 303)
    await isFull(t, browser, 'alice')
    await isRefused(t, tab, 'the tab with the old cookie')
    if (world.store.sessions.has(id)) t.notMatch(world.store.sessions.get(id), /"complete"/, 'what was written back gives no access')
    world.nextStep()
  }
})
