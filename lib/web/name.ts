import { isVisible } from '../record/names.js'

/** How long a name may be, in characters as people count them. */
export const NAME_MAX_CHARACTERS = 64

/** How long it may be in bytes of UTF-8. */
export const NAME_MAX_BYTES = 512

/** How much is read of what was typed, in code units: what is dropped of a name may be as long as the name. */
export const NAME_MAX_LENGTH = 2 * NAME_MAX_BYTES

/** Line ends and other control characters, lone surrogates, no characters at all, and what turns the text around it. */
const REFUSED = /[\u2028-\u202e\u2066-\u2069]|(?!\p{Cf}|\p{ExtPict})\p{C}/u

/** ZWNJ and ZWJ: those between letters or emoji, several in a row as one, or any others. */
const JOINERS = /(?<=[\p{L}\p{M}\p{ExtPict}\p{EMod}])([\u200c\u200d])[\u200c\u200d]*(?=[\p{L}\p{M}\p{ExtPict}])|[\u200c\u200d]/gu

/**
 * What somebody typed into a field for a name, as it is kept: on one line, without invisible characters, but for the joiners
 * that Persian, the scripts of India and emoji are written with. `undefined` for what is no such name.
 */
export function readName (typed: unknown): string | undefined {
  if (typeof typed !== 'string' || typed.length > NAME_MAX_LENGTH || REFUSED.test(typed)) return undefined
  const name = typed.replace(/(?![\u200c\u200d])\p{Cf}/gu, '').replace(JOINERS, '$1').trim()
  if (!isVisible(name) || Buffer.byteLength(name) > NAME_MAX_BYTES) return undefined
  return [...new Intl.Segmenter('en').segment(name)].length <= NAME_MAX_CHARACTERS ? name : undefined
}
