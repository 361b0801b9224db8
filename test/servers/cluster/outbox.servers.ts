import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import t from 'tap'
import type { TwoFactorEvent } from '../../../lib/index.js'
import { Browser, startCluster, type Cluster } from './cluster.js'
import { effectiveSaves, type NotedSave } from './noted-saves.js'
import { databases, openRedis } from './servers.js'

/** How many events are to be kept before it ends. */
const CHANGES = Number(process.env.CHANGES ?? 200)
const WORKERS = 24
/** Events between two deaths. */
const LIFE = Math.max(40, CHANGES / 40)

const users = Array.from({ length: 12 }, (_, index) => `user-${index}`)
/** Half of all changes are of these, so that they meet. */
const crowded = users.slice(0, 2)
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

type Send = (path: string, body?: object) => Promise<number>

/** What is done to a user, most of it one change. */
const acts: readonly ((send: Send, userId: string) => Promise<void>)[] = [
  async (send, userId) => { await send('/revoke-sessions', { userId }) },
  async (send, userId) => { await send('/unlock', { userId }) },
  async (send, userId) => { await send('/import', { userId, secret: SECRET }) },
  async (send, userId) => { if (Math.random() < 0.1) await send('/reset', { userId }) },
  async (send, userId) => {
    await send('/login', { userId })
    await send('/two-factor/sign-out')
  },
  async (send, userId) => {
    await send('/login', { userId })
    for (let guess = 0; guess < 3; guess++) await send('/two-factor/challenge', { code: '000000' })
  }
]

interface Counts {
  /** Events that are kept. */
  kept: number
  /** Requests that may change something. */
  sent: number
  /** Those that were sent again, since their instance died or said 503. */
  again: number
  /** How many instances died of SIGKILL. */
  deaths: number
}

/** Sends changes to all instances at once until there are so many, while two of the instances die and are started again. */
async function change (cluster: Cluster): Promise<Counts> {
  const counts: Counts = { kept: 0, sent: 0, again: 0, deaths: 0 }
  const over = new AbortController()
  const count = async (): Promise<void> => {
    while (!over.signal.aborted && counts.kept < CHANGES) {
      const { rows: [row] } = await sql<{ kept: number | string }>`select count(*) as kept from ${sql.table(outboxOf(cluster))}`.execute(cluster.db)
      counts.kept = Number(row!.kept)
      await wait(50)
    }
  }
  const work = async (): Promise<void> => {
    while (!over.signal.aborted && counts.kept < CHANGES) {
      const browser = new Browser()
      await oneOf(acts)(async (path, body) => {
        counts.sent++
        for (let tries = 1; ; tries++) {
          const status = await browser.send(oneOf(cluster.addresses), 'POST', path, body).then(({ status }) => status, () => 503)
          if (status !== 503 || tries > 5) return status
          counts.again++
          await wait(10)
        }
      }, oneOf(Math.random() < 0.5 ? crowded : users))
    }
  }
  try {
    const working = Promise.all([count(), ...Array.from({ length: WORKERS }, work)])
    // one that fails ends the others, and the waiting for them
    working.catch(() => { over.abort() })
    for (let life = 1; life * LIFE < CHANGES; life++) {
      while (!over.signal.aborted && counts.kept < life * LIFE) await wait(5)
      if (counts.kept >= CHANGES) break
      const index = 2 + life % 2
      const ended = once(cluster.processes[index]!, 'exit')
      // wherever it stands, or between the commit and the answer
      if (life % 4 < 2) cluster.processes[index]!.kill('SIGKILL')
      // it may die of a save before it has answered
      else await new Browser().send(cluster.addresses[index]!, 'POST', '/kill-after-save').catch(() => {})
      await Promise.race([ended, working])
      if (cluster.processes[index]!.signalCode === 'SIGKILL') counts.deaths++
      await cluster.restart(index, { outbox: true })
    }
    await working
  } finally {
    // what fails leaves nobody at work
    over.abort()
  }
  return counts
}

function outboxOf ({ table }: Cluster): string {
  return `${table}_events`
}

interface Noted {
  saves: ReadonlyMap<number, NotedSave>
  /** How many saves took effect without that their instance was told so. */
  lostAnswers: number
}

/** What the instances noted. */
async function notedBy (cluster: Cluster): Promise<Noted> {
  const redis = await openRedis()
  try {
    const saves = await redis.hGetAll(`${cluster.table}:saves`)
    return {
      saves: new Map(Object.entries(saves).map(([revision, save]) => [Number(revision), JSON.parse(save) as NotedSave])),
      lostAnswers: Number(await redis.get(`${cluster.table}:lost-answers`))
    }
  } finally {
    redis.destroy()
  }
}

for (const database of databases) {
  t.test(`of ${CHANGES} changes by 4 processes over ${database}, which die and whose answers are lost, the outbox holds just what happened, in each user's order`, { timeout: 1_800_000 }, async t => {
    const cluster = await startCluster(t, database, { outbox: true })
    const started = performance.now()
    const counts = await change(cluster)
    const seconds = (performance.now() - started) / 1000

    const { saves: noted, lostAnswers } = await notedBy(cluster)
    const { rows } = await sql<{ user_id: string | Buffer, id: string, type: string, event: string }>`select user_id, id, type, event from ${sql.table(outboxOf(cluster))} order by position`.execute(cluster.db)
    const kept = rows.map(row => ({ ...row, userId: String(row.user_id) }))
    let effective = 0
    for (const userId of users) {
      const saves = effectiveSaves(noted, (await cluster.store.findTwoFactor(userId))?.revision)
      effective += saves.length
      t.ok(saves.every(save => save.userId === userId), `${userId}: all are theirs`)
      t.strictSame(kept.filter(row => row.userId === userId).map(({ id, type }) => ({ id, type })), saves.flatMap(({ events }) => events), `${userId}: ${saves.length} saves`)
    }
    t.equal(new Set(kept.map(({ id }) => id)).size, kept.length, 'each once')
    const told = kept.map(({ event }) => JSON.parse(event) as TwoFactorEvent)
    t.strictSame(told.map(({ id, type, userId }) => ({ id, type, userId })), kept.map(({ id, type, userId }) => ({ id, type, userId })), 'each whole')
    t.ok(kept.length >= CHANGES && noted.size > effective, 'much happened, and some saves were lost')
    t.ok(counts.deaths > 0, 'instances died')
    t.ok(lostAnswers > 0 && counts.again > 0, 'answers were lost, and requests sent again')
    t.comment(`${counts.sent} requests in ${seconds.toFixed(0)} s, ${counts.again} sent again; ${counts.deaths} deaths; ${noted.size} saves tried, ${effective} took effect, ${lostAnswers} without an answer, with ${kept.length} events: ${JSON.stringify(tallyOf(kept))}`)
  })
}

function oneOf<Item> (list: readonly Item[]): Item {
  return list[Math.floor(Math.random() * list.length)]!
}

function tallyOf (events: readonly { type: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1
  return counts
}
