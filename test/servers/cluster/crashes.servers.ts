import { once } from 'node:events'
import { sql } from 'kysely'
import t from 'tap'
import { startGate } from './gate.js'
import { databases, openDatabase, urls } from './servers.js'
import { Browser, startCluster, tally, type Cluster } from './cluster.js'

/** Sends a request to an instance that dies between the record and the session. */
async function killDuring (cluster: Cluster, browser: Browser, path: string, body: unknown): Promise<void> {
  const index = cluster.processes.findIndex(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
  const address = cluster.addresses[index]!
  await new Browser().send(address, 'POST', '/kill-after-save')
  const ended = once(cluster.processes[index]!, 'exit')
  await browser.send(address, 'POST', path, body).catch(() => {})
  await ended
}

/** Passes the challenge of a pending session by an answer of a passkey, and asks for what only who is signed in may see. */
async function answer (browser: Browser, address: string, credential: object): Promise<[answered: number, me: number]> {
  const { status } = await browser.send(address, 'POST', '/two-factor/challenge', { credential })
  return [status, (await browser.send(address, 'GET', '/me')).status]
}

async function signIn (address: string, userId: string, code: string): Promise<number> {
  const browser = new Browser()
  await browser.send(address, 'POST', '/login', { userId })
  const { status } = await browser.send(address, 'POST', '/two-factor/challenge', { code })
  const { status: full } = await browser.send(address, 'GET', '/me')
  return status === 200 ? full : status
}

for (const database of databases) {
  t.test(`a process killed between the record and the session leaves no access and a user who can simply sign in again (${database})`, { timeout: 120_000 }, async t => {
    const cluster = await startCluster(t, database)
    const { secret } = await cluster.enroll('alice')
    const survivor = cluster.addresses.at(-1)!

    const browser = await cluster.login('alice')
    const code = cluster.code(secret)
    await killDuring(cluster, browser, '/two-factor/challenge', { code })
    t.equal((await browser.send(survivor, 'GET', '/me')).status, 403, 'the sign-in that was cut off is still pending')
    t.equal(await signIn(survivor, 'alice', code), 422, 'its code is spent')
    t.equal(await signIn(survivor, 'alice', cluster.code(secret, 1)), 200, 'the next code signs in')
  })

  t.test(`a process killed while it turns on an authenticator leaves it on or off, and the user not locked out (${database})`, { timeout: 120_000 }, async t => {
    const cluster = await startCluster(t, database)
    const survivor = cluster.addresses.at(-1)!
    const browser = await cluster.login('bob')
    const { body: { secret } } = await browser.send(survivor, 'POST', '/two-factor/enrollment')
    await killDuring(cluster, browser, '/two-factor/enrollment/confirm', { code: cluster.code(secret) })
    t.equal((await browser.send(survivor, 'GET', '/me')).status, 401, 'every session from before is over')
    t.equal(await signIn(survivor, 'bob', cluster.code(secret, 1)), 200, 'the authenticator that the user set up signs in')
  })

  t.test(`with a passkey (${database})`, { timeout: 120_000 }, async t => {
    const cluster = await startCluster(t, database, {}, 3)
    const survivor = cluster.addresses.at(-1)!

    await t.test('a process killed between the record and the session at its answer leaves no access, the answer spent, and a user who can simply sign in again', async t => {
      const { key } = await cluster.addPasskey(await cluster.login('frank'))
      const browser = await cluster.login('frank')
      const other = await cluster.login('frank')
      const issuedBefore = await cluster.assertion(other, key)
      const credential = await cluster.assertion(browser, key)
      await killDuring(cluster, browser, '/two-factor/challenge', { credential })
      cluster.keepTo(survivor)
      t.equal((await browser.send(survivor, 'GET', '/me')).status, 403, 'the sign-in that was cut off is still pending')
      t.strictSame(await answer(browser, survivor, credential), [422, 403], 'its answer is spent')
      t.strictSame(await answer(other, survivor, issuedBefore), [422, 403], 'and so is every challenge from before')
      t.strictSame(await answer(browser, survivor, await cluster.assertion(browser, key)), [200, 200], 'the next answer signs in, in the same session')
      const another = await cluster.login('frank')
      t.strictSame(await answer(another, survivor, await cluster.assertion(another, key)), [200, 200], 'and in another one')
    })

    await t.test('a process killed while it is turned on leaves it on once, and the user not locked out', async t => {
      const { browser, key, credential } = await cluster.makePasskey('grace')
      await killDuring(cluster, browser, '/two-factor/passkeys/confirm', { credential })
      t.equal((await browser.send(survivor, 'GET', '/me')).status, 401, 'every session from before is over')
      t.equal((await browser.send(survivor, 'POST', '/two-factor/passkeys/confirm', { credential })).status, 401)
      const again = await cluster.login('grace')
      t.equal((await again.send(survivor, 'POST', '/two-factor/passkeys/confirm', { credential })).status, 403, 'at the challenge nothing is registered')
      t.strictSame(await answer(again, survivor, await cluster.assertion(again, key)), [200, 200], 'the passkey that the user registered signs in')
      t.equal((await again.send(survivor, 'POST', '/two-factor/passkeys/confirm', { credential })).status, 409, 'it is there already')
      t.match((await again.send(survivor, 'GET', '/two-factor')).body, { authenticators: { length: 1 }, recoveryCodesLeft: 10 })
    })
  })
}

t.test('the application recovers by itself when every connection of PostgreSQL is cut under load', { timeout: 120_000 }, async t => {
  const cluster = await startCluster(t, 'postgres')
  const { secret } = await cluster.enroll('carol')
  const full = await cluster.login('carol')
  t.equal((await full.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret) })).status, 200)
  await cluster.step()

  const admin = await openDatabase('postgres', { connections: 1 })
  const load = Promise.all(Array.from({ length: 400 }, async () => await full.copy().send(cluster.next(), 'GET', '/me')))
  for (let cut = 0; cut < 5; cut++) {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'fastify-two-factor' and pid <> pg_backend_pid()`.execute(admin)
  }
  await admin.destroy()
  const counts = tally(await load)
  t.strictSame(Object.keys(counts).filter(status => status !== '200' && status !== '503'), [], `answers: ${JSON.stringify(counts)}`)
  for (const address of cluster.addresses) t.equal(await signIn(address, 'carol', cluster.code(secret)) === 503, false, 'each instance answers again')
  await cluster.step()
  t.equal(await signIn(cluster.next(), 'carol', cluster.code(secret)), 200, 'and signs in')
})

for (const database of databases) {
  t.test(`the application recovers by itself when ${database} goes down under load and comes back`, { timeout: 120_000 }, async t => {
    const gate = await startGate(t, urls[database])
    const cluster = await startCluster(t, database, { databaseUrl: gate.url })
    const { secret } = await cluster.enroll('erin')
    const full = await cluster.login('erin')
    t.equal((await full.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret) })).status, 200)
    await cluster.step()

    const pending = await cluster.login('erin')
    const underLoad = Promise.all(Array.from({ length: 400 }, async () => await full.copy().send(cluster.next(), 'GET', '/me')))
    await gate.close()
    t.strictSame(tally(await Promise.all(cluster.addresses.map(address => full.copy().send(address, 'GET', '/me')))), { 503: cluster.addresses.length }, 'down: no access on any instance')
    t.equal((await pending.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret) })).status, 503)
    const counts = tally(await underLoad)
    t.strictSame(Object.keys(counts).filter(status => status !== '200' && status !== '503'), [], `answers: ${JSON.stringify(counts)}`)

    await gate.open()
    t.strictSame(tally(await Promise.all(cluster.addresses.map(address => full.copy().send(address, 'GET', '/me')))), { 200: cluster.addresses.length }, 'up: every instance answers again')
    t.equal((await pending.send(cluster.next(), 'POST', '/two-factor/challenge', { code: cluster.code(secret) })).status, 200, 'the code that met the failure is not spent')
  })
}
