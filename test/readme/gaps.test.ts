import { readFileSync } from 'node:fs'
import t from 'tap'
import { en, type TwoFactorMessages } from '../../lib/pages/messages/en.js'
import { it } from '../../lib/pages/messages/it.js'

const readme = readFileSync('README.md', 'utf8')

const gapsOf = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))]

t.test('the README names the gaps of every text that has one, and no other text', async t => {
  const rows = readme.split('| texts | gaps |\n|---|---|\n')[1]!.split('\n\n')[0]!.split('\n').map(row => row.split('|').slice(1, 3) as [string, string])
  const named = new Map(rows.flatMap(([keys, gaps]) => [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => [key!, gapsOf(gaps)] as const)))
  const keys = (Object.keys(en) as (keyof TwoFactorMessages)[]).filter(key => gapsOf(en[key]).length > 0)
  t.strictSame([...named.keys()].sort(), keys.sort())
  for (const key of keys) {
    for (const texts of [en, it]) t.strictSame(gapsOf(texts[key]).filter(gap => !named.get(key)!.includes(gap)), [], key)
  }
})
