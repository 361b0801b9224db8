export type CborValue = number | bigint | string | boolean | null | Uint8Array | readonly CborValue[] | ReadonlyMap<number | string, CborValue>

/** Writes CBOR (RFC 8949) as authenticators do, without a library, so that a mistake of the library's would show. */
export function encodeCbor (value: CborValue): Buffer {
  if (typeof value === 'number' || typeof value === 'bigint') return value < 0 ? head(1, -1n - BigInt(value)) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4])
  if (value === null) return Buffer.from([0xf6])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flat().map(encodeCbor)])
  const items = [...value as readonly CborValue[]]
  return Buffer.concat([head(4, items.length), ...items.map(encodeCbor)])
}

/** The first bytes of an item: its major type, and its value or length in as few bytes as can be. */
export function head (major: number, argument: number | bigint): Buffer {
  const value = BigInt(argument)
  const first = major << 5
  if (value < 24n) return Buffer.from([first | Number(value)])
  const size = [1, 2, 4, 8].findIndex(bytes => value < 1n << BigInt(8 * bytes))
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return Buffer.concat([Buffer.from([first | (24 + size)]), bytes.subarray(8 - (1 << size))])
}
