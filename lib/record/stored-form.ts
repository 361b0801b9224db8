import { Ajv } from 'ajv'
import { RECORD_VERSION, type TwoFactorRecord } from './record.js'

const text = { type: 'string', minLength: 1 }
const count = { type: 'integer', minimum: 0 }
const moment = { type: 'number' }

/** What a record of version 1 is made of; more is welcome, from later releases. */
const isRecord = new Ajv().compile<TwoFactorRecord>(objectOf({
  version: { const: RECORD_VERSION },
  stamp: text,
  cookieName: text,
  authenticators: listOf(objectOf({ id: text, name: text, key: text, createdAt: moment, lastStep: { type: 'integer' } }, { lastUsedAt: moment })),
  codeAttempts: objectOf({ failures: count, days: { type: 'object', additionalProperties: count } }, { lockedUntil: moment, blockedAt: moment }),
  passwordAttempts: objectOf({ failures: count }, { lockedUntil: moment }),
  recoveryAttempts: objectOf({ failures: count, since: moment }),
  recoveryCodes: listOf(text),
  trustedClients: listOf(objectOf({ id: text, hash: text, label: text, createdAt: moment, lastUsedAt: moment, expiresAt: moment })),
  signedOut: listOf(text)
}, {
  enrollment: objectOf({ id: text, name: text, key: text, signInId: text, startedAt: moment, failures: count })
}))

/** Reads a stored record; throws when it is damaged or of a higher version than this release knows. */
export function parseRecord (stored: string): TwoFactorRecord {
  const record: unknown = JSON.parse(stored)
  if (isRecord(record)) return record
  const version: unknown = (record as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > RECORD_VERSION) {
    throw new Error(`The two-factor record has version ${version}; this release reads up to ${RECORD_VERSION}.`)
  }
  throw new Error(`The two-factor record is damaged at ${isRecord.errors?.[0]?.instancePath || 'its root'}.`)
}

export function serializeRecord (record: TwoFactorRecord): string {
  return JSON.stringify(record)
}

function objectOf (required: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>> = {}): object {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } }
}

function listOf (items: object): object {
  return { type: 'array', items }
}
