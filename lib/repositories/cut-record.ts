import { LONGEST_TEXT } from '../cleaned-error.js'
import { createRecord } from '../record/record.js'
import { serializeRecord } from '../record/stored-form.js'

/** What stands in place of a record, or of a part of one. */
const CUT = '[record]'

/** The shortest piece of a record that is cut: as the text it is, and where only letters and digits are compared. */
const SHORTEST = 16
const SHORTEST_BARE = 20

/** A piece is found by a block of it, wherever it begins: the shortest one holds a whole block of every eighth character. */
const BLOCK = 8

/** A text to search in. `at` says where each of its characters stands in the text that was given. */
interface Searched {
  readonly text: string
  readonly at: (index: number) => number
  readonly blocks: ReadonlyMap<string, readonly number[]>
  readonly shortest: number
}

type Span = readonly [from: number, to: number]

/** How errors hold a record. */
interface Forms {
  /** As it is, or in a quoted text. */
  readonly plain: readonly string[]
  /** Set otherwise, or encoded: the letters and digits alone, so that neither spaces, brackets nor quotes matter. */
  readonly bare: readonly string[]
}

function formsOf (record: string): Forms {
  const quoted = inQuotes(record)
  const bytes = Buffer.from(record)
  const encoded = [
    record,
    bytes.toString('hex'),
    bytes.join(''),
    ...[0, 1, 2].map(skipped => bytes.subarray(skipped).toString('base64')),
    encodeURIComponent(record.toWellFormed()),
    record.replaceAll('"', 'quot'),
    record.replaceAll('"', 'u0022')
  ]
  return { plain: [record, quoted, inQuotes(quoted)], bare: encoded.map(form => bare(form).text) }
}

/** What every record has, with nothing in it. */
const emptyRecord = createRecord('', '')
const empty = formsOf(serializeRecord(emptyRecord))

/** A property of a record as it is written out with its value, in quotes or not. */
const property = new RegExp(`(${Object.keys(emptyRecord).join('|')})[^:\\w]{0,16}:`, 'g')

/**
 * Takes these records, and pieces of them, out of a text. Of a record that is not known here it cuts from its beginning to the
 * end of the text, and what a parser of JSON quotes.
 */
export function recordCutter (records: readonly string[]): (text: string) => string {
  const known = records.map(formsOf)
  return text => {
    let cut = text.slice(0, LONGEST_TEXT)
    for (const forms of known) {
      const spans = spansOf(cut, forms)
      if (spans.length > 0) cut = without(cut, Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to)))
    }
    const beginnings = [...spansOf(cut, empty).map(([from]) => from), ...propertiesOf(cut)]
    if (beginnings.length > 0) cut = without(cut, Math.min(...beginnings), cut.length)
    return cut.replace(/(?:\.{3})?".*"(?:\.{3})? is not valid JSON/s, `${CUT} is not valid JSON`)
  }
}

/** Where properties stand in the text, if there are at least two: one may be anything's. */
function propertiesOf (text: string): number[] {
  const found = [...text.matchAll(property)]
  return new Set(found.map(([, name]) => name)).size < 2 ? [] : found.map(({ index }) => index)
}

/** The text without what stands there, and without the rest of the words that it begins and ends in. */
function without (text: string, from: number, to: number): string {
  let [start, end] = [from, to]
  while (start > 0 && isOfWord(text[start - 1]!)) start--
  while (end < text.length && isOfWord(text[end]!)) end++
  return `${text.slice(0, start)}${CUT}${text.slice(end)}`
}

function isOfWord (character: string): boolean {
  return /[\w+/=-]/.test(character)
}

function spansOf (text: string, forms: Forms): Span[] {
  if (text.length < SHORTEST) return []
  const letters = bare(text)
  const plainly = { text, at: (index: number) => index, blocks: blocksOf(text), shortest: SHORTEST }
  const barely = { text: letters.text, at: (index: number) => letters.at[index]!, blocks: blocksOf(letters.text), shortest: SHORTEST_BARE }
  return [...forms.plain.flatMap(form => find(form, plainly)), ...forms.bare.flatMap(form => find(form, barely))]
}

/** Where pieces of the form stand in the text. */
function find (form: string, { text, at, blocks, shortest }: Searched): Span[] {
  const spans: Span[] = []
  /** How far each piece reaches that was found, by how far the two texts are apart in it. */
  const reached = new Map<number, number>()
  for (let block = 0; block + BLOCK <= form.length; block += BLOCK) {
    for (const place of blocks.get(form.slice(block, block + BLOCK)) ?? []) {
      if ((reached.get(place - block) ?? 0) > place) continue
      let before = 0
      while (before < Math.min(block, place) && form[block - before - 1] === text[place - before - 1]) before++
      let after = BLOCK
      while (block + after < form.length && form[block + after] === text[place + after]) after++
      reached.set(place - block, place + after)
      if (before + after >= shortest) spans.push([at(place - before), at(place + after - 1) + 1])
    }
  }
  return spans
}

function blocksOf (text: string): ReadonlyMap<string, readonly number[]> {
  const blocks = new Map<string, number[]>()
  for (let index = 0; index + BLOCK <= text.length; index++) {
    const block = text.slice(index, index + BLOCK)
    const places = blocks.get(block)
    if (places === undefined) blocks.set(block, [index])
    else places.push(index)
  }
  return blocks
}

/** The letters and digits of a text, and where they stand in it. */
function bare (text: string): { text: string, at: readonly number[] } {
  const at = Array.from(text.matchAll(/[a-z\d]/gi), ({ index }) => index)
  return { text: text.replace(/[^a-z\d]/gi, '').toLowerCase(), at }
}

function inQuotes (text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
