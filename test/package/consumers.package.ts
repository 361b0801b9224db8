import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import t from 'tap'
import { failure, install, nodeFailure, pack } from './tarball.js'

const tarball = await pack(t)

const { CONSUMER_NODES } = process.env

/** The binaries of the releases to run on, separated as in PATH; without them, on this one. */
const nodes = (CONSUMER_NODES ?? process.execPath).split(delimiter)
  .map(node => ({ node, version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim() }))

/** The optional peer in each major that is taken, by the name under which it is installed here. */
const peers = Object.entries({ 13: '@simplewebauthn/server', 14: 'simplewebauthn-14' })

for (const [consumer, how, script, more] of [
  ['esm', 'an ES module', 'main.mjs', []],
  ['commonjs', 'a CommonJS module by require', 'main.cjs', []],
  ['autoload', '@fastify/autoload', 'main.js', ['@fastify/autoload', 'fastify-plugin']],
  ['fastify-cli', 'fastify-cli', 'main.mjs', ['fastify-cli']]
] as const) {
  t.test(`the packed package signs in and guards when it is loaded by ${how}`, async t => {
    const directory = await install(consumer, tarball, more)
    for (const { node, version } of nodes) t.equal(await nodeFailure(node, directory, script), undefined, version)
  })
}

for (const [major, installed] of peers) {
  t.test(`the packed package registers a passkey and signs in by it over @simplewebauthn/server ${major}, loaded as ES module and by require`, async t => {
    const directory = await install('passkeys', tarball, [['@simplewebauthn/server', installed]])
    const { name, version } = JSON.parse(await readFile(join(directory, 'node_modules/@simplewebauthn/server/package.json'), 'utf8'))
    t.strictSame([name, version.split('.')[0]], ['@simplewebauthn/server', major])
    for (const script of ['main.mjs', 'main.cjs']) {
      for (const { node, version } of nodes) t.equal(await nodeFailure(node, directory, script), undefined, `${script}, ${version}`)
    }
  })
}

t.test('instances on two releases of Node offer the same algorithms, and each goes on with the sessions, challenges and passkeys of the other, over either major of the peer', async t => {
  const ends = await Promise.all(peers.map(async ([major, installed]) => ({ major, directory: await install('passkeys', tarball, [['@simplewebauthn/server', installed]]) })))
  const instances = nodes.flatMap(({ node, version }) => ends.map(({ major, directory }) => ({
    node, version, directory, name: `${version} with ${major}`, file: join(dirname(directory), `left-by-${version}-${major}.json`)
  })))
  for (const { node, directory, name, file } of instances) t.equal(await nodeFailure(node, directory, 'leave.mjs', file), undefined, name)
  for (const { node, version, directory, name } of instances) {
    // on a machine with one release, from another process of it
    const others = nodes.length === 1 ? instances : instances.filter(other => other.version !== version)
    t.equal(await nodeFailure(node, directory, 'go-on.mjs', ...others.map(({ file }) => file)), undefined, name)
  }
})

t.test('where several releases of Node are asked for, the oldest that the package takes is among them, and no release is there twice', async t => {
  const { engines } = JSON.parse(await readFile(join(tarball.unpacked, 'package.json'), 'utf8'))
  const oldest = /^>=(\d+)\./.exec(engines.node)![1]
  const majors = nodes.map(({ version }) => /^v(\d+)\./.exec(version)![1])
  if (CONSUMER_NODES !== undefined) t.ok(majors.length > 1 && majors.includes(oldest!), majors.join(', '))
  t.equal(new Set(majors).size, majors.length)
})

t.test('the packed package compiles under nodenext with the types of a consumer only, as ES module and CommonJS, and runs', async t => {
  const directory = await install('typescript', tarball, ['typescript', '@types/node'])
  t.equal(await failure(directory, 'node_modules/typescript/lib/tsc.js'), undefined)
  for (const script of ['main.js', 'main-commonjs.cjs']) {
    for (const { node, version } of nodes) t.equal(await nodeFailure(node, directory, script), undefined, `${script}, ${version}`)
  }
})

t.test('without the optional peer its passkeys say which package is missing, loaded as ES module and by require', async t => {
  const directory = await install('passkeys', tarball)
  for (const script of ['main.mjs', 'main.cjs']) {
    for (const { node, version } of nodes) t.match(await nodeFailure(node, directory, script), /Cannot find package '@simplewebauthn\/server'/, `${script}, ${version}`)
  }
})
