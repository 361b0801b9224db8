import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { bareNode } from '../support/bare-node.js'
import { root } from './tarball.js'

const { program, args } = bareNode()
const hook = new URL('peer-14.js', import.meta.url).href

async function run (...given: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args, '--import', hook, ...given], { cwd: root, maxBuffer: 2 ** 24, env: { PATH: process.env.PATH, HOME: process.env.HOME, TAP_TIMEOUT: '0' } })
  return stdout
}

t.test('what is tried below is @simplewebauthn/server 14', async t => {
  t.match(await run('--input-type=module', '--eval', 'console.log(import.meta.resolve("@simplewebauthn/server/helpers"))'), /\/node_modules\/simplewebauthn-14\/.*helpers/)
})

// `npm test` has the same over 13
for (const file of ['methods/passkey/peer', 'methods/passkey/verify', 'attacks/forged-registrations', 'attacks/passkey-assertions-input']) {
  t.test(`over @simplewebauthn/server 14 all of test/${file} holds`, async t => {
    const failed = await run(`compiled/test/${file}.test.js`).then(() => [], ({ stdout, stderr }) => [...(stdout.match(/^ *not ok .*/gm) ?? []).slice(0, 20), stderr])
    t.strictSame(failed, [])
  })
}
