import { join } from 'node:path'
import ts from 'typescript'

/** Arguments for the types that take some. */
const ARGUMENTS: Record<string, string> = {
  TwoFactorPage: "<import('fastify-two-factor').ChallengeModel>",
  TwoFactorPageOverride: "<import('fastify-two-factor').ChallengeModel>",
  TwoFactorRoute: "<'verify'>",
  TwoFactorRouteOverride: "<'disable'>"
}

/** A program that uses every public name of an unpacked package once, and does not compile where a type of it is `any`. */
export function programOverPublicNames (unpacked: string, exported: Readonly<Record<string, { types?: string }>>): string {
  const entries = Object.entries(exported).flatMap(([path, { types }]) => types === undefined ? [] : [{ from: `fastify-two-factor${path.slice(1)}`, file: join(unpacked, types) }])
  const program = ts.createProgram(entries.map(({ file }) => file), { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, skipLibCheck: true, noEmit: true, types: [] })
  const checker = program.getTypeChecker()
  const values: string[] = []
  const types: string[] = []
  for (const { from, file } of entries) {
    for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)) {
      const named = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      if (named.flags & ts.SymbolFlags.Value) values.push(`(await import('${from}')).${symbol.name}`)
      else types.push(`import('${from}').${symbol.name}${ARGUMENTS[symbol.name] ?? ''}`)
    }
  }
  return `
export const values = [${values.join(',\n  ')}]
export type Types = [${types.join(',\n  ')}]
type IsAny<Type> = 0 extends 1 & Type ? true : false
type AnyOf<List> = { [Index in keyof List]: IsAny<List[Index]> } extends infer Answers extends readonly unknown[] ? Answers[number] : never
export const none: true extends AnyOf<Types> ? never : '${types.length} types' = '${types.length} types'
export const each: true extends IsAny<typeof values[number]> ? never : '${values.length} values' = '${values.length} values'
`
}
