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
