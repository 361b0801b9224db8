import t from 'tap'
import { unavailable } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

t.test('a record of a higher version is 503 everywhere and stays as it is', async t => {
  const repository = new TestRepository(users)
  const { enroll, login, client, code, app } = await createApplication({ userRepository: repository })
  const { client: browser, secret } = await enroll('alice')
  const pending = await login('alice')
  repository.store('alice', record => ({ ...record, version: 2, stamp: { of: 'another kind' } }))
  const before = repository.row('alice')
  const answers = [
    await browser.get('/me'), await browser.get('/two-factor'), await browser.page('/two-factor'), await client().post('/login', { userId: 'alice' }), await pending.post('/two-factor/challenge', { code: code(secret) }),
    await pending.post('/two-factor/recovery', { code: '0'.repeat(24) }), await browser.post('/two-factor/disable', { code: code(secret) }), await browser.post('/two-factor/enrollment'), await browser.post('/two-factor/sign-out')
  ]
  for (const [index, answer] of answers.entries()) unavailable(t, answer, `answer ${index}`)
  const { twoFactor } = app
  for (const call of [() => twoFactor.status('alice'), () => twoFactor.reset('alice'), () => twoFactor.revokeSessions('alice'), () => twoFactor.revokeTrustedClients('alice'), () => twoFactor.reseal('alice'), () => twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })]) {
    await t.rejects(async () => { await call() }, { code: 'TWO_FACTOR_UNAVAILABLE' })
  }
  t.strictSame(repository.row('alice'), before)
  t.equal((await (await login('carol')).get('/me')).status, 200, 'others go on')
})

t.test('properties that this release does not know survive every change of a user\'s life, at every level', async t => {
  const repository = new TestRepository(users)
  const { enroll, signIn, login, code, wrong, clock, app } = await createApplication({ userRepository: repository, verifyPassword: (_userId, password) => password === 'right' })
  const { client: browser, secret } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  await browser.post('/two-factor/enrollment')
  const mark = <Entry extends object>(entry: Entry): Entry & { later: string } => ({ ...entry, later: 'kept' })
  repository.store('alice', record => mark({
    ...record,
    authenticators: record.authenticators.map(mark),
    trustedClients: record.trustedClients.map(mark),
    enrollment: mark(record['enrollment'] as object),
    codeAttempts: mark(record['codeAttempts'] as object),
    passwordAttempts: mark(record['passwordAttempts'] as object),
    recoveryAttempts: mark(record['recoveryAttempts'] as object)
  }))
  const kept = async (name: string, paths: string[]): Promise<void> => {
    const record = repository.stored('alice')
    t.equal(record['later'], 'kept', `${name}: record`)
    for (const path of paths) {
      const entry = path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], record) as { later?: string }
      t.equal(entry.later, 'kept', `${name}: ${path}`)
    }
  }
  const attempts = ['codeAttempts', 'passwordAttempts', 'recoveryAttempts']
  const all = [...attempts, 'authenticators.0', 'trustedClients.0', 'enrollment']
  const pending = await login('alice')
  await pending.post('/two-factor/challenge', { code: wrong(secret) })
  await kept('a wrong code', all)
  await pending.post('/two-factor/recovery', { code: '0'.repeat(24) })
  await kept('a wrong recovery code', all)
  await browser.post('/two-factor/disable', { code: code(secret), password: 'wrong' })
  await kept('a wrong password', all)
  await pending.post('/two-factor/challenge', { code: code(secret) })
  await kept('a right code', all)
  clock.now += 86_400_000
  await trusted.post('/login', { userId: 'alice' })
  await kept('a use of the trust', all)
  await trusted.post('/two-factor/sign-out')
  await kept('a sign-out', all)
  await browser.post('/two-factor/enrollment/confirm', { code: wrong(secret) })
  await kept('a wrong confirmation', attempts)
  await app.twoFactor.revokeSessions('alice')
  await kept('revoked sessions', [...attempts, 'authenticators.0'])
  await app.twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  await kept('an import', [...attempts, 'authenticators.0'])
  await app.twoFactor.reset('alice')
  await kept('a reset', attempts)
})
