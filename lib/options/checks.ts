export function isIntegerBetween (low: number, high: number): (value: unknown) => boolean {
  return value => typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high
}

export function isIssuerName (value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed() && value.trim() === value && /^[^:\p{Cc}]{1,64}$/u.test(value)
}

export function isHttpsUrl (value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('https://') && URL.canParse(value) && new URL(value).href.length <= 256
}

export function isOrigin (value: unknown): value is string {
  return typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value
}

export function isUrlOrPath (value: unknown): value is string {
  return typeof value === 'string' && (/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value) || (/^https?:\/\//.test(value) && URL.canParse(value)))
}

export function isPrefix (value: unknown): value is string {
  return typeof value === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(value)
}

export function isKeptKeys (value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(key => typeof key === 'string' && key !== 'cookie' && key !== 'twoFactor')
}

export function isFunction (value: unknown): boolean {
  return typeof value === 'function'
}

export function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isFalseOrObject (value: unknown): boolean {
  return value === false || isObject(value)
}
