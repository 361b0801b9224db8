import { inspect } from 'node:util'
import { optionInvalid } from '../errors.js'

/** One option: what may be given, and what is kept of it. Tables of options infer their types from these. */
export interface Option<Given, Kept> {
  /** Checks what was given; throws `TWO_FACTOR_OPTION_INVALID`, which names the option and what it got. */
  read (given: unknown, name: string): Kept
  /** Never set: it only tells the compiler the types. */
  readonly types?: [Given, Kept]
}

/** Whether a value is as expected. */
type Predicate = (value: unknown) => boolean

export type OptionTable = Readonly<Record<string, Option<any, any>>>

type GivenOf<Of extends Option<any, any>> = NonNullable<Of['types']>[0]
type KeptOf<Of extends Option<any, any>> = NonNullable<Of['types']>[1]

/** What may be given for a table of options: those that may be left out are optional. */
export type Given<Table extends OptionTable> =
  { [Name in keyof Table as undefined extends GivenOf<Table[Name]> ? never : Name]: GivenOf<Table[Name]> } &
  { [Name in keyof Table as undefined extends GivenOf<Table[Name]> ? Name : never]?: GivenOf<Table[Name]> }

/** What is kept of a table of options. */
export type Kept<Table extends OptionTable> = { readonly [Name in keyof Table]: KeptOf<Table[Name]> }

/** An option that may be left out, with its default where there is one. */
export function optional<Value> (isExpected: Predicate, expected: string): Option<Value | undefined, Value | undefined>
export function optional<Value> (isExpected: Predicate, expected: string, byDefault: Value): Option<Value | undefined, Value>
export function optional<Value> (isExpected: Predicate, expected: string, byDefault?: Value): Option<Value | undefined, Value | undefined> {
  return { read: (given, name) => given === undefined ? byDefault : check(name, given as Value, isExpected, expected) }
}

/** A group of options that may all be left out. */
export function group<Table extends OptionTable> (table: Table): Option<Given<Table> | undefined, Kept<Table>> {
  return { read: (given, name) => readOptions(table, given === undefined ? {} : given, name) }
}

/** A group of options, some of which must be given. */
export function requiredGroup<Table extends OptionTable> (table: Table): Option<Given<Table>, Kept<Table>> {
  return { read: (given, name) => readOptions(table, given, name) }
}

/** Reads the given options. Throws for one that the table does not have: a misspelled option must not be ignored. */
export function readOptions<Table extends OptionTable> (
  table: Table,
  given: unknown,
  name = '',
  ignored: readonly string[] = []
): Kept<Table> {
  checkKnown(name, given, [...Object.keys(table), ...ignored])
  const options = given as Record<string, unknown>
  const read = Object.entries(table).map(([key, option]) => [key, option.read(options[key], name === '' ? key : `${name}.${key}`)])
  return Object.freeze(Object.fromEntries(read))
}

/** Returns the value when it is as expected; otherwise throws, naming the option and what it got. */
export function check<Value> (name: string, value: Value, isExpected: Predicate, expected: string, hint = ''): Value {
  if (!isExpected(value)) {
    const got = inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 100 })
    throw optionInvalid(name, `must be ${expected}, got ${got}${hint}`)
  }
  return value
}

/** Throws unless this is an object all of whose keys are known. */
export function checkKnown (name: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null) {
    throw optionInvalid(name === '' ? 'object' : name, `must be an object, got ${value === null ? 'null' : typeof value}`)
  }
  const unknown = Object.keys(value).filter(key => !known.includes(key))
  if (unknown.length > 0) {
    throw optionInvalid(name === '' ? unknown[0]! : `${name}.${unknown[0]}`, `is unknown. Known are: ${known.join(', ')}`)
  }
}
