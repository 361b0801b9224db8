import { cleanedError, LONGEST_TEXT } from '../../cleaned-error.js'

/** What stands in place of the code and the address. */
const CUT = '[cut]'

/** The fewest letters and digits that are found with other marks between them. */
const FEWEST = 3

/**
 * What `sendCode` threw, fit for a log: gateways put the request that failed into the message of their error or beside it, and
 * with it the address and a code that still counts.
 */
export function withoutMessage (thrown: unknown, address: string, code: string): unknown {
  const plain = [address, JSON.stringify(address).slice(1, -1), encodeURIComponent(address), code]
  const spaced = `${code.slice(0, 3)}%20${code.slice(3)}`
  const found = new RegExp([...plain.map(literally), ...[...plain, spaced].flatMap(loosely)].join('|'), 'giu')
  return cleanedError(thrown, text => text.replace(found, CUT).slice(0, LONGEST_TEXT))
}

function literally (text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** The same letters and digits with any spaces and marks between them: `+39 333 1234567` is `+393331234567` too. */
function loosely (text: string): string[] {
  const letters = text.match(/[\p{L}\p{N}]/gu) ?? []
  return letters.length < FEWEST ? [] : [letters.join('[^\\p{L}\\p{N}]{0,3}')]
}
