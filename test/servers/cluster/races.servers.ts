import t from 'tap'
import { databases } from './servers.js'
import { startCluster, tally, type Browser, type Cluster } from './cluster.js'

const ROUNDS = Number(process.env.ROUNDS ?? 100)

async function isFull (cluster: Cluster, browser: Browser): Promise<boolean> {
  const { status } = await browser.send(cluster.next(), 'GET', '/me')
  return status === 200
}

for (const database of databases) {
  t.test(`${database}, 4 processes, each call delayed`, { timeout: 1_800_000 }, async t => {
    const cluster = await startCluster(t, database, { slow: true })

    await t.test('a challenge and a revocation of all sessions at once leave no session that outlives the revocation', { timeout: 600_000 }, async t => {
      const { secret } = await cluster.enroll('alice')
      let survived = 0
      for (let round = 0; round < ROUNDS; round++) {
        const browser = await cluster.login('alice')
        await Promise.all([
          browser.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret) }),
          browser.copy().send(cluster.next(), 'POST', '/revoke-sessions', { userId: 'alice' })
        ])
        if (await isFull(cluster, browser)) survived++
        await cluster.step()
      }
      t.equal(survived, 0)
    })

    await t.test('a challenge and a reset at once leave no session with a factor that is gone', { timeout: 600_000 }, async t => {
      let survived = 0
      for (let round = 0; round < Math.ceil(ROUNDS / 4); round++) {
        const { secret } = await cluster.enroll('bob')
        const browser = await cluster.login('bob')
        const admin = browser.copy()
        const [challenge] = await Promise.all([
          browser.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret) }),
          admin.send(cluster.next(), 'POST', '/reset', { userId: 'bob' })
        ])
        t.ok([200, 401].includes(challenge.status), `the challenge was answered with ${challenge.status}`)
        if (await isFull(cluster, browser)) survived++
        await cluster.step()
      }
      t.equal(survived, 0)
    })

    await t.test('a client that is trusted while all trust is revoked is not trusted after the revocation', { timeout: 600_000 }, async t => {
      const { secret } = await cluster.enroll('carol')
      let trusted = 0
      for (let round = 0; round < Math.ceil(ROUNDS / 4); round++) {
        const browser = await cluster.login('carol')
        const admin = browser.copy()
        await Promise.all([
          browser.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret), trustClient: true }),
          admin.send(cluster.next(), 'POST', '/revoke-trusted-clients', { userId: 'carol' })
        ])
        // the order of the two is open: the trust may have come last
        await admin.send(cluster.next(), 'POST', '/revoke-trusted-clients', { userId: 'carol' })
        const { body } = await browser.send(cluster.next(), 'POST', '/login', { userId: 'carol' })
        if (body.status !== 'challenge') trusted++
        await cluster.step()
      }
      t.equal(trusted, 0)
    })

    await t.test('an enrollment confirmed 50 times at once gives one authenticator and one set of recovery codes', { timeout: 600_000 }, async t => {
      for (const userId of ['dave', 'erin', 'frank']) {
        const browser = await cluster.login(userId)
        const { body: { secret } } = await browser.send(cluster.next(), 'POST', '/two-factor/enrollment')
        const code = cluster.code(secret)
        const browsers = Array.from({ length: 50 }, () => browser.copy())
        const replies = await Promise.all(browsers.map(each => each.send(cluster.next(), 'POST', '/two-factor/enrollment/confirm', { code })))
        t.equal(tally(replies)[200], 1, JSON.stringify(tally(replies)))
        const winner = browsers[replies.findIndex(({ status }) => status === 200)]!
        const { body: preferences } = await winner.send(cluster.next(), 'GET', '/two-factor')
        t.equal(preferences.authenticators.length, 1)
        t.equal(preferences.recoveryCodesLeft, 10)
        await cluster.step()
      }
    })
  })

  t.test(`${database}, 4 processes`, { timeout: 1_800_000 }, async t => {
    const cluster = await startCluster(t, database)

    await t.test('two users of one browser are both remembered in it, on every instance', async t => {
      const grace = await cluster.enroll('grace')
      const heidi = await cluster.enroll('heidi')
      const browser = await cluster.login('grace')
      await browser.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(grace.secret), trustClient: true })
      await browser.send(cluster.next(), 'POST', '/login', { userId: 'heidi' })
      await browser.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(heidi.secret), trustClient: true })
      for (const address of cluster.addresses) {
        for (const userId of ['grace', 'heidi']) {
          const { body } = await browser.send(address, 'POST', '/login', { userId })
          t.match(body, { status: 'complete', method: 'trusted-client' })
          t.match(await browser.send(cluster.next(), 'GET', '/me'), { status: 200, body: { userId } })
        }
      }
    })

    await t.test('200 writers on one user at once over 4 processes are all served, none is 503', { timeout: 600_000 }, async t => {
      await cluster.enroll('ivan')
      const writers = await Promise.all(Array.from({ length: 200 }, () => cluster.login('ivan')))
      const times: number[] = []
      const replies = await Promise.all(writers.map(async browser => {
        const started = performance.now()
        const reply = await browser.send(cluster.next(), 'POST', '/revoke-sessions', { userId: 'ivan' })
        times.push(performance.now() - started)
        return reply
      }))
      times.sort((a, b) => a - b)
      t.comment(`200 writers on one user: p50 ${times[99]!.toFixed(0)} ms, p99 ${times[197]!.toFixed(0)} ms`)
      t.strictSame(tally(replies), { 200: 200 })
    })
  })
}
