import { isVisible } from '../record/names.js'
import { givenDate } from './given-date.js'

/** A user as the plugin goes by them: each property is of its type, whatever the application gave. */
export interface KnownUser {
  readonly accountName: string
  readonly twoFactor: 'optional' | 'required' | 'phishing-resistant'
  readonly graceEndsAt: Date | undefined
  readonly issuerName: string | undefined
  readonly trustClients: boolean
  readonly hasPassword: boolean
  readonly locale: string | undefined
  readonly timeZone: string | undefined
  readonly helpUrl: string | undefined
  readonly codeAddress: string | undefined
  readonly externalSecondFactor: boolean
}

type Name = keyof KnownUser

/** How a property is read. */
interface Property<Value> {
  /** What the application must give. */
  readonly expected: string
  /** Its value; `undefined` for what is of a wrong type. */
  readonly read: (given: unknown) => Value | undefined
  /** Where it is not given. */
  readonly byDefault: Value
  /** Where it is of a wrong type: whatever lets nobody in who may have been meant to stay out. */
  readonly safe: Value
  /** The same in words. */
  readonly instead: string
  /** Whether somebody may get in by its being missed. */
  readonly decides?: boolean
  /** Whether `null` is not the same as nothing. */
  readonly nullIsWrong?: boolean
}

const isText = { expected: 'a string, or nothing', read: text, byDefault: undefined, safe: undefined, instead: 'not given' }

const properties: { readonly [Known in Name]: Property<KnownUser[Known]> } = {
  accountName: { expected: 'a string', read: visibleName, byDefault: '', safe: '', instead: 'empty' },
  twoFactor: {
    expected: "'optional', 'required' or 'phishing-resistant', or left out",
    read: given => given === 'optional' || given === 'required' || given === 'phishing-resistant' ? given : undefined,
    byDefault: 'optional',
    safe: 'required',
    instead: 'required',
    decides: true,
    nullIsWrong: true
  },
  graceEndsAt: {
    expected: 'a valid Date, ISO 8601 text or milliseconds between 2000 and 2100, or nothing',
    read: givenDate,
    byDefault: undefined,
    safe: undefined,
    instead: 'over',
    decides: true
  },
  issuerName: { ...isText, read: visibleName },
  trustClients: { expected: 'a boolean, or nothing', read: flag, byDefault: true, safe: false, instead: 'false', decides: true },
  hasPassword: { expected: 'a boolean, or nothing', read: flag, byDefault: true, safe: true, instead: 'true', decides: true },
  locale: isText,
  timeZone: isText,
  helpUrl: isText,
  codeAddress: {
    expected: 'an e-mail address or a phone number of 3 to 254 printable characters, without white space around it, or nothing',
    read: address,
    byDefault: undefined,
    safe: undefined,
    instead: 'not given'
  },
  externalSecondFactor: { expected: 'a boolean, or nothing', read: flag, byDefault: false, safe: false, instead: 'false' }
}

const names = Object.keys(properties) as Name[]
const nameOfSpelling: ReadonlyMap<string, Name> = new Map(names.map(name => [spellingOf(name), name]))

/** What is wrong with one property of a user that was given. */
export interface Complaint {
  readonly property: Name
  /** The name under which it stands there; `undefined` where it has its name and a wrong type. */
  readonly otherSpelling: string | undefined
  /** What was given. */
  readonly given: unknown
  readonly expected: string
  /** What it counts as. */
  readonly instead: string
  /** Whether nobody can be let in on such an answer. */
  readonly isDecisive: boolean
}

/**
 * Reads what `findUser` gave: an object with these properties, own or inherited, and any others. What is of a wrong type is
 * read the safe way, and complained of, like a property that is missing and stands there in another spelling.
 */
export function readUser (given: object): { user: KnownUser, complaints: Complaint[] } {
  const values = given as Readonly<Record<string, unknown>>
  const spellings = otherSpellings(given)
  const complaints: Complaint[] = []
  const read = <Known extends Name>(name: Known): KnownUser[Known] => {
    const { expected, read, byDefault, safe, instead, decides = false, nullIsWrong = false }: Property<KnownUser[Known]> = properties[name]
    const value = values[name]
    const otherSpelling = spellings.get(name)
    const complain = (complaint: Pick<Complaint, 'given' | 'otherSpelling' | 'isDecisive'>): void => {
      complaints.push({ property: name, expected, instead, ...complaint })
    }
    if (otherSpelling !== undefined && isNothing(value) && !(name in given && isNothing(values[otherSpelling]))) {
      complain({ given: values[otherSpelling], otherSpelling, isDecisive: decides })
    }
    if (value === undefined || (value === null && !nullIsWrong)) return byDefault
    const known = read(value)
    if (known !== undefined) return known
    complain({ given: value, otherSpelling: undefined, isDecisive: false })
    return safe
  }
  const user = Object.fromEntries(names.map(name => [name, read(name)])) as unknown as KnownUser
  return { user, complaints }
}

/** Objects of the language itself, which nobody means as a user. */
const OTHER_OBJECTS = /^(?:Map|Set|Error|Date|Promise|String|Number|Boolean|\w*Array)$/

/** Whether it is an object that may be a user. */
export function isUser (given: unknown): given is object {
  return typeof given === 'object' && given !== null && !OTHER_OBJECTS.test(tagOf(given))
}

/** The type of a value, without the value: `a string`, `an Array`. */
export function typeOf (value: unknown): string {
  if (value === null) return 'null'
  const type = typeof value === 'object' ? tagOf(value) : typeof value
  return `${/^[aeiou]/i.test(type) ? 'an' : 'a'} ${type}`
}

function tagOf (value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

/** A complaint in words, which tell nothing of the user. */
export function wordsOf ({ property, otherSpelling, given, expected, instead }: Complaint): string {
  if (otherSpelling !== undefined) return `findUser gives ${otherSpelling}, and ${property} is missing: name it ${property}.`
  return `findUser gives ${property} as ${typeOf(given)}. It must be ${expected}, and counts as ${instead}.`
}

/** The properties that stand there under another spelling of their names, by their names. */
function otherSpellings (given: object): ReadonlyMap<Name, string> {
  const found = new Map<Name, string>()
  for (let holder: object | null = given; holder !== null && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    for (const key of Object.getOwnPropertyNames(holder)) {
      const name = nameOfSpelling.get(spellingOf(key))
      if (name !== undefined && name !== key && !found.has(name)) found.set(name, key)
    }
  }
  return found
}

/** A name without its case and what may separate its words. */
function spellingOf (name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '')
}

function isNothing (value: unknown): boolean {
  return value === undefined || value === null
}

function text (given: unknown): string | undefined {
  // half a character, as a name has one that was cut, would break what is made of it
  return typeof given === 'string' ? given.toWellFormed() : undefined
}

/** A name; one of which nothing can be seen is none. */
function visibleName (given: unknown): string | undefined {
  const read = text(given)
  return read === undefined || isVisible(read) ? read : ''
}

/** Where codes can be sent to: what no header of a message can be broken with, and no blanks alone. */
function address (given: unknown): string | undefined {
  return typeof given === 'string' && /^[^\p{C}\p{Zl}\p{Zp}]{3,254}$/u.test(given) && given.trim() === given ? given : undefined
}

/** A yes or no, which some databases keep as 1 and 0. */
function flag (given: unknown): boolean | undefined {
  if (given === true || given === 1 || given === 1n) return true
  return given === false || given === 0 || given === 0n ? false : undefined
}
