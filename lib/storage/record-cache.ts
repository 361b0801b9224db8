import type { TwoFactorRecord } from '../record/record.js'
import type { ParseRecord } from '../record/stored-form.js'

/** Users whose records are kept: some megabytes at most. */
const MOST = 1000

/**
 * Records by user as they were parsed last, with the text they were parsed from: a guarded request mostly reads what the
 * one before did. Each is still read from the repository; only the same text gives the same record.
 */
export class RecordCache {
  readonly #parse: ParseRecord
  readonly #last = new Map<string, { readonly text: string, readonly record: TwoFactorRecord }>()

  constructor (parse: ParseRecord) {
    this.#parse = parse
  }

  /** Throws as the parser does. */
  parse (userId: string, text: string): TwoFactorRecord {
    const last = this.#last.get(userId)
    if (typeof text === 'string' && last?.text === text) return last.record
    const record = this.#parse(text)
    this.#last.delete(userId)
    this.#last.set(userId, { text, record })
    if (this.#last.size > MOST) this.#last.delete(this.#last.keys().next().value!)
    return record
  }
}
