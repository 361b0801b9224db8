import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { problemsOf, root } from '../support/compile.js'

/** The README and the guides beside the code. */
const documents = ['README.md', 'lib/pages/README.md'].map(file => readFileSync(join(root, file), 'utf8'))
const blocks = documents.flatMap(text => [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!))

t.test('every code block of the README and its guides compiles under strict and exactOptionalPropertyTypes', async t => {
  const files = new Map(blocks.map((code, index) => [join(root, 'test/readme', `block-${index + 1}.ts`), `${code}\nexport {}\n`]))
  const problems = problemsOf([...files.keys(), join(root, 'test/readme/ambient.d.ts')], files, {
    noUnusedLocals: false,
    noUnusedParameters: false,
    paths: { 'fastify-two-factor': ['./lib/index.ts'], 'fastify-two-factor/*': ['./lib/repositories/*.ts'] }
  })
  t.ok(blocks.length >= 8, 'the README has code')
  t.strictSame(problems, [])
})
