/** Characters of a name; the longest zones have about half of them. */
const MAX_LENGTH = 64

/** Whether this is the name of a time zone (IANA), as days can be told in. */
export function isTimeZone (name: unknown): name is string {
  try {
    return typeof name === 'string' && name.length <= MAX_LENGTH && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
