import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql, type Kysely } from 'kysely'
import type { Test } from 'tap'
import type { TwoFactorKeyRing } from '../../../lib/index.js'
import { createTwoFactorTable, kyselyTwoFactorStore, type TwoFactorStore } from '../../../lib/repositories/kysely.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import { bareNode } from '../../support/bare-node.js'
import { codeOf } from '../../support/codes.js'
import { CookieJar } from '../../support/cookie-jar.js'
import { freshName, openDatabase, openRedis, urls, type DatabaseName } from './servers.js'

export const SECRET = '0f9d6b1c7a3e5842b6c0d1e2f3a4958677889900aabbccdd'

/** What an instance is started with. */
export interface InstanceSettings {
  /** Delays each call of the repository and of the session store. */
  slow?: boolean
  secret?: string | TwoFactorKeyRing
  /** Where its database is; default: where the tests' is. */
  databaseUrl?: string
  /** Keeps events, notes each save before it is tried, pauses between the statements of one, and loses some answers. */
  outbox?: boolean
  /** A release to come: it keeps properties that this one does not know, or writes records of a higher version. */
  later?: 'properties' | 'version'
}

const INSTANCES = 4

const node = bareNode()

export interface Reply {
  status: number
  body: any
  /** The `Set-Cookie` lines. */
  setCookies: readonly string[]
}

/** Cookies of one browser, whichever instance it speaks to. */
export class Browser {
  readonly cookies = new CookieJar()

  copy (): Browser {
    const browser = new Browser()
    for (const [name, value] of this.cookies) browser.cookies.set(name, value)
    return browser
  }

