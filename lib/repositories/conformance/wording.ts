import { recordCutter } from '../cut-record.js'

const cut = recordCutter([])

/** An id in a message: with quotes, so that a space at its end is seen. */
export function quoted (userId: string): string {
  return JSON.stringify(userId)
}

/** A value in a message, with its type: `1 (number)`. */
export function shown (value: unknown): string {
  if (value === undefined || value === null) return String(value)
  return typeof value === 'object' ? 'an object' : `${cut(String(value))} (${typeof value})`
}

export function messageOf (error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error)
}
