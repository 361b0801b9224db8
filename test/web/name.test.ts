import t, { type Test } from 'tap'
import { readName } from '../../lib/web/name.js'

const ZWNJ = '\u200c'
const ZWJ = '\u200d'
const FAMILY = ['👨', '👩', '👧', '👦'].join(ZWJ)

/** Whether each of the names is read as the text beside it. */
function reads (t: Test, names: Readonly<Record<string, string | undefined>>): void {
  for (const [typed, name] of Object.entries(names)) t.equal(readName(typed), name, escaped(typed))
}

function escaped (text: string): string {
  return text.slice(0, 70).replace(/[^ -~]/gu, character => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

const kept = (...names: string[]): Record<string, string> => Object.fromEntries(names.map(name => [name, name]))
const none = (...names: string[]): Record<string, undefined> => Object.fromEntries(names.map(name => [name, undefined]))

t.test('a name in any script is kept as it is', async t => {
  reads(t, kept('x', 'Mein Händy', '手机 1', '<b>', '"', 'טלפון', 'e\u0301', '👩🏽', '#️⃣ 1'))
})

t.test('joiners stay between letters, with marks or without, and between emoji', async t => {
  reads(t, kept(`خانه${ZWNJ}ی من`, `می${ZWNJ}خواهم`, `क्${ZWJ}ष`, `र${ZWJ}्य`, FAMILY, `👩🏽${ZWJ}💻`, `🏳\ufe0f${ZWJ}🌈 x`))
})

t.test('joiners go where they join nothing, and several are one', async t => {
  reads(t, { [`${ZWJ}a`]: 'a', [`a${ZWNJ}`]: 'a', [`1${ZWJ}2`]: '12', [`a${ZWNJ} b`]: 'a b', [`a${ZWNJ}${ZWJ}${ZWNJ}b`]: `a${ZWNJ}b`, [`👩${ZWJ}${ZWJ}💻`]: `👩${ZWJ}💻` })
})

t.test('marks of direction and other format characters are dropped, also beside a joiner', async t => {
  reads(t, { '\u200fטלפון\u200e': 'טלפון', 'a\u061cb': 'ab', 'a\u00adb': 'ab', '\ufeffa\u2060': 'a', 'a\u{e0041}b': 'ab', 'a\u206fb': 'ab', [`ا\u200f${ZWNJ}\u200eب`]: `ا${ZWNJ}ب` })
})

t.test('white space around it goes, also beside what is dropped', async t => {
  reads(t, { '  my phone ': 'my phone', '\u200f \u00a0phone\u3000\u200e': 'phone' })
})

t.test('what turns the text around it is refused', async t => {
  for (const point of [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]) reads(t, none(`a${String.fromCodePoint(point)}b`))
})

t.test('a line end, a control character, a lone surrogate and what is no character are refused', async t => {
  reads(t, none('a\nb', 'a\tb', 'a\u0000', 'a\u0085b', 'a\u2028b', 'a\u2029b', 'a\ud800', '\udc00a', '\ue000', 'a\uffff', 'a\u0378'))
})

t.test('a name that shows nothing is refused', async t => {
  reads(t, none('', ' ', '\u00a0', ZWJ, '\u200e', '\u061c\u200f', '\u3164', '\u115f\u1160', '\ufe0f'))
})

t.test('an emoji that this Unicode does not know yet is one', async t => {
  const unassigned = '\u{1faff}'
  t.match(unassigned, /\p{Cn}/u)
  reads(t, kept(unassigned, `${unassigned} phone`))
})

t.test('64 characters are counted as people do', async t => {
  reads(t, kept('x'.repeat(64), 'é'.repeat(64), '📱'.repeat(64), 'e\u0301'.repeat(64), 'e\u0301\u0327'.repeat(64), '🇮🇹'.repeat(64)))
  reads(t, none('x'.repeat(65), '📱'.repeat(65), 'e\u0301'.repeat(65)))
})

t.test('512 bytes of UTF-8 are the most, counted after what is dropped', async t => {
  reads(t, kept(FAMILY.repeat(20), 'a' + '\u0301'.repeat(255)))
  reads(t, none(FAMILY.repeat(21), 'ab' + '\u0301'.repeat(255) + 'c'))
  reads(t, { [`${'x'.repeat(64)}${'\u200f'.repeat(960)}`]: 'x'.repeat(64) })
})

t.test('what is longer than anybody types is not looked at, and what is no text is no name', async t => {
  reads(t, none(`x${'\u200f'.repeat(1024)}`))
  for (const value of [5, null, ['x'], {}, true]) t.equal(readName(value), undefined, JSON.stringify(value))
})
