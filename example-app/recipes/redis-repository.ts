import type { createClient } from 'redis'
import type { UserRepository } from 'fastify-two-factor'

/**
 * Redis runs a script as one step, and compares the revisions as the text they are. It does not undo one that fails: the events come
 * first, whose key may be of another type; the row's is a hash by then.
 */
const SAVE = `
  if (redis.call('HGET', KEYS[1], 'revision') or '') ~= ARGV[1] then return 0 end
  for number = 5, #ARGV do redis.call('XADD', KEYS[2], '*', 'event', ARGV[number]) end
  redis.call('HSET', KEYS[1], 'record', ARGV[2], 'enabled', ARGV[3], 'revision', ARGV[4])
  return 1`

/**
 * The two-factor rows in Redis with the outbox as a stream, `two-factor:events`; the users wherever they are. Redis must not forget:
 * `appendonly yes`, `appendfsync always`, `maxmemory-policy noeviction`; a crash or failover that loses writes brings used codes
 * back. In a cluster give a prefix in braces, as `{two-factor}:`, so that rows and events are on one node.
 */
export function redisUserRepository (
  redis: ReturnType<typeof createClient>,
  findUser: UserRepository['findUser'],
  prefix = 'two-factor:'
): UserRepository {
  const rowOf = (userId: string): string => `${prefix}user:${userId}`
  return {
    findUser,
    async findTwoFactor (userId) {
      const { record, enabled, revision } = await redis.hGetAll(rowOf(userId))
      return record === undefined ? undefined : { record, enabled: enabled === '1', revision: Number(revision) }
    },
    async saveTwoFactor (userId, { record, enabled, revision }, expectedRevision, events) {
      const answer = await redis.eval(SAVE, {
        keys: [rowOf(userId), `${prefix}events`],
        arguments: [
          String(expectedRevision ?? ''), record, enabled ? '1' : '0', String(revision),
          ...events.map(event => JSON.stringify(event))
        ]
      })
      return answer === 1
    }
  }
}
