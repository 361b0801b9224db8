import type { InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import type { ApplicationOptions } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'
import { SEED, World, type Kind } from './world.js'

export { cookieHeader, overSocket, type RawAnswer } from './over-socket.js'
export type { World } from './world.js'

/** A key that another system confirmed: that of the vectors of RFC 6238. */
export const IMPORTED_KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

export interface AttackOptions extends ApplicationOptions {
  /** Options of the second instance only. */
  second?: ApplicationOptions
  /** What the case runs over; one that measures time wants no waits. */
  kinds?: readonly Kind[]
}

/** Registers the case twice: over a plain repository, and over one that waits at random around each call. */
export function attack (name: string, { second, kinds = ['plain', 'slow'], ...both }: AttackOptions, body: (t: Test, world: World) => Promise<void>): void {
  for (const kind of kinds) {
    t.test(`${name} (${kind} repository)`, async t => {
      if (kind === 'slow') t.comment(`ATTACK_SEED=${SEED}`)
      const world = new World(t, kind, both)
      world.i1 = await world.start()
      world.i2 = await world.start(second)
      await body(t, world)
    })
  }
}

/** The client is signed in as this user: a guarded route says so. */
export async function isFull (t: Test, client: Client, userId: string, message = `signed in as ${userId}`): Promise<void> {
  const { status, body } = await client.get('/me')
  t.strictSame({ status, userId: body.userId }, { status: 200, userId }, message)
}

/** How many of these browsers a guarded route knows. */
export async function countFull (clients: readonly Client[]): Promise<number> {
  const statuses = await Promise.all(clients.map(async client => (await client.get('/me')).status))
  return statuses.filter(status => status === 200).length
}

/** No guarded route answers this client. */
export async function isRefused (t: Test, client: Client, message = 'no access'): Promise<void> {
  const { status, body } = await client.get('/me')
  t.ok(status === 401 || status === 403, `${message}: ${status}`)
  t.notOk(Object.hasOwn(body, 'userId'), `${message}: no identity`)
}

/** Where the password led to. */
export async function stepAfterPassword (client: Client, userId: string): Promise<string> {
  const { body } = await client.post('/login', { userId })
  return body.method ?? body.status
}

/** The code of the error, or the status of an answer that is none. */
export function outcome ({ status, body }: Answer): string | number {
  return status >= 400 && typeof body?.code === 'string' ? body.code : status
}

/** How many answers had each outcome. */
export function tally (answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[outcome(answer)] = (counts[outcome(answer)] ?? 0) + 1
  return counts
}

/** Does it that often at once. */
export async function atOnce<Result> (count: number, act: (index: number) => Promise<Result>): Promise<Result[]> {
  return await Promise.all(Array.from({ length: count }, (_, index) => act(index)))
}

/** Lets this much of the other work go first. */
export async function after (turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise(resolve => setImmediate(resolve))
}

/** The id under which the session of this browser is stored. */
export function storedSessionId ({ jar }: Client): string {
  return jar.get('sessionId')!.split('.')[0]!
}

/** The remembered-client cookies of a browser, by name. */
export function trustCookies ({ jar }: Client): [name: string, value: string][] {
  return [...jar].filter(([name]) => name.includes('two-factor-'))
}

/** What `inject` takes for a JSON body as it stands. */
export function jsonText (payload: string): Pick<InjectOptions, 'payload' | 'headers'> {
  return { payload, headers: { 'content-type': 'application/json' } }
}
