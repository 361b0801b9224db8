// Registers a passkey of each algorithm and leaves what another process goes on from in a file: the rows, the sessions, the keys, and
// for each of them a browser that is signed in and one that stands at the challenge.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { build } from './application.mjs'
import { browse, origin } from './browser.mjs'
import { algorithms, makeKey, securityKey } from './key.mjs'

const rows = new Map()
const sessions = new Map()
const app = await build(rows, sessions)
const users = []
for (const algorithm of algorithms) {
  const key = securityKey(origin, 'localhost', makeKey(algorithm))
  const signedIn = browse(app)
  await signedIn.post('/login', { userId: algorithm })
  const { options } = (await signedIn.post('/two-factor/passkeys')).json()
  const registered = await signedIn.post('/two-factor/passkeys/confirm', { credential: key.register(options), name: algorithm })
  assert.equal(registered.statusCode, 200, `${algorithm}: ${registered.body}`)

  const pending = browse(app)
  await pending.post('/login', { userId: algorithm })
  const { passkeyOptions } = (await pending.get('/two-factor/challenge')).json()
  users.push({ userId: algorithm, offered: options.pubKeyCredParams, key: key.saved, signedIn: signedIn.cookies, pending: pending.cookies, passkeyOptions })
}
await app.close()
await writeFile(process.argv[2], JSON.stringify({ rows: [...rows], sessions: [...sessions], users }))