  async send (address: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply> {
    const response = await fetch(address + path, {
      method,
      redirect: 'manual',
      headers: { cookie: this.cookies.header, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const setCookies = response.headers.getSetCookie()
    this.cookies.keep(setCookies)
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text, setCookies }
  }
}

export interface Cluster {
  /** Name of the table of the rows; the prefix of everything in Redis. */
  readonly table: string
  readonly db: Kysely<any>
  /** The rows, past every instance. */
  readonly store: TwoFactorStore
  readonly addresses: readonly string[]
  readonly processes: readonly ChildProcess[]
  /** Milliseconds, the same on all instances. */
  now: number
  /** The address of an instance, in turn. */
  next (): string
  /** Asks nobody but this instance from now on, where others are gone. */
  keepTo (address: string): void
  /** Moves the clock of all instances to a later time step. */
  step (): Promise<void>
  /** Ends an instance and starts it with other settings, as a deployment does. */
  restart (index: number, settings: InstanceSettings): Promise<void>
  code (secret: string, steps?: number): string
  login (userId: string): Promise<Browser>
  enroll (userId: string): Promise<{ browser: Browser, secret: string, recoveryCodes: string[] }>
  /** A security key of the user, and what it made for a registration that is not confirmed yet. */
  makePasskey (userId: string): Promise<{ browser: Browser, key: SoftAuthenticator, credential: object }>
  /** Registers a passkey in a session that may. */
  addPasskey (browser: Browser): Promise<{ key: SoftAuthenticator, id: string }>
  /** What a key answers to the challenge of a pending session, or of a complete one at the step-up. */
  assertion (browser: Browser, key: SoftAuthenticator, place?: 'challenge' | 'step-up'): Promise<object>
}

/** Starts instances over one database and one Redis; they end with the test. */
export async function startCluster (t: Test, database: DatabaseName, settings: InstanceSettings = {}, instances = INSTANCES): Promise<Cluster> {
  const table = freshName()
  const events = settings.outbox ? `${table}_events` : undefined
  const db = await openDatabase(database, { connections: 2 })
  await createTwoFactorTable(db, { table, events })
  const start = ({ slow = false, secret = SECRET, later, outbox = false, databaseUrl = urls[database] }: InstanceSettings): ChildProcess => fork(fileURLToPath(new URL('instance.js', import.meta.url)), {
    execPath: node.program,
    execArgv: node.args,
    env: { ...process.env, [`${database.toUpperCase()}_URL`]: databaseUrl, DATABASE: database, TABLE: table, SLOW: slow ? 'yes' : 'no', SECRET: JSON.stringify(secret), LATER: later ?? '', OUTBOX: outbox ? 'yes' : 'no' }
  })
  const processes = Array.from({ length: instances }, () => start(settings))
  t.teardown(async () => {
    for (const child of processes) child.kill()
    for (const name of [table, events]) if (name !== undefined) await sql`drop table ${sql.table(name)}`.execute(db)
    await db.destroy()
    const redis = await openRedis()
    const keys = await redis.keys(`${table}:*`)
    if (keys.length > 0) await redis.del(keys)
    redis.destroy()
  })
  const addresses = await Promise.all(processes.map(addressOf))
  let turn = 0
  let inTurn = addresses
  const cluster: Cluster = {
    table,
    db,
    store: kyselyTwoFactorStore(db, { table }),
    addresses,
    processes,
    now: Date.UTC(2026, 0, 15, 10, 0, 10),
    next: () => inTurn[turn++ % inTurn.length]!,
    keepTo (address) { inTurn = [address] },
    async step () {
      cluster.now += 30_000
      await Promise.all(addresses.map(async address => { await setClock(address, cluster.now) }))
    },
    async restart (index, settings) {
      const { exitCode, signalCode } = processes[index]!
      if (exitCode === null && signalCode === null) {
        processes[index]!.kill()
        await once(processes[index]!, 'exit')
      }
      processes[index] = start(settings)
      addresses[index] = await addressOf(processes[index])
      await setClock(addresses[index], cluster.now)
    },
    code: (secret, steps = 0) => codeOf(secret, cluster.now, steps),
    async login (userId) {
      const browser = new Browser()
      const { status } = await browser.send(cluster.next(), 'POST', '/login', { userId })
      if (status !== 200) throw new Error(`the login was answered with ${status}`)
      return browser
    },
    async enroll (userId) {
      const browser = await cluster.login(userId)
      const { body: { secret } } = await browser.send(cluster.next(), 'POST', '/two-factor/enrollment')
      const { body: { recoveryCodes } } = await browser.send(cluster.next(), 'POST', '/two-factor/enrollment/confirm', { code: cluster.code(secret) })
      await cluster.step()
      return { browser, secret, recoveryCodes }
    },
    async makePasskey (userId) {
      const browser = await cluster.login(userId)
      const { body: { options } } = await browser.send(cluster.next(), 'POST', '/two-factor/passkeys')
      const key = new SoftAuthenticator()
      return { browser, key, credential: key.create(options) }
    },
    async addPasskey (browser) {
      const key = new SoftAuthenticator()
      const { body: { options } } = await browser.send(cluster.next(), 'POST', '/two-factor/passkeys')
      const { status } = await browser.send(cluster.next(), 'POST', '/two-factor/passkeys/confirm', { credential: key.create(options) })
      if (status !== 200) throw new Error(`the registration was answered with ${status}`)
      const { body: { authenticators } } = await browser.send(cluster.next(), 'GET', '/two-factor')
      return { key, id: authenticators.findLast(({ type }: { type: string }) => type === 'passkey').id }
    },
    async assertion (browser, key, place = 'challenge') {
      const { body: { passkeyOptions } } = await browser.send(cluster.next(), 'GET', `/two-factor/${place}`)
      return key.get(passkeyOptions)
    }
  }
  await cluster.step()
  return cluster
}

async function addressOf (child: ChildProcess): Promise<string> {
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => { throw new Error(`an instance ended with ${code} before it listened`) })])
  return (message as { address: string }).address
}

async function setClock (address: string, now: number): Promise<void> {
  await new Browser().send(address, 'POST', '/clock', { now })
}

/** How many replies had each status. */
export function tally (replies: readonly Reply[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
