import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

t.test('the README has every recipe of the example word for word as it is compiled and tried', async t => {
  const readme = readFileSync('README.md', 'utf8')
  const recipes = readdirSync('example-app/recipes').toSorted()
  t.strictSame(recipes, ['better-auth-keys.ts', 'import-keys.ts', 'pg-repository.ts', 'redis-repository.ts'])
  for (const file of recipes) t.ok(readme.includes(`\`\`\`ts\n${readFileSync(`example-app/recipes/${file}`, 'utf8')}\`\`\`\n`), file)
})
