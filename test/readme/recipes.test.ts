import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const readme = readFileSync('README.md', 'utf8')

/** The recipes of a folder, as the README has them where it has them. */
function recipesOf (folder: string): { file: string, block: string }[] {
  return readdirSync(folder).toSorted().map(file => ({ file, block: `\`\`\`ts\n${readFileSync(`${folder}/${file}`, 'utf8')}\`\`\`\n` }))
}

t.test('the README has every recipe word for word as it is compiled and tried on real servers', async t => {
  const recipes = recipesOf('test/servers/recipes')
  t.strictSame(recipes.map(({ file }) => file), ['pg-repository.ts', 'redis-repository.ts'])
  for (const { file, block } of recipes) t.ok(readme.includes(block), file)
})

t.test('the README has every recipe for keys of other systems word for word as it is tried on keys of theirs', async t => {
  const recipes = recipesOf('test/migration/recipes')
  t.strictSame(recipes.map(({ file }) => file), ['better-auth-keys.ts', 'import-keys.ts'])
  for (const { file, block } of recipes) t.ok(readme.includes(block), file)
})
