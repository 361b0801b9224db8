// Puts the library into one module for each entry of `exports` in package.json, and what they share into others, so that few files are
// read when it is imported. Types stay one file for each source: TypeScript writes those.
import { readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const { exports, engines } = JSON.parse(readFileSync('package.json', 'utf8'))

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: Object.values(exports).flatMap(entry => entry.default?.replace(/^\.\/dist\/(.*)\.js$/, 'lib/$1.ts') ?? []),
  outdir: 'dist',
  outbase: 'lib',
  chunkNames: 'shared-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: `node${engines.node.slice('>='.length)}`,
  format: 'esm',
  sourcemap: true,
  sourcesContent: false
})
