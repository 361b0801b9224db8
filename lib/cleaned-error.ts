/** How deep causes, and errors that an error is made of, are followed. */
const DEEPEST = 5
const MOST_ERRORS = 10
const MOST_FRAMES = 20
const LONGEST_NAME = 100

/** What is kept of a text, in characters. */
export const LONGEST_TEXT = 10_000

/** What an error may have beside nothing else, to be passed on as it is. */
const HARMLESS: readonly PropertyKey[] = ['name', 'message', 'stack', 'code', 'statusCode', 'cause']

/** Takes out of a text what no log may hold. */
export type Cut = (text: string) => string

/** What is read of an error, or of anything else that was thrown. */
type Thrown = { readonly [Name in 'name' | 'message' | 'stack' | 'code' | 'statusCode' | 'cause' | 'errors']?: unknown }

/**
 * What was thrown, fit for a log. An error that has nothing but a name, a code, a message and where it was thrown, and in these
 * nothing to be cut, stays as it is. Of any other a new error has just that, cut.
 */
export function cleanedError (thrown: unknown, cut: Cut): unknown {
  return clean(thrown, cut, 1)
}

function clean (thrown: unknown, cut: Cut, depth: number): unknown {
  if (typeof thrown === 'string') return new Error(cut(thrown))
  if (typeof thrown !== 'object' || thrown === null) return thrown
  if (depth > DEEPEST) return undefined
  const error: Thrown = thrown
  const cause = error.cause === undefined ? undefined : clean(error.cause, cut, depth + 1)
  const copy = copyOf(error, cause, cut, depth)
  return isHarmless(error, copy, cut) ? error : copy
}

function copyOf (error: Thrown, cause: unknown, cut: Cut, depth: number): Error & { code?: unknown } {
  const message = typeof error.message === 'string' ? cut(error.message) : ''
  const options = cause === undefined ? {} : { cause }
  const copy: Error & { code?: unknown } = Array.isArray(error.errors)
    ? new AggregateError(error.errors.slice(0, MOST_ERRORS).map(part => clean(part, cut, depth + 1)), message, options)
    : new Error(message, options)
  const name = typeof error.name === 'string' ? cut(error.name).slice(0, LONGEST_NAME) : 'Error'
  Object.defineProperty(copy, 'name', { configurable: true, writable: true, value: name })
  copy.stack = `${name}: ${message}${framesOf(error, cut)}`
  if (typeof error.code === 'number') copy.code = error.code
  if (typeof error.code === 'string') copy.code = cut(error.code).slice(0, LONGEST_NAME)
  return copy
}

/** Where it was thrown: the lines of the stack that are frames, and not of the message. */
function framesOf ({ stack }: Thrown, cut: Cut): string {
  if (typeof stack !== 'string') return ''
  const frames = stack.split('\n').filter(line => /^ {4}at [^{}"'\\]+$/.test(line)).slice(0, MOST_FRAMES)
  return cut(['', ...frames].join('\n'))
}

function isHarmless (error: Thrown, copy: Error & { code?: unknown }, cut: Cut): boolean {
  const { name, message, stack, code, statusCode, cause } = error
  return error instanceof Error && keysOf(error).every(key => HARMLESS.includes(key)) &&
    typeof stack === 'string' && cut(stack) === stack && (statusCode === undefined || typeof statusCode === 'number') &&
    copy.name === name && copy.message === message && copy.code === code && copy.cause === cause
}

/** Every property that whoever writes the error out may come upon, inherited ones but for methods. */
function keysOf (error: object): PropertyKey[] {
  const keys = Reflect.ownKeys(error)
  for (const key in error) if (typeof error[key as keyof typeof error] !== 'function') keys.push(key)
  return keys
}
