/** What a typed one-time code looks like: six ASCII digits, with ASCII spaces and dashes anywhere. */
export const ONE_TIME_CODE_PATTERN = '^[ -]*(?:[0-9][ -]*){6}$'

const typed = new RegExp(ONE_TIME_CODE_PATTERN)

/** The six digits of what was typed, or `undefined` for anything that is not a one-time code. */
export function parseOneTimeCode (input: unknown): string | undefined {
  if (typeof input !== 'string' || input.length > 64 || !typed.test(input)) return undefined
  return input.replace(/[ -]/g, '')
}
