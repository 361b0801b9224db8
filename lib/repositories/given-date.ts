import { types } from 'node:util'

/** Between these, milliseconds since 1970 are a date that somebody may have meant; seconds are not. */
const FIRST = Date.UTC(2000)
const END = Date.UTC(2100)

const ISO_8601 = new RegExp(
  '^(?<day>\\d{4}-(?:0[1-9]|1[0-2])-\\d{2})' +
  '(?:[T ](?<time>(?:[01]\\d|2[0-3]):[0-5]\\d)(?<seconds>:[0-5]\\d(?:[.,]\\d{1,9})?)?' +
  '(?<zone>Z|[+-](?:[01]\\d|2[0-3])(?::?[0-5]\\d)?)?)?$',
  'i'
)

/**
 * The date as databases and drivers give it: a valid `Date`, milliseconds since 1970, or text in ISO 8601, in UTC where it
 * names no zone. `undefined` for anything else.
 */
export function givenDate (given: unknown): Date | undefined {
  if (types.isDate(given)) return validDate(given.getTime())
  if (typeof given === 'number' || typeof given === 'bigint') return given >= FIRST && given < END ? new Date(Number(given)) : undefined
  return typeof given === 'string' ? isoDate(given) : undefined
}

function isoDate (text: string): Date | undefined {
  const { day, time = '00:00', seconds = ':00', zone = 'Z' } = ISO_8601.exec(text)?.groups ?? {}
  // the 30th of February is the 2nd of March to the parser
  if (day === undefined || validDate(Date.parse(day))?.toISOString().startsWith(day) !== true) return undefined
  const [hours = '00', minutes = '00'] = zone.match(/\d{2}/g) ?? []
  return validDate(Date.parse(`${day}T${time}${seconds.replace(',', '.')}${zone[0] === '-' ? '-' : '+'}${hours}:${minutes}`))
}

function validDate (moment: number): Date | undefined {
  return Number.isNaN(moment) ? undefined : new Date(moment)
}
