import t from 'tap'
import { databases } from './servers.js'
import { Browser, SECRET as k1, startCluster, type Reply } from './cluster.js'

const k2 = 'a7c31e5f09d84b62f1a0c9e8d7b6a5940312fedcba987654'
const added = { current: 'k1', keys: { k1, k2 } }
const rotated = { current: 'k2', keys: { k1, k2 } }

for (const database of databases) {
  t.test(`keys are rotated in four steps while one instance after the other is started anew, and everybody signs in at each (${database})`, { timeout: 600_000 }, async t => {
    const cluster = await startCluster(t, database, { secret: k1 }, 2)
    const { secret: alices } = await cluster.enroll('alice')
    const { secret: bobs } = await cluster.enroll('bob')
    const sealedWith = async (userId: string): Promise<string> => {
      const { record } = (await cluster.store.findTwoFactor(userId))!
      return JSON.parse(record).authenticators[0].key.split('.')[1]
    }
    const old = await sealedWith('alice')
    /** Signs in on each instance. */
    const signIn = async (when: string, userId: string, secret: string): Promise<void> => {
      for (const [index, address] of cluster.addresses.entries()) {
        const browser = await cluster.login(userId)
        await browser.send(address, 'POST', '/two-factor/challenge', { code: cluster.code(secret) })
        t.match(await browser.send(cluster.next(), 'GET', '/me'), { status: 200, body: { userId } }, `${when}, ${userId} on instance ${index}`)
        await cluster.step()
      }
    }

    await cluster.restart(0, { secret: added })
    await signIn('the new key is added to one', 'alice', alices)
    const { secret: carols } = await cluster.enroll('carol')
    await signIn('enrolled over both', 'carol', carols)
    t.strictSame(await Promise.all(['alice', 'bob', 'carol'].map(sealedWith)), [old, old, old], 'adding it seals nothing')
    await cluster.restart(1, { secret: added })

    await cluster.restart(0, { secret: rotated })
    await signIn('the new key is current on one', 'alice', alices)
    await cluster.restart(1, { secret: rotated })
    await signIn('the new key is current on both', 'alice', alices)
    const fresh = await sealedWith('alice')
    t.not(fresh, old)
    t.strictSame(await Promise.all(['bob', 'carol'].map(sealedWith)), [old, old], 'nobody is sealed anew before they sign in')

    t.match(await new Browser().send(cluster.next(), 'POST', '/reseal', { userId: 'bob' }), { body: { resealed: true } })
    t.match(await new Browser().send(cluster.next(), 'POST', '/reseal', { userId: 'alice' }), { body: { resealed: false } })
    await cluster.restart(0, { secret: k2 })
    await signIn('the old key is removed from one', 'alice', alices)
    await signIn('the old key is removed from one', 'bob', bobs)

    // carol was forgotten, and the key removed too early
    const [without, withIt] = cluster.addresses as [string, string]
    const browser = await cluster.login('carol')
    const before = await cluster.store.findTwoFactor('carol')
    await new Browser().send(without, 'POST', '/events')
    const send = async (address: string, code: string): Promise<Reply> => await browser.send(address, 'POST', '/two-factor/challenge', { code })
    for (let guess = 1; guess <= 10; guess++) t.match(await send(without, cluster.code(carols, guess % 2 === 0 ? 0 : 5)), { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } })
    t.match(await browser.send(without, 'POST', '/reseal', { userId: 'carol' }), { status: 503 })
    t.strictSame((await new Browser().send(without, 'POST', '/events')).body.seen, Array.from({ length: 11 }, () => 'key-missing carol'))
    t.strictSame(await cluster.store.findTwoFactor('carol'), before, 'no guess was counted')
    t.match(await send(withIt, cluster.code(carols)), { status: 200 }, 'where the key is, she signs in, and is sealed anew by it')
    t.equal(await sealedWith('carol'), fresh)
    await cluster.step()
    await cluster.restart(1, { secret: k2 })
    for (const [userId, secret] of [['alice', alices], ['bob', bobs], ['carol', carols]] as const) await signIn('the old key is gone', userId, secret)
  })

  t.test(`where the new key is made current before every instance has it, those that have it not refuse (${database})`, { timeout: 600_000 }, async t => {
    const cluster = await startCluster(t, database, { secret: k1 }, 2)
    const { secret } = await cluster.enroll('alice')
    await cluster.restart(0, { secret: rotated })
    const [early, late] = cluster.addresses as [string, string]
    const browser = await cluster.login('alice')
    t.match(await browser.send(early, 'POST', '/two-factor/challenge', { code: cluster.code(secret) }), { status: 200 })
    await cluster.step()
    const other = await cluster.login('alice')
    t.match(await other.send(late, 'POST', '/two-factor/challenge', { code: cluster.code(secret) }), { status: 503 })
    t.match(await other.send(early, 'POST', '/two-factor/challenge', { code: cluster.code(secret) }), { status: 200 })
  })

  t.test(`a record that was moved to another user opens nothing (${database})`, { timeout: 600_000 }, async t => {
    const cluster = await startCluster(t, database, {}, 2)
    const { secret, recoveryCodes } = await cluster.enroll('alice')
    const trusted = await cluster.login('alice')
    await trusted.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret), trustClient: true })
    await cluster.step()
    const { browser: bobs } = await cluster.enroll('bob')
    const alice = (await cluster.store.findTwoFactor('alice'))!
    const bob = (await cluster.store.findTwoFactor('bob'))!
    t.equal(await cluster.store.saveTwoFactor('bob', { ...alice, revision: bob.revision + 1 }, bob.revision, []), true)

    t.match(await bobs.send(cluster.next(), 'GET', '/me'), { status: 401 }, 'their sessions are over')
    const pending = trusted.copy()
    t.match(await pending.send(cluster.next(), 'POST', '/login', { userId: 'bob' }), { body: { status: 'challenge' } }, 'the other\'s remembered client is not theirs')
    t.match(await pending.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret) }), { status: 503 }, 'the other\'s authenticator does not open as theirs')
    t.match(await pending.send(cluster.next(), 'POST', '/two-factor/recovery', { code: recoveryCodes[0] }), { status: 422 }, 'the other\'s recovery codes are not theirs')
    t.match(await pending.send(cluster.next(), 'GET', '/me'), { status: 403 })
  })
}
