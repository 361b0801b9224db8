import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import t from 'tap'
import { documents, linksOf, type Link } from '../readme/documents.js'
import { failure, pack, root } from './tarball.js'

const tarball = await pack(t)
const files = (await readdir(join(root, 'lib'), { recursive: true })).filter(name => extname(name) !== '')
const recipes = (await readdir(join(root, 'example-app/recipes'))).map(name => `example-app/recipes/${name}`)
const sources = files.filter(name => name.endsWith('.ts'))

t.test('the package holds the sources and assets, their types with maps, one module for each entry and what they share, the recipes and the documents, and nothing else', async t => {
  const types = sources.flatMap(name => ['.d.ts', '.d.ts.map'].map(ending => `dist/${name.replace(/\.ts$/, ending)}`))
  const expected = ['.github/SECURITY.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...recipes, ...types, ...files.map(name => `lib/${name}`)]
  const modules = tarball.paths.filter(path => /^dist\/.*\.js(?:\.map)?$/.test(path))
  t.strictSame(tarball.paths.filter(path => !modules.includes(path)).toSorted(), expected.toSorted())
  const { exports } = JSON.parse(await readFile(join(tarball.unpacked, 'package.json'), 'utf8'))
  const entries = Object.values<{ default?: string }>(exports).flatMap(entry => entry.default?.slice('./'.length) ?? [])
  const shared = modules.filter(path => /^dist\/shared-\w{8}\.js$/.test(path))
  t.strictSame(modules.toSorted(), [...entries, ...shared].flatMap(path => [path, `${path}.map`]).toSorted())
})

t.test('no source is in two modules: what is held once is there once, whichever entries are imported', async t => {
  const maps = tarball.paths.filter(path => path.endsWith('.js.map'))
  const bundled = (await Promise.all(maps.map(async path => {
    const { sources }: { sources: string[] } = JSON.parse(await readFile(join(tarball.unpacked, path), 'utf8'))
    return sources.map(source => join(dirname(path), source))
  }))).flat()
  t.ok(bundled.length > 200)
  t.strictSame(bundled.filter((source, index) => bundled.indexOf(source) !== index), [])
})

t.test('every map leads to a source that is in the package, so that a debugger and an editor find it', async t => {
  const maps = tarball.paths.filter(path => path.endsWith('.map'))
  const astray = await Promise.all(maps.map(async path => {
    const { sources, sourceRoot = '' } = JSON.parse(await readFile(join(tarball.unpacked, path), 'utf8'))
    const mapped = await readFile(join(tarball.unpacked, path.slice(0, -'.map'.length)), 'utf8')
    const found = sources.every((source: string) => tarball.paths.includes(join(dirname(path), sourceRoot, source))) && mapped.trimEnd().endsWith(`//# sourceMappingURL=${basename(path)}`)
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

t.test('no link or picture of a packed document leads out of the package', async t => {
  const packed = documents.filter(document => tarball.paths.includes(document))
  t.ok(packed.length >= 9)
  const leadsOut = ({ path }: Link): boolean => !tarball.paths.some(packed => packed === path || packed.startsWith(`${path}/`))
  t.strictSame(packed.flatMap(linksOf).filter(leadsOut).map(({ document, link }) => `${document}: ${link}`), [])
})

t.test('the metadata names no address, as long as there is none that answers', async t => {
  const { repository, homepage, bugs, main, types, exports } = JSON.parse(await readFile(join(tarball.unpacked, 'package.json'), 'utf8'))
  t.strictSame([repository, homepage, bugs], [undefined, undefined, undefined])
  t.strictSame({ types, default: main }, exports['.'], 'for resolvers that know no `exports`')
})
