import { readFileSync } from 'node:fs'
import t from 'tap'
import { en } from '../../lib/pages/messages/en.js'
import { errorTexts, pageTexts } from '../../lib/pages/page-texts.js'
import { builtInPages, type PageName } from '../../lib/pages/pages.js'

const fields = readFileSync('lib/pages/fields.ts', 'utf8')

const textsIn = (source: string): string[] => [...source.matchAll(/\bmessages\.(\w+)/g)].map(([, key]) => key!).filter(key => key !== 'js')

/** The texts of the fields that a page takes, each from the function of its name. */
function textsOfFields (source: string): string[] {
  const [, taken = ''] = /import \{([^}]+)\} from '.\/fields.js'/.exec(source) ?? []
  return taken.split(',').flatMap(name => textsIn(fields.split(`export function ${name.trim()} `)[1]?.split('\nexport function ')[0] ?? ''))
}

t.test('the texts of a page are those that it uses, with its title', async t => {
  t.strictSame(Object.keys(pageTexts).sort(), Object.keys(builtInPages).filter(name => name !== 'layout').sort())
  for (const [name, texts] of Object.entries(pageTexts) as [PageName, string[]][]) {
    const source = readFileSync(`lib/pages/${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}.ts`, 'utf8')
    t.strictSame([...texts].sort(), [...new Set([`${name}Title`, ...textsIn(source), ...textsOfFields(source)])].sort(), name)
  }
})

t.test('every text belongs to a page or to an error', async t => {
  t.strictSame([...new Set([...Object.values(pageTexts).flat(), ...errorTexts])].sort(), Object.keys(en).sort())
})
