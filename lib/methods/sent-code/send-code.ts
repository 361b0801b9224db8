import type { FastifyRequest } from 'fastify'
import type { SentCodePurpose } from './sent-code.js'

/** A code that is to be sent. */
export interface SentCodeMessage {
  userId: string
  /** The user's `codeAddress`, as `findUser` gave it. */
  to: string
  /** Six digits. Keep it out of logs and subject lines. */
  code: string
  purpose: SentCodePurpose
  /** When the code no longer counts: ten minutes from now. */
  expiresAt: Date
  /** The user's language, as `findUser` gave it. */
  locale: string | undefined
}

/** Sends a code, as the application does it. */
export type SendCode = (message: SentCodeMessage, request: FastifyRequest) => void | Promise<void>
