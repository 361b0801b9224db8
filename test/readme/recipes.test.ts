import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { allGuides } from './documents.js'

const recipes = readdirSync('example-app/recipes').filter(file => file.endsWith('.ts'))

t.test('the guides have every recipe of the example word for word as it is compiled and tried', async t => {
  t.ok(recipes.length >= 5)
  for (const file of recipes) t.ok(allGuides.includes(`\`\`\`ts\n${readFileSync(`example-app/recipes/${file}`, 'utf8')}\`\`\`\n`), file)
})

t.test('the guide has what an application of NestJS needs word for word as the tests of the package compile it', async t => {
  t.ok(allGuides.includes(`\`\`\`ts\n${readFileSync('test/package/consumers/installed/nest/two-factor.ts', 'utf8')}\`\`\`\n`))
})

t.test('every recipe is tried by a test', async t => {
  const tests = ['recipes', 'servers', 'package'].flatMap(folder => readdirSync(`test/${folder}`).filter(file => file.endsWith('.ts')).map(file => readFileSync(`test/${folder}/${file}`, 'utf8'))).join('\n')
  for (const file of recipes) t.ok(tests.includes(`example-app/recipes/${file.replace(/\.ts$/, '')}`), file)
})
