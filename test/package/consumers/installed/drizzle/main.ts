import assert from 'node:assert/strict'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { asc, eq } from 'drizzle-orm'
import { checkUserRepository } from 'fastify-two-factor/conformance'
import { drizzleUserRepository, twoFactorEvents, users } from './repository.js'

const ids = ['aB3x', 'AB3X', 'áB3x', 'aB3x ', 'alice'] as const
const client = new PGlite()
await client.exec(`
  create table users (id text primary key, email text not null, role text not null);
  create table two_factor (user_id text primary key, record text not null, enabled boolean not null, revision bigint not null);
  create table two_factor_events (position bigserial primary key, user_id text not null, event json not null);
`)
const statements: string[] = []
const db = drizzle(client, { logger: { logQuery (statement) { statements.push(statement) } } })
await db.insert(users).values(ids.map(id => ({ id, email: `${id.trim()}@example.com`, role: id === 'aB3x' ? 'accountant' : 'clerk' })))
const repository = drizzleUserRepository(db)
assert.deepEqual(await repository.findUser('aB3x'), { accountName: 'aB3x@example.com', twoFactor: 'required' })
await checkUserRepository({
  ...repository,
  findEvents: async userId => (await db.select().from(twoFactorEvents).where(eq(twoFactorEvents.userId, userId)).orderBy(asc(twoFactorEvents.position))).map(({ event }) => event as object)
}, ...ids)
assert.ok(statements.includes('set transaction isolation level read committed'), 'at a stricter one a lost race would be an error')
await client.close()
