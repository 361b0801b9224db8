import type { TwoFactorRecord } from '../record/record.js'
import type { ParseRecord } from '../record/stored-form.js'

/** How many users' records are kept: some megabytes at most. */
const MOST = 1000

/**
 * The record of each user as it was last parsed, with the text that it was parsed from: a guarded request mostly reads
 * what the one before it read. The text is still read from the repository; only the same text gives the same record.
 */
export class RecordCache {
  readonly #parse: ParseRecord
  readonly #last = new Map<string, { readonly text: string, readonly record: TwoFactorRecord }>()

  constructor (parse: ParseRecord) {
    this.#parse = parse
  }

  /** The text that the user's record was last parsed from. */
  textOf (userId: string): string | undefined {
    return this.#last.get(userId)?.text
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
