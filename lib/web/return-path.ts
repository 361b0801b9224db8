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

function isLocal (path: string): boolean {
  return /^\/(?!\/)[^\\\p{Cc}]*$/u.test(path)
}
