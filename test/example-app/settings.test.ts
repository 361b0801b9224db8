import t from 'tap'
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
  const [port, database] = await Promise.all([runExample({ PORT: 'http' }), runExample({ DATABASE_URL: 'oracle://localhost' })])
  t.match(port, { code: 1, stderr: /^PORT must be/ })
  t.match(database, { code: 1, stderr: /^DATABASE_URL must be/ })
})

t.test('in production it makes no demo users', async t => {
  const { browser } = await startExample(t, production)
  t.match(await browser().post('/login', { username: 'alice', password: 'alice-password' }), { status: 401 })
})
