import { randomId, randomRevision } from '../../crypto/random.js'
import { createRecord } from '../../record/record.js'
import type { TwoFactorRow } from '../user-repository.js'

/** A row unlike any other; its record is one that the plugin can read, of a user without two-factor authentication. */
export function sampleRow (changes: Partial<TwoFactorRow> = {}): TwoFactorRow {
  return { record: JSON.stringify(sampleRecord()), enabled: false, revision: randomRevision(), ...changes }
}

/** Such a record with a text inside, and white space around it, that databases are known to change. */
export function trickyRecord (text: string): string {
  return `\r\n${JSON.stringify({ ...sampleRecord(), conformance: text }, null, '\t\r\n  ')}\r\n  `
}

function sampleRecord (): object {
  return createRecord(randomId(), randomId())
}
