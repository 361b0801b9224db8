/**
 * Joins parts so that no two different lists give the same bytes: each part is
 * preceded by its length (4 bytes, big-endian). Strings count as UTF-8.
 */
export function lengthPrefixed (...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.flatMap(part => {
    const bytes = Buffer.from(part)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return [length, bytes]
  }))
}
