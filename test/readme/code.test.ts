import { join } from 'node:path'
import t from 'tap'
import type ts from 'typescript'
import { problemsOf, root } from '../support/compile.js'
import { documents, read } from './documents.js'

/** What the tests of the package compile, where its packages are installed. */
const isCompiledThere = (code: string): boolean => /from '(drizzle-orm|@nestjs\/common)'/.test(code)

const blocks = documents.flatMap(file => [...read(file).matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!)).filter(code => !isCompiledThere(code))

/** What runs in a browser, and is compiled with its types. */
const isOfFrontEnd = (code: string): boolean => code.includes('navigator.')

t.test('every code block of every document compiles under strict and exactOptionalPropertyTypes', async t => {
  t.ok(blocks.length >= 40, 'the documents have code')
  t.strictSame(problemsIn(blocks.filter(code => !isOfFrontEnd(code)), [join(root, 'test/readme/ambient.d.ts')]), [])
  const ofFrontEnd = blocks.filter(isOfFrontEnd)
  t.equal(ofFrontEnd.length, 1, 'the guide of passkeys has a front end')
  t.strictSame(problemsIn(ofFrontEnd, [], { lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'] }), [])
})

function problemsIn (blocks: readonly string[], ambient: readonly string[], others: ts.CompilerOptions = {}): string[] {
  const files = new Map(blocks.map((code, index) => [join(root, 'test/readme', `block-${index + 1}.ts`), `${code}\nexport {}\n`]))
  return problemsOf([...files.keys(), ...ambient], files, {
    noUnusedLocals: false,
    noUnusedParameters: false,
    paths: {
      'fastify-two-factor': ['./lib/index.ts'],
      'fastify-two-factor/passkeys': ['./lib/methods/passkey/peer.ts'],
      'fastify-two-factor/*': ['./lib/repositories/*.ts']
    },
    ...others
  })
}
