import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'

const run = promisify(execFile)

/** The repository: tests run there. */
export const root = process.cwd()

export interface Tarball {
  file: string
  /** Where it is unpacked, out of reach of this repository's node_modules. */
  unpacked: string
  /** The paths in it. */
  paths: string[]
}

/** Packs what is built, as a release does, in a directory that goes with the test. */
export async function pack (t: Test): Promise<Tarball> {
  const directory = await mkdtemp(join(tmpdir(), 'fastify-two-factor-'))
  t.teardown(async () => { await rm(directory, { recursive: true }) })
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', directory], { cwd: root, maxBuffer: 2 ** 24 })
  const [{ filename, files }] = JSON.parse(stdout)
  const file = join(directory, filename)
  await run('tar', ['-xzf', file, '-C', directory])
  return { file, unpacked: join(directory, 'package'), paths: files.map(({ path }: { path: string }) => path) }
}

/** A package by its name, or by the name that it is to have and the one under which this repository installs it. */
export type Linked = string | readonly [name: string, installed: string]

/**
 * A project beside the tarball with the package unpacked and what it needs linked from this repository: its
 * dependencies, its peers but the optional one, and what the consumer asks for. Nothing else is found from there.
 */
export async function install (consumer: string, { unpacked }: Tarball, more: readonly Linked[] = []): Promise<string> {
  const directory = await mkdtemp(join(dirname(unpacked), `${consumer}-`))
  const modules = join(directory, 'node_modules')
  await cp(join(root, 'test/package/consumers', consumer), directory, { recursive: true })
  await cp(join(root, 'test/package/walk.mjs'), join(directory, 'walk.mjs'))
  await cp(unpacked, join(modules, 'fastify-two-factor'), { recursive: true })
  const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8'))
  const peers = Object.keys(peerDependencies).filter(name => peerDependenciesMeta[name]?.optional !== true)
  const linked = [...Object.keys(dependencies), ...peers, ...more].map(each => typeof each === 'string' ? [each, each] as const : each)
  for (const [name, installed] of new Map(linked)) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(root, 'node_modules', installed), join(modules, name))
  }
  return directory
}

/** Runs a script in this Node; `undefined`, or what it said when it failed. */
export async function failure (directory: string, ...script: string[]): Promise<string | undefined> {
  return await nodeFailure(process.execPath, directory, ...script)
}

/** Runs a script in the Node of this path. */
export async function nodeFailure (node: string, directory: string, ...script: string[]): Promise<string | undefined> {
  // without the loaders that tap gives to each process of a test, which not every program can do with
  return await run('env', ['NODE_OPTIONS=', node, ...script], { cwd: directory, env: { PATH: process.env.PATH, HOME: process.env.HOME } })
    .then(() => undefined, ({ stdout, stderr }) => `${stdout}${stderr}`)
}
