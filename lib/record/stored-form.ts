import { RECORD_VERSION, type TwoFactorRecord } from './record.js'

/** Reads a stored record; throws when it is damaged or of a higher version than this release knows. */
export function parseRecord (text: string): TwoFactorRecord {
  const record: unknown = JSON.parse(text)
  if (typeof record !== 'object' || record === null) throw new Error('The two-factor record is no object.')
  const { version, stamp, cookieName, authenticators, recoveryCodes, trustedClients, signedOut, codeAttempts, passwordAttempts, recoveryAttempts } = record as Partial<TwoFactorRecord>
  if (typeof version !== 'number') throw new Error('The two-factor record has no version.')
  if (version > RECORD_VERSION) throw new Error(`The two-factor record has version ${version}; this release reads up to ${RECORD_VERSION}.`)
  const wellFormed = [stamp, cookieName].every(text => typeof text === 'string' && text !== '') &&
    [authenticators, recoveryCodes, trustedClients, signedOut].every(Array.isArray) &&
    [codeAttempts?.failures, passwordAttempts?.failures, recoveryAttempts?.failures].every(Number.isSafeInteger) &&
    typeof codeAttempts?.days === 'object'
  if (!wellFormed) throw new Error('The two-factor record is damaged.')
  return record as TwoFactorRecord
}

export function serializeRecord (record: TwoFactorRecord): string {
  return JSON.stringify(record)
}
