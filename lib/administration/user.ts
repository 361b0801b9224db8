import type { FastifyRequest } from 'fastify'
import { randomId } from '../crypto/random.js'
import { createRecord, type TwoFactorRecord } from '../record/record.js'

/** Who made the change. */
export interface By {
  /** The request of an administrator, for the events. */
  by?: FastifyRequest | undefined
}

/** The record of a user who has none yet. */
export function emptyRecord (): TwoFactorRecord {
  return createRecord(randomId(), randomId())
}
