import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const recipes = new URL('../services/recipes/', import.meta.url)

t.test('the README has every recipe word for word as it is compiled and tried on real servers', async t => {
  const files = readdirSync(recipes)
  t.strictSame(files.toSorted(), ['pg-repository.ts', 'redis-repository.ts'])
  for (const file of files) t.ok(readme.includes(`\`\`\`ts\n${readFileSync(new URL(file, recipes), 'utf8')}\`\`\`\n`), file)
})
