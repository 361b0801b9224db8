/** Whether this is the name of a time zone (IANA), as days can be told in. */
export function isTimeZone (name: unknown): name is string {
  try {
    return typeof name === 'string' && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
