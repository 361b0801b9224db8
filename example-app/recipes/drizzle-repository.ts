import { and, eq } from 'drizzle-orm'
import { bigint, bigserial, boolean, json, pgTable, text, type PgDatabase, type PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type { UserRepository } from 'fastify-two-factor'

export const users = pgTable('users', { id: text().primaryKey(), email: text().notNull(), role: text().notNull() })

export const twoFactor = pgTable('two_factor', {
  userId: text('user_id').primaryKey(),
  record: text().notNull(),
  enabled: boolean().notNull(),
  revision: bigint({ mode: 'number' }).notNull()
})

export const twoFactorEvents = pgTable('two_factor_events', {
  position: bigserial({ mode: 'number' }).primaryKey(),
  userId: text('user_id').notNull(),
  event: json().notNull()
})

/** An own repository on PostgreSQL over Drizzle, with an outbox. Give it the database itself, never a transaction. */
export function drizzleUserRepository (db: PgDatabase<PgQueryResultHKT>): UserRepository {
  return {
    async findUser (userId) {
      const [user] = await db.select().from(users).where(eq(users.id, userId))
      return user && { accountName: user.email, twoFactor: user.role === 'accountant' ? 'required' : 'optional' }
    },
    async findTwoFactor (userId) {
      const { record, enabled, revision } = twoFactor
      const [row] = await db.select({ record, enabled, revision }).from(twoFactor).where(eq(twoFactor.userId, userId))
      return row
    },
    async saveTwoFactor (userId, row, expectedRevision, events) {
      return await db.transaction(async tx => {
        const saved = expectedRevision === undefined
          ? await tx.insert(twoFactor).values({ userId, ...row }).onConflictDoNothing().returning()
          : await tx.update(twoFactor).set(row)
            .where(and(eq(twoFactor.userId, userId), eq(twoFactor.revision, expectedRevision))).returning()
        if (saved.length === 0) return false
        if (events.length > 0) await tx.insert(twoFactorEvents).values(events.map(event => ({ userId, event })))
        return true
      }, { isolationLevel: 'read committed' })   // a stricter one says by an error that another save was first
    }
  }
}
