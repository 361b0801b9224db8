/** The cookies of one browser: the one jar of the tests, over `inject` and over `fetch`. */
export class CookieJar extends Map<string, string> {
  /** Takes over what the `Set-Cookie` lines of an answer say. */
  keep (lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line)!
      const [, expires] = /; *expires=([^;]+)/i.exec(line) ?? []
      const [, maxAge] = /; *max-age=([^;]+)/i.exec(line) ?? []
      const over = maxAge !== undefined ? Number(maxAge) <= 0 : expires !== undefined && Date.parse(expires) <= Date.now()
      if (over) this.delete(name)
      else this.set(name, decodeURIComponent(value))
    }
  }

  /** The `Cookie` header. */
  get header (): string {
    return [...this].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ')
  }
}
