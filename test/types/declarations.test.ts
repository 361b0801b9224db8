import { readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import t, { type Test } from 'tap'
import ts from 'typescript'

const root = process.cwd()
const here = resolve('test/types')
const programs = readdirSync(here).filter(name => !name.endsWith('.test.ts')).map(name => join(here, name))
const { options: base } = ts.convertCompilerOptionsFromJson(ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config.compilerOptions, root)

/** The declarations as they are published, in a folder that finds the dependencies. */
const published = t.testdir()
const lib = ts.createProgram([join(root, 'lib/index.ts'), join(root, 'lib/repositories/kysely.ts'), join(root, 'lib/repositories/conformance.ts'), join(root, 'lib/methods/passkey/peer.ts')], { ...base, outDir: published, emitDeclarationOnly: true, declarationMap: false })
lib.emit()

/** What an integrator's compiler says of their programs and of the plugin's declarations. */
function problems (t: Test, options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(programs, {
    ...base,
    ...options,
    noEmit: true,
    rootDir: root,
    skipLibCheck: false,
    paths: { 'fastify-two-factor': [join(published, 'index.d.ts')], 'fastify-two-factor/passkeys': [join(published, 'methods/passkey/peer.d.ts')], 'fastify-two-factor/*': [join(published, 'repositories/*.d.ts')] }
  })
  t.ok(program.getSourceFiles().some(({ fileName }) => fileName === join(published, 'index.d.ts')), 'the declarations are read')
  return [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...program.getSourceFiles()
    .filter(({ fileName }) => [here, published].some(folder => fileName.startsWith(folder)))
    .flatMap(file => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
  ].map(({ file, start, messageText }) => `${file && relative(root, file.fileName)}:${file && file.getLineAndCharacterOfPosition(start!).line + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
}

t.test('the published declarations, and programs over them, compile as Node resolves them, with exactOptionalPropertyTypes, without skipLibCheck', async t => {
  t.strictSame(problems(t, { exactOptionalPropertyTypes: true }), [])
})

t.test('they compile as a bundler resolves them, without exactOptionalPropertyTypes, without skipLibCheck', async t => {
  t.strictSame(problems(t, { exactOptionalPropertyTypes: false, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }), [])
})
