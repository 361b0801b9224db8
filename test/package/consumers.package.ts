import { execFileSync } from 'node:child_process'
import { delimiter } from 'node:path'
import t from 'tap'
import { failure, install, nodeFailure, pack } from './tarball.js'

const tarball = await pack(t)

/** The binaries of the releases to run on, separated as in PATH; without them, on this one. */
const nodes = (process.env['CONSUMER_NODES'] ?? process.execPath).split(delimiter)
  .map(node => ({ node, version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim() }))

for (const [consumer, how, script, more] of [
  ['esm', 'an ES module', 'main.mjs', []],
  ['commonjs', 'a CommonJS module by require', 'main.cjs', []],
  ['autoload', '@fastify/autoload', 'main.js', ['@fastify/autoload', 'fastify-plugin']],
  ['fastify-cli', 'fastify-cli', 'main.mjs', ['fastify-cli']],
  ['passkeys', 'an ES module, with passkeys and their peer beside it', 'main.mjs', ['@simplewebauthn/server']]
] as const) {
  t.test(`the packed package signs in and guards when it is loaded by ${how}`, async t => {
    const directory = await install(consumer, tarball, more)
    for (const { node, version } of nodes) t.equal(await nodeFailure(node, directory, script), undefined, version)
  })
}

t.test('the packed package compiles under nodenext with the types of a consumer only, as ES module and CommonJS, and runs', async t => {
  const directory = await install('typescript', tarball, ['typescript', '@types/node'])
  t.equal(await failure(directory, 'node_modules/typescript/lib/tsc.js'), undefined)
  for (const script of ['main.js', 'main-commonjs.cjs']) {
    for (const { node, version } of nodes) t.equal(await nodeFailure(node, directory, script), undefined, `${script}, ${version}`)
  }
})

t.test('without the optional peer the package starts as ever, and its passkeys say which package is missing', async t => {
  const directory = await install('passkeys', tarball)
  t.match(await nodeFailure(process.execPath, directory, 'main.mjs'), /Cannot find package '@simplewebauthn\/server'/)
})
