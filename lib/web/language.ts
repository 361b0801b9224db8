/** How many languages are read of a header, and how long a tag may be (RFC 5646, section 4.4.1): browsers send less. */
const MOST_LANGUAGES = 10
const LONGEST_TAG = 35

/** The scripts that are written from right to left: not every release of Node knows that of each language. */
const RIGHT_TO_LEFT = ['Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Mend', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa']

/** A language tag (BCP 47) with what it does not say: `zh-HK` is written in Hant, `pt` is that of Brazil. */
export interface Language {
  /** The tag, as it is written by the book. */
  readonly tag: string
  /** With script and region: `pt-Latn-BR`. `nb` and `no` are one, here and below. */
  readonly full: string
  /** Language and script alone: `pt-Latn`; without a script where nobody knows the language. */
  readonly written: string
  /** Whether the tag itself names no region and no variant. */
  readonly general: boolean
}

/** Reads a language tag, with `_` for `-`, as other systems write it; `undefined` for what is none. */
export function readLanguage (tag: unknown): Language | undefined {
  if (typeof tag !== 'string' || tag.length > LONGEST_TAG) return undefined
  try {
    const locale = new Intl.Locale(tag.replaceAll('_', '-'))
    const { language, script, baseName } = locale.maximize()
    const written = [norwegian(language!), script].filter(Boolean).join('-')
    const general = [locale.language, locale.script].filter(Boolean).join('-') === locale.baseName
    return { tag: locale.toString(), full: norwegian(baseName), written, general }
  } catch {
    return undefined
  }
}

/** Whether anybody knows this language, and how it is written. */
export function isWritten ({ written }: Language): boolean {
  return written.includes('-')
}

export function directionOf ({ written }: Language): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(written.split('-')[1]!) ? 'rtl' : 'ltr'
}

/**
 * The one of the offered languages that comes closest to a wanted one (lookup, RFC 4647, section 3.4): the same, else the
 * same without its region, else another variant. It is never one in another script.
 */
export function lookUp<Offered extends Language> (wanted: Language, offered: readonly Offered[]): Offered | undefined {
  const readable = offered.filter(({ written }) => written === wanted.written)
  const same = readable.find(({ tag }) => tag === wanted.tag)
  if (same !== undefined) return same
  const subtags = wanted.full.split('-')
  const known = wanted.written.split('-').length
  for (let length = subtags.length; length >= known; length--) {
    const range = subtags.slice(0, length).join('-')
    const found = readable.find(({ full, written, general }) => full === range || (general && written === range))
    if (found !== undefined) return found
  }
  return readable[0]
}

/** The one of the offered languages that a browser wants most; `undefined` where it wants none of them. */
export function lookUpAccepted<Offered extends Language> (header: string | undefined, offered: readonly Offered[]): Offered | undefined {
  const ranges = readRanges(header ?? '')
  const acceptable = offered.filter(language => !isRefused(language, ranges))
  for (const { wanted } of ranges.filter(({ quality }) => quality > 0)) {
    const found = wanted === undefined ? acceptable[0] : lookUp(wanted, acceptable)
    if (found !== undefined) return found
  }
  return undefined
}

interface Range {
  /** Not for `*`, which is any language. */
  readonly wanted: Language | undefined
  readonly name: string
  readonly quality: number
}

/** The languages of a header by their weight (RFC 9110, section 12.5.4); what cannot be read is left out. */
function readRanges (header: string): Range[] {
  return header.split(',', MOST_LANGUAGES).flatMap(entry => {
    const [name = '', ...parameters] = entry.split(';').map(part => part.trim())
    const wanted = readLanguage(name)
    const weight = parameters.find(parameter => /^q\s*=/i.test(parameter)) ?? 'q=1'
    const quality = Number(weight.split('=')[1] || 'none')
    if (Number.isNaN(quality) || (wanted === undefined && name !== '*')) return []
    return [{ wanted, name: wanted === undefined ? name : norwegian(wanted.tag), quality }]
  }).sort((one, other) => other.quality - one.quality)
}

/** Whether the range that names this language most exactly has the weight 0. */
function isRefused ({ tag, full }: Language, ranges: readonly Range[]): boolean {
  const [exact] = ranges
    .filter(({ name }) => [norwegian(tag), full].some(own => `${own}-`.startsWith(`${name}-`)))
    .sort((one, other) => other.name.length - one.name.length)
  return exact?.quality === 0
}

function norwegian (tag: string): string {
  return tag.replace(/^nb(?![^-])/, 'no')
}
