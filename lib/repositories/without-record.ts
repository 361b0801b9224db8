import { cleanedError } from '../cleaned-error.js'
import { recordCutter } from './cut-record.js'

/**
 * What a repository threw, fit for a log: drivers put the parameters of a statement into the message of its error or beside
 * it, and with them the record.
 */
export function withoutRecord (thrown: unknown, records: readonly string[]): unknown {
  return cleanedError(thrown, recordCutter(records))
}
