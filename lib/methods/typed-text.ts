/** The longest code that somebody may type, in characters. */
export const TYPED_MAX_LENGTH = 64

/**
 * What somebody typed into a field for a code, as they mean it: NFKC, any decimal digit as its ASCII one, white space, dashes
 * and invisible characters (marks of direction too) dropped. `undefined` for what nobody types: control characters, lone
 * surrogates, more than 64 characters.
 */
export function readTypedText (input: unknown): string | undefined {
  if (typeof input !== 'string' || input.length > TYPED_MAX_LENGTH || !input.isWellFormed()) return undefined
  if (/(?![\t-\r])\p{Cc}/u.test(input)) return undefined
  return input.normalize('NFKC').replace(/[\s\p{Cf}\p{Pd}\u2212\u2043]/gu, '').replace(/\p{Nd}/gu, asciiDigit)
}

/** Unicode keeps decimal digits in runs of ten, from zero to nine: a digit's value is its place in its run. */
function asciiDigit (digit: string): string {
  let place = 0
  for (let point = digit.codePointAt(0)! - 1; /\p{Nd}/u.test(String.fromCodePoint(point)); point--) place++
  return String(place % 10)
}
