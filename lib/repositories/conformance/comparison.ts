import type { TwoFactorRow } from '../user-repository.js'
import { conformanceErrors as errors } from './errors.js'

export function isSame (one: TwoFactorRow | undefined, other: TwoFactorRow | undefined): boolean {
  return one?.record === other?.record && one?.enabled === other?.enabled && one?.revision === other?.revision
}

/** The error for a row that comes back changed. */
export function changedRow (given: TwoFactorRow, found: TwoFactorRow): Error {
  if (found.revision !== given.revision) return new errors.TWO_FACTOR_REPOSITORY_REVISION_CHANGED(given.revision, found.revision)
  if (found.record !== given.record) return new errors.TWO_FACTOR_REPOSITORY_RECORD_CHANGED(difference(given.record, found.record))
  return new errors.TWO_FACTOR_REPOSITORY_ENABLED_CHANGED(given.enabled, found.enabled)
}

function difference (given: string, found: string): string {
  let at = 0
  while (given[at] === found[at]) at++
  return `of ${given.length} characters ${found.length} came back, and at ${at} ${codePoint(found, at)} instead of ${codePoint(given, at)}`
}

function codePoint (text: string, at: number): string {
  const point = text.codePointAt(at)
  return point === undefined ? 'the end' : `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
}
