import t from 'tap'
import { readConfig, takesPasskeys } from '../../example-app/config.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { readRelyingParty } from '../../lib/methods/passkey/relying-party.js'
import { production, runExample, startExample, type Ended } from './support.js'

const { TWO_FACTOR_SECRET, SESSION_SECRET } = production

t.test('in production it does not start without secrets of its own', async t => {
  const run = async (secrets: Record<string, string>): Promise<Ended> => await runExample({ NODE_ENV: 'production', ...secrets })
  const [none, noTwoFactorSecret, noSessionSecret, demoSecret] = await Promise.all([
    run({}),
    run({ SESSION_SECRET }),
    run({ TWO_FACTOR_SECRET }),
    run({ TWO_FACTOR_SECRET, SESSION_SECRET: 'session secret of the example, for trying it out only' })
  ])
  t.match(none, { code: 1, stdout: '', stderr: /^TWO_FACTOR_SECRET must be a secret of at least 32 characters.*\n$/ })
  t.match(noTwoFactorSecret, { code: 1, stderr: /^TWO_FACTOR_SECRET must be a secret/ })
  t.match(noSessionSecret, { code: 1, stderr: /^SESSION_SECRET must be a secret/ })
  t.match(demoSecret, { code: 1, stderr: /^SESSION_SECRET must be a secret/ }, 'everybody knows the demo secrets')
})

t.test('it names a setting that is wrong', async t => {
  const [port, database, origin] = await Promise.all([runExample({ PORT: 'http' }), runExample({ DATABASE_URL: 'oracle://localhost' }), runExample({ ORIGIN: 'https://acme.example/' })])
  t.match(origin, { code: 1, stderr: /^ORIGIN must be what browsers send as the origin of the site, like https:\/\/acme\.example, got https:\/\/acme\.example\/\.\n$/ })
  for (const ORIGIN of ['acme.example', 'ftp://acme.example', 'capacitor://localhost', 'https://ACME.example', 'https://acme.example:443', 'https://*.acme.example', 'https://']) t.throws(() => readConfig({ ORIGIN }), { message: /^ORIGIN must be/ }, ORIGIN)
  t.match(port, { code: 1, stderr: /^PORT must be/ })
  t.match(database, { code: 1, stderr: /^DATABASE_URL must be/ })
})

t.test('in production it makes no demo users', async t => {
  const { browser } = await startExample(t, production)
  t.match(await browser().post('/login', { username: 'alice', password: 'alice-password' }), { status: 401 })
})

t.test('it takes passkeys at just the origins at which the plugin does, and starts at any', async t => {
  const origins = ['https://acme.example', 'https://acme.example:8443', 'http://localhost', 'http://localhost:3000', 'https://localhost', 'https://127.0.0.1', 'https://[::1]', 'https://acme.example.', 'http://acme.example', 'http://127.0.0.1:3000', 'http://localhost.:3000']
  for (const ORIGIN of origins) {
    let taken = true
    try {
      readRelyingParty(passkeys(), 'passkeys', new Set([ORIGIN]))
    } catch {
      taken = false
    }
    t.equal(takesPasskeys(readConfig({ ORIGIN })), taken, ORIGIN)
  }
  const started = await Promise.all(['https://127.0.0.1', 'https://acme.example.'].map(async ORIGIN => await startExample(t, { ORIGIN })))
  for (const { stop } of started) t.match(await stop(), { code: 0, stdout: /^ {2}admin +administrator: must enable it, /m })
})

t.test('it takes passkeys where browsers give any: over https, or where only this machine comes to it', async t => {
  const isTaken = (env: Record<string, string>): boolean => takesPasskeys(readConfig({ TWO_FACTOR_SECRET, SESSION_SECRET, ...env }))
  for (const env of [{}, { PORT: '80' }, { HOST: 'localhost' }, { HOST: '0.0.0.0', ORIGIN: 'http://localhost:3000' }, { PORT: '0', ORIGIN: 'https://acme.example' }, { NODE_ENV: 'production', ORIGIN: 'https://acme.example' }]) t.equal(isTaken(env), true, JSON.stringify(env))
  for (const env of [{ ORIGIN: 'https://127.0.0.1' }, { ORIGIN: 'https://[::1]:3000' }, { ORIGIN: 'https://acme.example.' }, { ORIGIN: 'http://192.168.1.5:3000' }]) t.equal(isTaken(env), false, JSON.stringify(env))
  for (const env of [{ PORT: '0' }, { HOST: '0.0.0.0' }, { ORIGIN: 'http://acme.example' }, { ORIGIN: 'http://localhost.acme.example' }, { NODE_ENV: 'production' }]) t.equal(isTaken(env), false, JSON.stringify(env))
  t.strictSame(readConfig({ PORT: '80' }).origins, ['http://localhost', 'http://127.0.0.1'], 'as a browser writes them')
})
