import { Ajv, type ValidateFunction } from 'ajv'
import { RECORD_VERSION, recordShape, type TwoFactorRecord } from './record.js'
import type { Shape } from './shape.js'

/** A kind of authenticator: what its method keeps in each of them, and in an enrollment that waits for its first code. */
export interface Kind {
  readonly type: string
  readonly authenticator?: Shape<object>
  readonly enrollment?: Shape<object>
}

/** Reads a stored record; throws when it is damaged or of a higher version than this release knows. */
export type ParseRecord = (stored: string) => TwoFactorRecord

/** Makes the reader of records with these kinds of authenticators. An authenticator of another kind is kept as it is. */
export function recordParser (kinds: readonly Kind[]): ParseRecord {
  let isRecord: ValidateFunction<TwoFactorRecord> | undefined
  return stored => {
    const record = parseJson(stored)
    // not before a record is read: it takes a third of the time in which the package is imported
    isRecord ??= compile(kinds)
    if (isRecord(record)) return record
    const version: unknown = (record as { version?: unknown } | null)?.version
    if (typeof version === 'number' && version > RECORD_VERSION) {
      throw new Error(`The two-factor record has version ${version}; this release reads up to ${RECORD_VERSION}.`)
    }
    throw new Error(`The two-factor record is damaged at ${placeOf(isRecord.errors![0]!.instancePath)}.`)
  }
}

function compile (kinds: readonly Kind[]): ValidateFunction<TwoFactorRecord> {
  return new Ajv({ meta: false, validateSchema: false }).compile({
    allOf: [recordShape.schema],
    type: 'object',
    properties: {
      authenticators: { type: 'array', items: ofItsKind(kinds, 'authenticator') },
      enrollment: ofItsKind(kinds, 'enrollment')
    }
  })
}

/** Without the parser's own error, which quotes what it read. */
function parseJson (stored: string): unknown {
  try {
    return JSON.parse(stored)
  } catch {
    throw new SyntaxError('The two-factor record is damaged: it is no JSON.')
  }
}

/** Where a record is damaged. Below a list of counts stands what is stored: the names of the counts. */
function placeOf (path: string): string {
  return path.replace(/(\/days\/).*/s, '$1…') || 'its root'
}

export function serializeRecord (record: TwoFactorRecord): string {
  return JSON.stringify(record)
}

/** A schema of what holds for each kind, besides what holds for all. */
function ofItsKind (kinds: readonly Kind[], part: 'authenticator' | 'enrollment'): object {
  return {
    allOf: kinds.filter(kind => kind[part] !== undefined).map(kind => ({
      if: { type: 'object', properties: { type: { const: kind.type } } },
      then: kind[part]!.schema
    }))
  }
}
