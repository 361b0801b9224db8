import t from 'tap'
import { failure, install, pack } from './tarball.js'

const tarball = await pack(t)

for (const [consumer, how, script, more] of [
  ['esm', 'an ES module', 'main.mjs', []],
  ['commonjs', 'a CommonJS module by require', 'main.cjs', []],
  ['autoload', '@fastify/autoload', 'main.js', ['@fastify/autoload', 'fastify-plugin']],
  ['fastify-cli', 'fastify-cli', 'main.mjs', ['fastify-cli']]
] as const) {
  t.test(`the packed package signs in and guards when it is loaded by ${how}`, async t => {
    t.equal(await failure(await install(consumer, tarball, more), script), undefined)
  })
}

t.test('the packed package compiles under nodenext with the types of a consumer only, as ES module and CommonJS, and runs', async t => {
  const directory = await install('typescript', tarball, ['typescript', '@types/node'])
  t.equal(await failure(directory, 'node_modules/typescript/lib/tsc.js'), undefined)
  for (const script of ['main.js', 'main-commonjs.cjs']) t.equal(await failure(directory, script), undefined, script)
})
