import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { randomId } from './crypto/random.js'
import type { Actor, EventDetails, RecordEvent } from './record/events.js'

/** What happened, to whom and when: a union with one member for each type. No event holds a secret. */
export type TwoFactorEvent = {
  [Type in keyof EventDetails]: { id: string, type: Type, userId: string, at: Date } & Actor & EventDetails[Type]
}[keyof EventDetails]

/**
 * Whether a save of the record makes it true. It is not so for what happens in a session, which is saved after the record, nor
 * for what is refused or goes on with nothing written.
 */
export const isTrueBySave = {
  enabled: true,
  imported: true,
  disabled: true,
  reset: true,
  'authenticator-added': true,
  'authenticator-removed': true,
  'authenticator-renamed': true,
  'authenticator-suspect': false,
  challenged: false,
  'signed-in': false,
  'signed-out': true,
  'stepped-up': false,
  failed: true,
  locked: true,
  blocked: true,
  unlocked: true,
  'code-sent': false,
  'recovery-code-used': true,
  'recovery-codes-regenerated': true,
  'recovery-codes-saved': true,
  'client-trusted': true,
  'client-revoked': true,
  'session-revoked': true,
  'sessions-revoked': true,
  'key-missing': false
} as const satisfies Readonly<Record<keyof EventDetails, boolean>>

type SavedType = { [Type in keyof typeof isTrueBySave]: typeof isTrueBySave[Type] extends true ? Type : never }[keyof typeof isTrueBySave]

/** An event as a repository gets it together with the save that makes it true. */
export type SavedTwoFactorEvent = Extract<TwoFactorEvent, { type: SavedType }> & {
  /** There where `checkUserRepository` made it up. */
  test?: true
}

export type OnEvent = (event: TwoFactorEvent, request: FastifyRequest | undefined) => void | Promise<void>

/** Events as they are told: with an id by which a repetition is known, whose they are, when it was decided, and who did it. */
export function happened (events: readonly RecordEvent[], userId: string, now: number, actor: Actor = {}): TwoFactorEvent[] {
  const at = new Date(now)
  return events.map(({ type, ...details }) => ({ id: randomId(), type, userId, at, ...actor, ...details }) as TwoFactorEvent)
}

/** Those that a save makes true. */
export function trueBySave (events: readonly TwoFactorEvent[]): SavedTwoFactorEvent[] {
  return events.filter((event): event is SavedTwoFactorEvent => isTrueBySave[event.type])
}

/** Tells the application of events, after the save and at most once. A failure of `onEvent` is logged and changes nothing. */
export async function tell (
  onEvent: OnEvent | undefined,
  log: FastifyBaseLogger,
  events: readonly TwoFactorEvent[],
  request: FastifyRequest | undefined
): Promise<void> {
  for (const event of events) {
    try {
      await onEvent?.(event, request)
    } catch (error) {
      log.error({ err: error, event: event.type }, 'onEvent of fastify-two-factor failed')
    }
  }
}
