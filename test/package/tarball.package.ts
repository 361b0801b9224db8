import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import t from 'tap'
import { failure, pack, root } from './tarball.js'

const tarball = await pack(t)
const files = (await readdir(join(root, 'lib'), { recursive: true })).filter(name => extname(name) !== '')
const sources = files.filter(name => name.endsWith('.ts'))

t.test('the package holds the sources and assets, what is compiled from each source with its maps, and four documents, and nothing else', async t => {
  const compiled = sources.flatMap(name => ['.js', '.js.map', '.d.ts', '.d.ts.map'].map(ending => `dist/${name.replace(/\.ts$/, ending)}`))
  const expected = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...compiled, ...files.map(name => `lib/${name}`)]
  t.strictSame(tarball.paths.toSorted(), expected.toSorted())
})

t.test('every map leads to a source that is in the package, so that a debugger and an editor find it', async t => {
  const maps = tarball.paths.filter(path => path.endsWith('.map'))
  const astray = await Promise.all(maps.map(async path => {
    const { sources: [source], sourceRoot } = JSON.parse(await readFile(join(tarball.unpacked, path), 'utf8'))
    const mapped = await readFile(join(tarball.unpacked, path.slice(0, -'.map'.length)), 'utf8')
    const found = tarball.paths.includes(join(dirname(path), sourceRoot, source)) && mapped.endsWith(`//# sourceMappingURL=${basename(path)}`)
    return found ? [] : [path]
  }))
  t.strictSame(astray.flat(), [])
})

t.test('publint finds no error and no warning under --strict', async t => {
  t.equal(await failure(root, 'node_modules/publint/src/cli.js', tarball.file, '--strict'), undefined)
})

t.test('the types are right for every module resolution from Node 16 on, given that require loads ES modules', async t => {
  t.equal(await failure(root, 'node_modules/@arethetypeswrong/cli/dist/index.js', tarball.file, '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--no-definitely-typed'), undefined)
})
