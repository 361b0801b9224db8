import t, { type Test } from 'tap'
import { Browser, startCluster, tally, type Cluster, type Reply } from './cluster.js'

const ROUNDS = Number(process.env.ROUNDS ?? 100)

async function isFullEverywhere (t: Test, cluster: Cluster, browser: Browser, userId: string, message: string): Promise<void> {
  for (const address of cluster.addresses) {
    const { status, body } = await browser.send(address, 'GET', '/me')
    if (status !== 200 || body.userId !== userId) t.fail(`${message}: /me was answered with ${status}`)
  }
}

/** How many of the processes take this browser for somebody. */
async function countFull (cluster: Cluster, browser: Browser): Promise<number> {
  const replies = await Promise.all(cluster.addresses.map(async address => await browser.copy().send(address, 'GET', '/me')))
  return replies.filter(({ status }) => status === 200).length
}

t.test('postgres and redis, 2 processes, each call of both stores delayed', { timeout: 1_800_000 }, async t => {
  const cluster = await startCluster(t, 'postgres', { slow: true }, 2)
  const [one, other] = cluster.addresses as [string, string]

  await t.test('the second of two tabs at the challenge, served by the other process, goes on like the first, and no code of it is looked at or spent', { timeout: 600_000 }, async t => {
    const { secret } = await cluster.enroll('alice')
    for (let round = 0; round < Math.ceil(ROUNDS / 5); round++) {
      const [first, second] = round % 2 === 0 ? [one, other] : [other, one]
      const browser = await cluster.login('alice')
      const done = await browser.send(first, 'POST', '/two-factor/challenge', { code: cluster.code(secret) })
      t.match(done, { status: 200, body: { status: 'complete', method: 'totp', location: '/' } })
      const before = (await cluster.store.findTwoFactor('alice'))!
      const unspent = cluster.code(secret, 1)
      for (const [path, body] of [['/challenge', { code: unspent, trustClient: true }], ['/challenge', { code: '000000' }], ['/recovery', { code: 'A'.repeat(24) }]] as const) {
        const again = await browser.send(second, 'POST', `/two-factor${path}?next=%2Forders`, body)
        t.match(again, { status: 200, body: { status: 'complete', method: 'totp', location: '/orders' } }, `${path} again`)
        t.notMatch(String(again.setCookies), 'two-factor-', 'no client is remembered')
      }
      t.strictSame(await cluster.store.findTwoFactor('alice'), before, 'nothing is written')
      await isFullEverywhere(t, cluster, browser, 'alice', 'the browser')
      t.equal((await browser.send(first, 'POST', '/two-factor/step-up', { code: unspent })).status, 200, 'the code is unspent')
      await cluster.step()
      await cluster.step()
    }
  })

  await t.test('of two posts with one old cookie to two processes one completes the sign-in, and the refusal of the other moves no cookie', { timeout: 600_000 }, async t => {
    const { secret } = await cluster.enroll('bob')
    const refusals: Reply[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const browser = await cluster.login('bob')
      const old = browser.copy()
      const body = { code: cluster.code(secret) }
      // the same jar takes both answers, in the order in which they come
      const send = async (address: string, from = browser): Promise<Reply> => await from.send(address, 'POST', '/two-factor/challenge', body)
      const replies = round % 2 === 0 ? await Promise.all([send(one), send(other)]) : [await send(one), await send(other, old)]
      const counts = tally(replies)
      if (counts[200] !== 1 || Object.keys(counts).some(status => !['200', '401', '422'].includes(status))) t.fail(`round ${round}: ${JSON.stringify(counts)}`)
      refusals.push(...replies.filter(({ status }) => status !== 200))
      await isFullEverywhere(t, cluster, browser, 'bob', `round ${round}`)
      for (const path of ['/challenge', '/step-up']) refusals.push(await old.send(round % 3 === 0 ? one : other, 'POST', `/two-factor${path}`, body))
      refusals.push(await old.send(other, 'GET', '/me'))
      t.equal(await countFull(cluster, old), 0, 'the old cookie is nobody\'s')
      await isFullEverywhere(t, cluster, browser, 'bob', `round ${round}, afterwards`)
      await cluster.step()
    }
    t.equal(refusals.length, ROUNDS * 4)
    t.strictSame(refusals.filter(({ status }) => status < 400), [], 'each is refused')
    t.strictSame(refusals.flatMap(({ setCookies }) => setCookies), [], 'none sets or clears a cookie')
    await isNotLocked(t, cluster, 'bob')
  })

  await t.test('a password that is changed on one process during a login on the other leaves nobody signed in by the old one', { timeout: 600_000 }, async t => {
    const { secret } = await cluster.enroll('carol')
    await cluster.login('dave')
    const survivors: string[] = []
    const outcomes: Reply[] = []
    for (const userId of ['carol', 'dave']) {
      const administrator = await cluster.login('erin')
      for (let round = 0; round < ROUNDS; round++) {
        await administrator.send(one, 'POST', '/password', { userId, password: 'old' })
        const [login, change] = round % 2 === 0 ? [one, other] : [other, one]
        const browser = await cluster.login('erin')
        const [reply] = await Promise.all([
          browser.send(login, 'POST', '/login-by-password', { userId, password: 'old' }),
          later(change, round % 20).then(async () => await administrator.send(change, 'POST', '/password', { userId, password: 'new' }))
        ])
        outcomes.push(reply)
        if (reply.status === 200 && await countFull(cluster, browser) > 0) survivors.push(`${userId}, round ${round}`)
        if (userId === 'carol') {
          await browser.send(change, 'POST', '/two-factor/challenge', { code: cluster.code(secret) })
          if (reply.status === 200 && await countFull(cluster, browser) > 0) survivors.push(`${userId}, round ${round}, with the code`)
          await cluster.step()
        }
        t.equal((await browser.copy().send(login, 'POST', '/login-by-password', { userId, password: 'new' })).status, 200, 'the new one signs in')
      }
    }
    t.comment(`logins during a change: ${JSON.stringify(tally(outcomes))}`)
    t.strictSame(survivors, [])
    t.strictSame(Object.keys(tally(outcomes)).filter(status => !['200', '401'].includes(status)), [])
  })
})

/** Lets this many other requests go first, so that the change meets logins at every stage. */
async function later (address: string, requests: number): Promise<void> {
  for (let request = 0; request < requests; request++) await new Browser().send(address, 'GET', '/me')
}

async function isNotLocked (t: Test, cluster: Cluster, userId: string): Promise<void> {
  const { record } = (await cluster.store.findTwoFactor(userId))!
  t.equal(JSON.parse(record).codeAttempts.failures, 0, 'a used code is no guess')
}
