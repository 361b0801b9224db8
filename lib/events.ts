import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { EventDetails } from './record/events.js'

/** What happened, to whom and when: a union with one member for each type. No event holds a secret. */
export type TwoFactorEvent = {
  [Type in keyof EventDetails]: { type: Type, userId: string, at: Date } & EventDetails[Type]
}[keyof EventDetails]

export type OnEvent = (event: TwoFactorEvent, request: FastifyRequest | undefined) => void | Promise<void>

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
