import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!)

t.test('every code block of the README compiles under strict and exactOptionalPropertyTypes', async t => {
  const files = new Map(blocks.map((code, index) => [join(root, 'test/readme', `block-${index + 1}.ts`), `${code}\nexport {}\n`]))
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const compilerOptions: ts.CompilerOptions = {
    ...options,
    rootDir: root,
    noEmit: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    paths: { 'fastify-two-factor': ['./lib/index.ts'], 'fastify-two-factor/*': ['./lib/repositories/*.ts'] }
  }
  const host = ts.createCompilerHost(compilerOptions)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = file => files.has(file) || fileExists.call(host, file)
  host.readFile = file => files.get(file) ?? readFile.call(host, file)
  host.getSourceFile = (file, ...rest) => files.has(file)
    ? ts.createSourceFile(file, files.get(file)!, rest[0])
    : getSourceFile.call(host, file, ...rest)
  const program = ts.createProgram([...files.keys(), join(root, 'test/readme/ambient.d.ts')], compilerOptions, host)
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
  t.ok(blocks.length >= 8, 'the README has code')
  t.strictSame(problems, [])
})
