/** What the browser says that it did. */
export interface ClientData {
  readonly type: string
  /** Base64url. */
  readonly challenge: string
  readonly origin: string
}

/**
 * Reads `clientDataJSON` (WebAuthn, section 5.8.1), of which nothing may be ambiguous: UTF-8 without a byte order mark, no key twice.
 * `undefined` for anything else, and for what a frame of another site asked for.
 */
export function readClientData (base64url: string): ClientData | undefined {
  const data = parse(base64url)
  if (typeof data !== 'object' || data === null) return undefined
  const { type, challenge, origin, crossOrigin = false } = data as Record<string, unknown>
  if (typeof type !== 'string' || typeof challenge !== 'string' || typeof origin !== 'string') return undefined
  return crossOrigin === false && !('topOrigin' in data) ? { type, challenge, origin } : undefined
}

function parse (base64url: string): unknown {
  try {
    // ignoreBOM keeps the mark, which is no JSON
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64url, 'base64url'))
    const data: unknown = JSON.parse(text)
    return hasDistinctKeys(text) ? data : undefined
  } catch {
    return undefined
  }
}

/** Whether no key of the outermost object of a valid JSON text is there twice, however it is written. */
function hasDistinctKeys (text: string): boolean {
  // no key of client data either: what reads it less carefully would take it for a prototype
  const keys = new Set(['__proto__'])
  let depth = 0
  for (const [token, quoted, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (depth === 1 && colon !== undefined) {
      const key: string = JSON.parse(quoted!)
      if (keys.has(key)) return false
      keys.add(key)
    }
  }
  return true
}
