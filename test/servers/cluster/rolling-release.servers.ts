import t from 'tap'
import { databases } from './servers.js'
import { startCluster, tally, type Browser } from './cluster.js'
import { marksOf, type Marks } from './later-release.js'

for (const database of databases) {
  t.test(`beside a later release that keeps more in a record, this one signs in and loses nothing of it (${database})`, { timeout: 600_000 }, async t => {
    const cluster = await startCluster(t, database, {}, 2)
    await cluster.restart(1, { later: 'properties' })
    const [present, later] = cluster.addresses as [string, string]
    const marks = async (): Promise<Marks> => marksOf((await cluster.store.findTwoFactor('alice'))!.record)
    /** Does something on this release, and holds what the later one had added. */
    const here = async (name: string, browser: Browser, path: string, body?: object): Promise<any> => {
      const before = await marks()
      const { status, body: answer } = await browser.send(present, 'POST', path, body)
      const after = await marks()
      for (const part of ['record', 'codeAttempts', 'passwordAttempts', 'recoveryAttempts']) t.ok(after.has(part), `${name}: ${part}`)
      t.strictSame([...after].filter(([part, mark]) => before.get(part) !== mark), [], `${name}: each part has its own`)
      return { status, ...answer }
    }

    const browser = await cluster.login('alice')
    const { body: { secret } } = await browser.send(later, 'POST', '/two-factor/enrollment')
    t.equal((await marks()).size, 5)
    const { recoveryCodes } = await here('enrollment confirmed', browser, '/two-factor/enrollment/confirm', { code: cluster.code(secret) })
    t.equal((await marks()).size, 5, 'the authenticator has what its enrollment had')
    await cluster.step()

    const other = await cluster.login('alice')
    t.equal((await other.send(later, 'POST', '/two-factor/challenge', { code: cluster.code(secret), trustClient: true })).status, 200)
    t.equal((await marks()).size, 6)
    await cluster.step()
    t.match(await here('a remembered sign-in', other, '/login', { userId: 'alice' }), { status: 'complete', method: 'trusted-client' })
    const third = await cluster.login('alice')
    t.equal((await here('a wrong code', third, '/two-factor/challenge', { code: cluster.code(secret, 5) })).status, 422)
    t.equal((await here('a wrong recovery code', third, '/two-factor/recovery', { code: '0'.repeat(24) })).status, 422)
    t.match(await here('a code', third, '/two-factor/challenge', { code: cluster.code(secret), trustClient: true }), { method: 'totp' })
    await here('a sign-out', third, '/two-factor/sign-out')
    t.equal((await marks()).size, 6, 'all of it')

    await cluster.step()
    const code = cluster.code(secret)
    const pending = await Promise.all(Array.from({ length: 20 }, async () => await cluster.login('alice')))
    const before = await marks()
    t.match(tally(await Promise.all(pending.map(each => each.send(cluster.next(), 'POST', '/two-factor/challenge', { code })))), { 200: 1 }, 'of twenty at once over both one is accepted')
    const after = await marks()
    t.strictSame([...before].filter(([part, mark]) => after.get(part) !== mark), [], 'at once: nothing is lost')

    t.match(await here('a recovery code', await cluster.login('alice'), '/two-factor/recovery', { code: recoveryCodes[0] }), { method: 'recovery-code' })
    await here('all sessions revoked', browser, '/revoke-sessions', { userId: 'alice' })
    await here('a reset', browser, '/reset', { userId: 'alice' })
  })

  t.test(`a passkey that a later release keeps more of loses nothing of it on this one, and its sign-ins are counted for both (${database})`, { timeout: 600_000 }, async t => {
    const cluster = await startCluster(t, database, {}, 2)
    await cluster.restart(1, { later: 'properties' })
    const [present, later] = cluster.addresses as [string, string]
    const recordOf = async (): Promise<any> => JSON.parse((await cluster.store.findTwoFactor('alice'))!.record)

    cluster.keepTo(later)
    const browser = await cluster.login('alice')
    const { key, id } = await cluster.addPasskey(browser)
    const before = marksOf(JSON.stringify(await recordOf()))
    t.ok(before.has(id))
    /** Holds what the later release had added to the passkey and to the record, whatever this one did. */
    const isKept = async (name: string): Promise<void> => {
      const after = marksOf(JSON.stringify(await recordOf()))
      t.strictSame([...before].filter(([part, mark]) => after.get(part) !== mark), [], name)
    }

    cluster.keepTo(present)
    const pending = await cluster.login('alice')
    t.match(await pending.send(present, 'POST', '/two-factor/challenge', { credential: await cluster.assertion(pending, key) }), { status: 200, body: { method: 'passkey' } })
    await isKept('a sign-in')
    t.match(await recordOf(), { assertions: 1, authenticators: [{ id, signCount: 2 }] }, 'which is written on the passkey')
    const step = async (path: string, body: object = {}): Promise<void> => {
      const { status } = await pending.send(present, 'POST', `/two-factor/${path}`, { ...body, credential: await cluster.assertion(pending, key, 'step-up') })
      t.ok(status < 300, `${path}: ${status}`)
      await isKept(path)
    }
    await step('step-up')
    await step('recovery-codes')
    t.equal((await pending.send(present, 'POST', `/two-factor/authenticators/${id}/rename`, { name: 'Blue key' })).status, 204)
    await isKept('a rename')
    const { id: second } = await cluster.addPasskey(pending)
    await isKept('another passkey')
    await step(`authenticators/${second}/remove`)

    const other = await cluster.login('alice')
    const issuedBefore = await cluster.assertion(other, key)
    const there = await cluster.login('alice')
    const issued = await cluster.assertion(there, key)
    t.equal((await there.send(later, 'POST', '/two-factor/challenge', { credential: issued })).status, 200, 'the later release takes the answer to a challenge of this one')
    t.equal((await other.send(present, 'POST', '/two-factor/challenge', { credential: issuedBefore })).status, 422, 'which spends what this one asked before')
    t.match(await recordOf(), { authenticators: [{ id, name: 'Blue key' }] })
    await isKept('both')
  })

  t.test(`a record of a higher version is 503 on this release, stays as it is, and is the later one's to use (${database})`, { timeout: 600_000 }, async t => {
    const cluster = await startCluster(t, database, {}, 2)
    const [present, later] = cluster.addresses as [string, string]
    const { secret } = await cluster.enroll('alice')
    await cluster.restart(1, { later: 'version' })
    const newer = cluster.addresses[1]!
    t.not(newer, later)
    const browser = await cluster.login('alice')
    t.match(await browser.send(newer, 'POST', '/two-factor/challenge', { code: cluster.code(secret) }), { status: 200 })
    const before = await cluster.store.findTwoFactor('alice')
    t.match(JSON.parse(before!.record), { version: 2 })

    for (const [method, path, body] of [
      ['GET', '/me'], ['GET', '/two-factor'], ['POST', '/login', { userId: 'alice' }], ['POST', '/two-factor/challenge', { code: '000000' }],
      ['POST', '/two-factor/recovery', { code: '0'.repeat(24) }], ['POST', '/two-factor/sign-out'], ['POST', '/reset', { userId: 'alice' }], ['POST', '/reseal', { userId: 'alice' }]
    ] as const) {
      t.match(await browser.copy().send(present, method, path, body), { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } }, path)
    }
    t.strictSame(await cluster.store.findTwoFactor('alice'), before)
    t.match(await browser.send(newer, 'GET', '/me'), { status: 200 }, 'the session lives on the later release')

    const bob = await cluster.login('bob')
    t.match(await bob.send(newer, 'POST', '/two-factor/sign-out'), { status: 204 })
    t.match(await bob.send(present, 'POST', '/login', { userId: 'bob' }), { status: 503 }, 'whom the later release has written is over on this one')
  })
}
