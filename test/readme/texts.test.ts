import { readFileSync } from 'node:fs'
import t from 'tap'
import { builtInMessages } from '../../lib/pages/messages/index.js'
import { en } from '../../lib/pages/messages/en.js'
import type { TwoFactorMessages } from '../../lib/pages/messages.js'
import { frameTexts, pageTexts } from '../../lib/pages/page-texts.js'
// @ts-expect-error a script without declarations
import { guideWithTexts } from '../../../test/house/texts.js'

const guide = readFileSync('lib/pages/README.md', 'utf8')
const keys = Object.keys(en) as (keyof TwoFactorMessages)[]
const gapsOf = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort()

t.test('the guide has every text with its page, as `npm run texts` writes it', async t => {
  t.equal(guide, guideWithTexts(guide, { en, pageTexts, frameTexts }))
})

t.test('the guide says what becomes of each gap in a text, and of no other', async t => {
  const [, table] = guide.split('| in the text | becomes |\n|---|---|\n')
  const named = table!.split('\n\n')[0]!.split('\n').flatMap(row => gapsOf(row.split('|')[1]!))
  t.strictSame(named.sort(), [...new Set(keys.flatMap(key => gapsOf(en[key])))].sort())
})

for (const [language, messages] of Object.entries(builtInMessages)) {
  t.test(`in ${language} each text has the gaps of the English one, and a label that a screen reader hears has the words of the one that is seen`, async t => {
    for (const key of keys) t.strictSame(gapsOf(messages[key]), gapsOf(en[key]), key)
    for (const [named, label] of [['removeNamed', 'remove'], ['renameNamed', 'rename'], ['revokeNamed', 'revoke'], ['revokeSessionNamed', 'revokeSession'], ['usePasskeyNamed', 'usePasskey']] as const) {
      t.ok(messages[named].toLowerCase().includes(messages[label].toLowerCase()), `${named}: ${messages[named]}`)
    }
  })
}
