// Writes the table of texts into the guide of the pages, from the texts as they are built.
// `npm run texts` after a change of one; a test compares.
import { readFileSync, writeFileSync } from 'node:fs'

const GUIDE = 'lib/pages/README.md'
const BEGIN = '<!-- written by `npm run texts` -->\n'
const END = '<!-- end -->\n'

/** The guide with its table as it must be. */
export function guideWithTexts (guide, { en, pageTexts, frameTexts }) {
  const pagesOf = key => frameTexts.includes(key)
    ? 'every page'
    : Object.keys(pageTexts).filter(page => pageTexts[page].includes(key)).join(', ')
  const rows = Object.entries(en).map(([key, text]) => `| \`${key}\` | ${pagesOf(key)} | ${text} |`)
  const table = ['| key | page | English |', '|---|---|---|', ...rows, ''].join('\n')
  return guide.split(BEGIN)[0] + BEGIN + table + END + guide.split(END)[1]
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { en } = await import('../../compiled/lib/pages/messages/en.js')
  const { pageTexts, frameTexts } = await import('../../compiled/lib/pages/page-texts.js')
  writeFileSync(GUIDE, guideWithTexts(readFileSync(GUIDE, 'utf8'), { en, pageTexts, frameTexts }))
}
