import fc from 'fast-check'

/** What is done to one place of the JSON that a browser posts for a passkey. */
export interface Change {
  path: readonly string[]
  to: { kind: 'value', value: unknown } | { kind: 'gone' } | { kind: 'flipped', at: number, bits: number } | { kind: 'cut', length: number } | { kind: 'longer', bytes: string }
}

const fields = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle', 'transports']

const path = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...fields).map((field): string[] => ['response', field]) },
  { weight: 2, arbitrary: fc.constantFrom('id', 'rawId', 'type', 'response', 'clientExtensionResults', 'authenticatorAttachment', '__proto__').map((field): string[] => [field]) }
)

const bytes = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('flipped' as const), at: fc.nat({ max: 2000 }), bits: fc.integer({ min: 1, max: 255 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), length: fc.nat({ max: 300 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('longer' as const), bytes: fc.base64String({ maxLength: 4000 }) }) }
)

const to: fc.Arbitrary<Change['to']> = fc.oneof(
  { weight: 4, arbitrary: bytes },
  { weight: 1, arbitrary: fc.constant({ kind: 'gone' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('value' as const), value: fc.oneof(fc.jsonValue(), fc.base64String({ maxLength: 400 })) }) }
)

/** Mostly none, so that passkeys are registered and used. */
export const changes: fc.Arbitrary<Change[]> = fc.oneof(fc.constant<Change[]>([]), fc.array(fc.record({ path, to }), { minLength: 1, maxLength: 3 }))

/** The JSON with the changes made. */
export function changed (credential: object, changes: readonly Change[]): unknown {
  const copy = structuredClone(credential) as Record<string, unknown>
  for (const { path, to } of changes) {
    const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], copy)
    if (typeof parent !== 'object' || parent === null) continue
    const name = path.at(-1)!
    const value = after((parent as Record<string, unknown>)[name], to)
    Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return copy
}

function after (value: unknown, to: Change['to']): unknown {
  if (to.kind === 'gone') return undefined
  if (to.kind === 'value') return to.value
  const bytes = Buffer.from(typeof value === 'string' ? value : '', 'base64url')
  if (to.kind === 'cut') return bytes.subarray(0, to.length).toString('base64url')
  if (to.kind === 'longer') return Buffer.concat([bytes, Buffer.from(to.bytes, 'base64')]).toString('base64url')
  if (bytes.length > 0) bytes[to.at % bytes.length]! ^= to.bits
  return bytes.toString('base64url')
}
