import t, { type Test } from 'tap'
import type { SoftAuthenticator } from '../../support/authenticator.js'
import { Browser, startCluster, tally, type Cluster, type Reply } from './cluster.js'
import { databases } from './servers.js'

/** At least as many as there are stages at which the other change comes. */
const ROUNDS = Math.max(2, Math.ceil(Number(process.env.ROUNDS ?? 100) / 10))

/** What an administrator does meanwhile, after as many other requests as the round says, so that it meets the answer at every stage. */
async function meanwhile (cluster: Cluster, round: number, path: string, body: object): Promise<Reply> {
  for (let request = 0; request < round % 4; request++) await new Browser().send(cluster.next(), 'GET', '/me')
  return await new Browser().send(cluster.next(), 'POST', path, body)
}

async function isFull (cluster: Cluster, browser: Browser): Promise<boolean> {
  const { status } = await browser.send(cluster.next(), 'GET', '/me')
  return status === 200
}

async function recordOf (cluster: Cluster, userId: string): Promise<any> {
  return JSON.parse((await cluster.store.findTwoFactor(userId))!.record)
}

/** Whether the user gets in by the password and this key. */
async function signsIn (cluster: Cluster, userId: string, key: SoftAuthenticator): Promise<boolean> {
  const browser = await cluster.login(userId)
  const { status } = await browser.send(cluster.next(), 'POST', '/two-factor/challenge', { credential: await cluster.assertion(browser, key) })
  return status === 200 && await isFull(cluster, browser)
}

function areAll (t: Test, replies: readonly Reply[], ...statuses: number[]): void {
  t.comment(JSON.stringify(tally(replies)))
  t.strictSame(replies.filter(({ status }) => !statuses.includes(status)), [])
}

for (const database of databases) {
  t.test(`${database}, 4 processes, each call delayed`, { timeout: 1_800_000 }, async t => {
    const cluster = await startCluster(t, database, { slow: true })

    await t.test('an answer of a passkey beside a revocation of all sessions leaves no session that outlives it, and a key that signs in', { timeout: 600_000 }, async t => {
      const { key } = await cluster.addPasskey(await cluster.login('alice'))
      const replies: Reply[] = []
      const survived: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const browser = await cluster.login('alice')
        const credential = await cluster.assertion(browser, key)
        const [reply, revoked] = await Promise.all([
          browser.send(cluster.next(), 'POST', '/two-factor/challenge', { credential }),
          meanwhile(cluster, round, '/revoke-sessions', { userId: 'alice' })
        ])
        t.equal(revoked.status, 200)
        replies.push(reply)
        if (await isFull(cluster, browser)) survived.push(round)
      }
      areAll(t, replies, 200, 401)
      t.strictSame(survived, [])
      t.ok(await signsIn(cluster, 'alice', key))
    })

    await t.test('an answer of a passkey beside a reset leaves no session with a factor that is gone, and the password alone signs in', { timeout: 600_000 }, async t => {
      const replies: Reply[] = []
      const survived: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const { key } = await cluster.addPasskey(await cluster.login('bob'))
        const browser = await cluster.login('bob')
        const credential = await cluster.assertion(browser, key)
        const [reply, reset] = await Promise.all([
          browser.send(cluster.next(), 'POST', '/two-factor/challenge', { credential }),
          meanwhile(cluster, round, '/reset', { userId: 'bob' })
        ])
        t.equal(reset.status, 200)
        replies.push(reply)
        if (await isFull(cluster, browser) || (await recordOf(cluster, 'bob')).authenticators.length > 0) survived.push(round)
        t.ok(await isFull(cluster, await cluster.login('bob')))
      }
      areAll(t, replies, 200, 401)
      t.strictSame(survived, [])
    })

    await t.test('an answer of a passkey beside the removal of that passkey leaves neither a session by it nor the passkey, and the other method signs in', { timeout: 600_000 }, async t => {
      const { secret } = await cluster.enroll('carol')
      const replies: Reply[] = []
      const survived: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const full = await cluster.login('carol')
        t.equal((await full.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret) })).status, 200)
        const { key, id } = await cluster.addPasskey(full)
        const browser = await cluster.login('carol')
        const credential = await cluster.assertion(browser, key)
        const [reply, removed] = await Promise.all([
          browser.send(cluster.next(), 'POST', '/two-factor/challenge', { credential }),
          meanwhile(cluster, round, '/remove-authenticator', { userId: 'carol', id })
        ])
        t.equal(removed.status, 200)
        replies.push(reply)
        const { authenticators } = await recordOf(cluster, 'carol')
        if (await isFull(cluster, browser) || await isFull(cluster, full) || authenticators.length !== 1) survived.push(round)
        await cluster.step()
      }
      areAll(t, replies, 200, 401, 422)
      t.strictSame(survived, [])
    })

    await t.test('a registration beside a revocation of all sessions is confirmed or not, and leaves no session that outlives it', { timeout: 600_000 }, async t => {
      const replies: Reply[] = []
      const survived: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const userId = `dave-${round}`
        const { browser, key, credential } = await cluster.makePasskey(userId)
        const [reply, revoked] = await Promise.all([
          browser.send(cluster.next(), 'POST', '/two-factor/passkeys/confirm', { credential }),
          meanwhile(cluster, round, '/revoke-sessions', { userId })
        ])
        t.equal(revoked.status, 200)
        replies.push(reply)
        if (await isFull(cluster, browser)) survived.push(round)
        const { authenticators } = await recordOf(cluster, userId)
        t.equal(authenticators.length, reply.status === 200 ? 1 : 0)
        t.ok(reply.status === 200 ? await signsIn(cluster, userId, key) : await isFull(cluster, await cluster.login(userId)))
      }
      areAll(t, replies, 200, 401)
      t.strictSame(survived, [])
    })

    await t.test('one answer of a passkey for a step-up, new recovery codes, a removal and turning all off at once is taken for one of them', { timeout: 600_000 }, async t => {
      const taken: string[] = []
      const refused: Reply[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const userId = `erin-${round}`
        const { browser } = await cluster.enroll(userId)
        const { key } = await cluster.addPasskey(browser)
        const { authenticators: [{ id }], assertions: before = 0 } = await recordOf(cluster, userId)
        const credential = await cluster.assertion(browser, key, 'step-up')
        const paths = ['step-up', 'recovery-codes', `authenticators/${id}/remove`, 'disable']
        const started = [...paths.slice(round % 4), ...paths.slice(0, round % 4)]
        const replies = await Promise.all(started.map(async path => await browser.copy().send(cluster.next(), 'POST', `/two-factor/${path}`, { credential })))
        const by = started.filter((_path, index) => replies[index]!.status < 400)
        if (by.length !== 1) t.fail(`round ${round}: ${JSON.stringify(by)}`)
        taken.push(...by.map(path => path.split('/')[0]!))
        refused.push(...replies.filter(({ status }) => status >= 400))
        const { authenticators, assertions } = await recordOf(cluster, userId)
        t.equal(assertions, before + 1)
        t.equal(authenticators.length, by[0] === 'disable' ? 0 : by[0]?.endsWith('/remove') ? 1 : 2)
      }
      t.comment(`taken for: ${JSON.stringify(taken)}`)
      areAll(t, refused, 401, 404, 409, 422)
    })
  })
}
