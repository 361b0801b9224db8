import { execFile } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { programOverPublicNames } from './public-names.js'
import { failure, pack, root } from './tarball.js'

const run = promisify(execFile)

/** What an application installs beside the package: three compilers, and what the recipes of the guides stand beside. */
const PACKAGES = [
  'fastify@5', '@fastify/cookie@11', '@fastify/session@11', '@simplewebauthn/server@13', 'kysely@0.28', '@types/node@20',
  'typescript-5.6@npm:typescript@~5.6', 'typescript@~6.0', 'typescript-newest@npm:typescript@latest',
  '@electric-sql/pglite', 'drizzle-orm',
  '@fastify/aws-lambda', '@fastify/compress', '@fastify/csrf-protection', '@fastify/formbody', '@fastify/helmet',
  '@fastify/multipart', '@fastify/rate-limit', '@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify', 'reflect-metadata', 'rxjs',
  'esbuild', 'pnpm', 'vitest', 'yarn@1'
]

const tarball = await pack(t)
const project = join(dirname(tarball.unpacked), 'installed')
await cp(join(root, 'test/package/consumers/installed'), project, { recursive: true })
await cp(join(root, 'test/package/consumers/esm/main.mjs'), join(project, 'main.mjs'))
await cp(join(root, 'test/package/walk.mjs'), join(project, 'walk.mjs'))

/** Runs a package manager where it may neither see this repository nor ask anybody anything. */
async function manager (directory: string, program: string, ...given: string[]): Promise<void> {
  await run(program, given, { cwd: directory, maxBuffer: 2 ** 24, env: { PATH: process.env.PATH, HOME: process.env.HOME, CI: '1' } })
}

await manager(project, 'npm', 'install', '--no-audit', '--no-fund', '--no-progress', tarball.file, ...PACKAGES)

const recipe = 'example-app/recipes/drizzle-repository.ts'
await cp(join(root, recipe), join(project, 'drizzle/repository.ts'))

const { exports } = JSON.parse(await readFile(join(tarball.unpacked, 'package.json'), 'utf8'))
await writeFile(join(project, 'types/public-names.ts'), programOverPublicNames(join(project, 'node_modules/fastify-two-factor'), exports))

const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--skipLibCheck', 'false', '--target', 'es2022', '--types', 'node']
const nodenext = ['--module', 'nodenext']
const bundler = ['--module', 'esnext', '--moduleResolution', 'bundler']
const modules = ['types/public-names.ts', 'types/override.ts']

/** Each after the other, beside what is tried meanwhile. */
let compiling: Promise<unknown> = Promise.resolve()

// before 5.8 the compiler does not know that `require` loads an ES module
const compiled = ([
  ['typescript-5.6', 'nodenext', nodenext, modules],
  ['typescript-5.6', 'a bundler', bundler, modules],
  ['typescript', 'nodenext, in CommonJS too', nodenext, [...modules, 'types/commonjs.cts']],
  ['typescript-newest', 'nodenext, in CommonJS too', nodenext, [...modules, 'types/commonjs.cts']],
  ['typescript-newest', 'a bundler', bundler, modules]
] as const).map(([compiler, how, options, files]) => {
  const problems = compiling.then(async () => await failure(project, `node_modules/${compiler}/bin/tsc`, ...strict, ...options, ...files))
  compiling = problems
  return { compiler, how, problems }
})

for (const [name, script] of [
  ['@fastify/helmet with its defaults: pages, their forms and the way back after a step-up', 'helmet'],
  ['@fastify/csrf-protection as a hook of everything, with the built-in routes exempt', 'csrf'],
  ['@fastify/rate-limit over everything, @fastify/compress, and @fastify/multipart with attachFieldsToBody', 'global-hooks'],
  ['a proxy that ends TLS: the session\'s cookie and that of a remembered client are secure', 'tls-proxy'],
  ['@fastify/aws-lambda: one event a request', 'aws-lambda'],
  ['a server that closes while a challenge is under way: it is answered, and the code is spent', 'graceful-close'],
  ['HTTP/2', 'http2']
] as const) {
  t.test(`beside ${name}`, async t => { t.equal(await failure(project, `${script}.mjs`), undefined) })
}

t.test('in a NestJS application on its Fastify adapter, compiled with decorators', async t => {
  t.equal(await failure(project, 'node_modules/typescript/bin/tsc', '-p', 'nest'), undefined)
  t.equal(await failure(project, 'nest/main.js'), undefined)
})

t.test('the check finds no fault in the recipe of a repository over Drizzle, events included', async t => {
  t.equal(await failure(project, 'node_modules/typescript/bin/tsc', '-p', 'drizzle'), undefined)
  t.equal(await failure(project, 'drizzle/main.js'), undefined)
})

t.test('bundled by esbuild into one file that runs with nothing beside it', async t => {
  const bundle = join(dirname(project), 'bundle', 'main.mjs')
  const banner = '--banner:js=import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'
  await t.resolves(manager(project, 'node_modules/.bin/esbuild', 'main.mjs', '--bundle', '--platform=node', '--format=esm', `--outfile=${bundle}`, '--log-level=error', banner))
  t.equal(await failure(dirname(bundle), bundle), undefined)
})

t.test('under vitest', async t => {
  t.equal(await failure(project, 'node_modules/vitest/vitest.mjs', 'run', '--no-cache', '--reporter=dot'), undefined)
})

t.test('installed by pnpm, strictly: the package finds what it names and nothing else', async t => {
  const directory = join(dirname(project), 'by-pnpm')
  await cp(join(root, 'test/package/consumers/esm'), directory, { recursive: true })
  await cp(join(root, 'test/package/walk.mjs'), join(directory, 'walk.mjs'))
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  await manager(directory, process.execPath, join(project, 'node_modules/pnpm/bin/pnpm.mjs'), 'add', '--config.hoist=false', '--config.strict-peer-dependencies=true', tarball.file, 'fastify@5', '@fastify/cookie@11', '@fastify/session@11')
  t.equal(await failure(directory, 'main.mjs'), undefined)
})

t.test('installed by yarn', async t => {
  const directory = join(dirname(project), 'by-yarn')
  await cp(join(root, 'test/package/consumers/esm'), directory, { recursive: true })
  await cp(join(root, 'test/package/walk.mjs'), join(directory, 'walk.mjs'))
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  // a dependency of @fastify/cookie asks for Node 22, and does without
  await manager(directory, process.execPath, join(project, 'node_modules/yarn/bin/yarn.js'), 'add', '--silent', '--ignore-engines', '--no-lockfile', tarball.file, 'fastify@5', '@fastify/cookie@11', '@fastify/session@11')
  t.equal(await failure(directory, 'main.mjs'), undefined)
})

for (const { compiler, how, problems } of compiled) {
  t.test(`a strict program over every public name, and an override without a cast, compile without skipLibCheck by ${compiler} as ${how} resolves them`, async t => {
    t.equal(await problems, undefined)
  })
}
