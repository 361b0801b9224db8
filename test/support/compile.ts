import { join } from 'node:path'
import ts from 'typescript'

/** The repository: tests run there. */
export const root = process.cwd()

/** What the compiler finds wrong with these files under the project's own options; some may be in memory only. */
export function problemsOf (names: readonly string[], inMemory: ReadonlyMap<string, string>, others: ts.CompilerOptions = {}): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const compilerOptions: ts.CompilerOptions = { ...options, rootDir: root, noEmit: true, ...others }
  const host = ts.createCompilerHost(compilerOptions)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = file => inMemory.has(file) || fileExists.call(host, file)
  host.readFile = file => inMemory.get(file) ?? readFile.call(host, file)
  host.getSourceFile = (file, ...rest) => inMemory.has(file)
    ? ts.createSourceFile(file, inMemory.get(file)!, rest[0])
    : getSourceFile.call(host, file, ...rest)
  const program = ts.createProgram(names, compilerOptions, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
}
