import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { en } from '../../lib/pages/messages/en.js'
import { errorTexts, frameTexts, noticeTexts, pageTexts } from '../../lib/pages/page-texts.js'
import { builtInPages, type PageName } from '../../lib/pages/pages.js'

const sourceOf = (file: string): string => readFileSync(`lib/${file}.ts`, 'utf8')

/** The texts that a piece of source takes by their names. */
const textsIn = (source: string): string[] => [...source.matchAll(/\bmessages\.(\w+)/g)].map(([, key]) => key!).filter(key => key !== 'js')

/** The texts that a piece of source has as words. */
const wordsIn = (source: string): string[] => [...source.matchAll(/'(\w+)'/g)].map(([, word]) => word!).filter(word => Object.hasOwn(en, word))

/** The functions of the files that every page may use, by their names. */
const functions = new Map(['fields', 'passkeys', 'sent-codes', 'new-authenticator', 'names', 'dates', 'frame'].flatMap(file => {
  return sourceOf(`pages/${file}`).split(/\n(?=(?:export )?function )/).slice(1).map(source => [/function (\w+)/.exec(source)![1]!, source] as const)
}))

/** The texts of the functions that a piece of source calls, and of those that these call. */
function textsCalledBy (source: string, seen = new Set<string>()): string[] {
  return [...source.matchAll(/\b(\w+) ?\(/g)].flatMap(([, name]) => {
    const called = functions.get(name!)
    if (called === undefined || seen.has(name!)) return []
    seen.add(name!)
    return [...textsIn(called), ...textsCalledBy(called, seen)]
  })
}

/** What a page is made of: its file, and those of the folder that has its name. */
function partsOf (name: PageName): string {
  const file = `pages/${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
  const folder = `lib/${file}`
  const parts = existsSync(folder) ? readdirSync(folder).map(part => `${file}/${part.replace('.ts', '')}`) : []
  return [file, ...parts].map(sourceOf).join('\n')
}

const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort()

t.test('the texts of a page are those that it uses, with its title, besides those of every page', async t => {
  t.strictSame(Object.keys(pageTexts).sort(), Object.keys(builtInPages).filter(name => name !== 'layout').sort())
  const ofEvery: readonly string[] = frameTexts
  for (const [name, texts] of Object.entries(pageTexts) as [PageName, string[]][]) {
    const source = partsOf(name)
    t.strictSame(sorted(texts), sorted([`${name}Title`, ...textsIn(source), ...textsCalledBy(source)]).filter(text => !ofEvery.includes(text)), name)
    t.equal(new Set(texts).size, texts.length, `${name}: none stands twice`)
  }
})

t.test('the texts of every page are those of its frame, of what went wrong and of what was done', async t => {
  const ofFrame = textsCalledBy('frame() headHtml() titleText() withError() helpLink()')
  t.strictSame(sorted(frameTexts), sorted([...ofFrame, ...errorTexts, ...noticeTexts]))
  t.strictSame(sorted(ofFrame), ['errorTitle', 'help', 'tryNow'])
})

t.test('what may have gone wrong are the texts that errors are told by', async t => {
  t.strictSame(sorted(errorTexts), sorted(wordsIn(sourceOf('routes/error-texts'))))
})

t.test('what was done are the texts that are noted anywhere', async t => {
  const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts') && !file.startsWith('pages'))
  t.strictSame(sorted(noticeTexts), sorted(files.flatMap(file => wordsIn(readFileSync(`lib/${file}`, 'utf8'))).filter(word => /^done[A-Z]/.test(word))))
})

t.test('every text belongs to a page, or to every page', async t => {
  t.strictSame(sorted([...Object.values(pageTexts).flat(), ...frameTexts]), Object.keys(en).sort())
})
