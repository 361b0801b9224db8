/** Characters of a path after normalizing: requests of SAML and OAuth are long. */
const MAX_LENGTH = 8192

/** Any base will do: only the path of a URL below it is used. */
const base = 'http://next.invalid'

/**
 * The path to go on to, if it is one of this site: a string that begins with exactly one `/`, checked
 * again after the normalizing that browsers do (`/.//evil.example` becomes `//evil.example`).
 */
export function localPath (next: unknown): string | undefined {
  if (typeof next !== 'string' || next.length > MAX_LENGTH || !isLocal(next) || !URL.canParse(next, base)) return undefined
  const { pathname, search, hash } = new URL(next, base)
  const normalized = pathname + search + hash
  return isLocal(normalized) && normalized.length <= MAX_LENGTH ? normalized : undefined
}

/**
 * The URL to go on to, if it lies on one of these origins: http(s), without user info, written anew from its parts. It comes from
 * the application's own code only, never from a query.
 */
export function listedUrl (next: unknown, origins: ReadonlySet<string>): string | undefined {
  if (typeof next !== 'string' || next.length > MAX_LENGTH || !/^https?:\/\/[^\\\s\p{Cc}]+$/iu.test(next)) return undefined
  if (!URL.canParse(next)) return undefined
  const { protocol, username, password, host, pathname, search, hash } = new URL(next)
  const origin = `${protocol}//${host}`
  const written = origin + pathname + search + hash
  return username + password === '' && origins.has(origin) && written.length <= MAX_LENGTH ? written : undefined
}

function isLocal (path: string): boolean {
  return /^\/(?!\/)[^\\\p{Cc}]*$/u.test(path)
}
