// Goes on from each file that another process left: offers the same algorithms, takes its sessions, and the answers of its keys both to the
// challenge that it issued and to a new one.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { build } from './application.mjs'
import { browse, origin } from './browser.mjs'
import { algorithms, securityKey } from './key.mjs'

for (const file of process.argv.slice(2)) {
  const left = JSON.parse(await readFile(file, 'utf8'))
  assert.deepEqual(left.users.map(({ userId }) => userId), algorithms, file)
  const app = await build(new Map(left.rows), new Map(left.sessions))
  const newcomer = browse(app)
  await newcomer.post('/login', { userId: 'newcomer' })
  const { options } = (await newcomer.post('/two-factor/passkeys')).json()

  for (const user of left.users) {
    const where = `${file}: ${user.userId}`
    assert.deepEqual(user.offered, options.pubKeyCredParams, where)
    assert.equal((await browse(app, user.signedIn).get('/account')).statusCode, 200, where)
    const key = securityKey(origin, 'localhost', user.key)
    const signIn = async (browser, { challenge }) => {
      const answer = await browser.post('/two-factor/challenge', { credential: key.use({ challenge }) })
      assert.equal(answer.statusCode, 200, `${where}: ${answer.body}`)
      assert.equal((await browser.get('/account')).body, 'passkey', where)
    }
    await signIn(browse(app, user.pending), user.passkeyOptions)
    const fresh = browse(app)
    await fresh.post('/login', { userId: user.userId })
    await signIn(fresh, (await fresh.get('/two-factor/challenge')).json().passkeyOptions)
  }
  await app.close()
}
