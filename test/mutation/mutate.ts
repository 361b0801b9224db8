import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Instrumenter, type InstrumentResult } from '@stryker-mutator/instrumenter'
import ts from 'typescript'

/** One change of the library, which is switched on by its id. */
export interface Mutant {
  readonly id: string
  readonly file: string
  /** The folder of `lib` that the file is in. */
  readonly folder: string
  /** Where it is, what stands there, and what stands there instead. */
  readonly text: string
}

const quiet = Object.fromEntries(['Trace', 'Debug', 'Info', 'Warn', 'Error', 'Fatal']
  .flatMap(level => [[level.toLowerCase(), (): void => {}], [`is${level}Enabled`, (): boolean => false]])) as unknown as ConstructorParameters<typeof Instrumenter>[0]

/** What no test reads here. */
const LEFT_OUT = ['.git', '.mutation', '.tap', 'dist', 'node_modules']

/** Copies the checkout with what is compiled to `root`, with all mutants of these folders and files of `lib` in it, each switched off. */
export async function mutate (root: string, places: readonly string[]): Promise<Mutant[]> {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
  for (const name of readdirSync('.')) {
    if (!LEFT_OUT.includes(name)) cpSync(name, join(root, name), { recursive: true })
  }
  const sources = places.flatMap(filesAt).map(name => ({ name, mutate: true, content: readFileSync(name, 'utf8') }))
  const { files, mutants } = await new Instrumenter(quiet).instrument(sources, { ignorers: [], plugins: null, excludedMutations: [] })
  for (const { name, content } of files) {
    const { outputText } = ts.transpileModule(content, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true }
    })
    writeFileSync(join(root, 'compiled', name.replace(/\.ts$/, '.js')), outputText)
  }
  return mutants.map(mutant => describe(mutant, sources.find(({ name }) => name === mutant.fileName)!.content))
}

function filesAt (place: string): string[] {
  const path = `lib/${place}`
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => `${path}/${name}`)
}

function describe ({ id, fileName, location: { start, end }, replacement }: InstrumentResult['mutants'][number], source: string): Mutant {
  const lines = source.split('\n').slice(start.line, end.line + 1)
  lines.push(lines.pop()!.slice(0, end.column))
  const [before, after] = [lines.join('\n').slice(start.column), replacement].map(code => code.replace(/\s+/g, ' '))
  return { id, file: fileName, folder: fileName.split('/')[1]!, text: `${fileName}:${start.line + 1}:${start.column + 1} ${before} → ${after}` }
}
