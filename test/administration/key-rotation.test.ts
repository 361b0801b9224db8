import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { TwoFactorKeyRing } from '../../lib/index.js'
import { refused, unavailable } from '../support/answers.js'
import { createApplication, type TestApplication, users } from '../support/application.js'
import { JsonStore } from '../support/json-store.js'
import { TestRepository } from '../support/test-repository.js'

const k1 = randomBytes(32).toString('hex')
const k2 = randomBytes(32).toString('hex')

/** Instances over one repository and one session store, each with a secret of its own, all at the same time. */
function site (): { repository: TestRepository, instance: (secret: string | TwoFactorKeyRing, now?: number) => Promise<TestApplication> } {
  const repository = new TestRepository(users)
  const store = new JsonStore()
  return {
    repository,
    instance: async (secret, now) => {
      const application = await createApplication({
        service: { issuerName: 'Acme', secret },
        userRepository: repository,
        store,
        extend: app => { app.get('/cause', async request => await request.twoFactor.enrollment().catch(({ cause }) => ({ cause: cause.message }))) }
      })
      if (now !== undefined) application.clock.now = now
      return application
    }
  }
}

async function sealedWith (repository: TestRepository, userId: string): Promise<unknown[]> {
  return repository.stored(userId).authenticators.map(({ key }) => String(key).split('.')[1])
}

t.test('what the old key sealed opens beside the new one, and a sign-in seals it anew', async t => {
  const { repository, instance } = site()
  const before = await instance(k1)
  const { secret } = await before.enroll('alice')
  const [old] = await sealedWith(repository, 'alice')
  const added = await instance({ current: 'k1', keys: { k1, k2 } }, before.clock.now)
  await added.signIn('alice', secret)
  t.strictSame(await sealedWith(repository, 'alice'), [old], 'current is still the old one')
  const rotated = await instance({ current: 'k2', keys: { k1, k2 } }, added.clock.now)
  t.equal((await (await rotated.signIn('alice', secret)).get('/me')).status, 200)
  t.not((await sealedWith(repository, 'alice'))[0], old)
  const after = await instance(k2, rotated.clock.now)
  t.equal((await (await after.signIn('alice', secret)).get('/me')).status, 200, 'the old key is not needed any more')
})

t.test('reseal seals the rest, says whether there was anything to do, and ends no session', async t => {
  const { repository, instance } = site()
  const before = await instance(k1)
  const { secret } = await before.enroll('alice')
  const browser = await before.signIn('alice', secret, { trustClient: true })
  await before.enroll('bob')
  const rotated = await instance({ current: 'k2', keys: { k1, k2 } }, before.clock.now)
  t.equal(await rotated.app.twoFactor.reseal('alice'), true)
  const resealed = repository.row('alice')
  t.equal(await rotated.app.twoFactor.reseal('alice'), false)
  t.strictSame(repository.row('alice'), resealed, 'nothing to do writes nothing')
  t.equal((await browser.get('/me')).status, 200)
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'complete', 'trusted clients stay')
  t.strictSame(rotated.events, [])
  t.equal(await rotated.app.twoFactor.reseal('bob'), true)
  t.equal((await (await (await instance(k2, before.clock.now)).signIn('alice', secret)).get('/me')).status, 200)
})

t.test('reseal of a user without a record is not found, and one without authenticators has nothing to do', async t => {
  const { instance } = site()
  const { app, login } = await instance(k1)
  await t.rejects(app.twoFactor.reseal('carol'), { code: 'TWO_FACTOR_NOT_FOUND' })
  await login('carol')
  t.equal(await app.twoFactor.reseal('carol'), false)
})

t.test('an instance without the key is 503 for this user, with an event and without a guess, and others go on', async t => {
  const { repository, instance } = site()
  const first = await instance(k1)
  const { secret } = await first.enroll('alice')
  const other = await instance(k2, first.clock.now)
  const { secret: bobs } = await other.enroll('bob')
  const before = repository.row('alice')
  const browser = await other.login('alice')
  for (const code of [other.code(secret), other.wrong(secret)]) {
    refused(t, await browser.post('/two-factor/challenge', { code }), 503, 'TWO_FACTOR_UNAVAILABLE')
    t.hasStrict(other.events.at(-1), { type: 'key-missing', userId: 'alice' })
  }
  unavailable(t, await browser.submit('/two-factor/challenge', { code: other.code(secret) }), 'in a browser too')
  await t.rejects(other.app.twoFactor.reseal('alice'), { code: 'TWO_FACTOR_UNAVAILABLE' })
  t.hasStrict(other.events.at(-1), { type: 'key-missing', userId: 'alice' })
  t.strictSame(repository.row('alice'), before)
  t.equal((await (await other.signIn('bob', bobs)).get('/me')).status, 200)
  const back = await instance(k1, other.clock.now)
  t.equal((await (await back.signIn('alice', secret)).get('/me')).status, 200, 'nothing was lost')
})

t.test('of two authenticators the one that opens is enough, and wrong codes are counted', async t => {
  const { instance } = site()
  const first = await instance(k1)
  const { secret: lost } = await first.enroll('alice')
  const second = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  const both = await instance({ current: 'k2', keys: { k1, k2 } }, first.clock.now)
  await both.app.twoFactor.importAuthenticator('alice', { secret: second })
  const other = await instance(k2, first.clock.now)
  const browser = await other.login('alice')
  for (let guess = 1; guess <= 4; guess++) refused(t, await browser.post('/two-factor/challenge', { code: other.wrong(second, lost) }), 422, 'TWO_FACTOR_INVALID_CODE')
  refused(t, await browser.post('/two-factor/challenge', { code: other.code(lost) }), 422, 'TWO_FACTOR_INVALID_CODE', 'the lost one is as good as none')
  refused(t, await browser.post('/two-factor/challenge', { code: other.code(second) }), 429, 'TWO_FACTOR_LOCKED')
  other.clock.now += 30_000
  t.equal((await browser.post('/two-factor/challenge', { code: other.code(second) })).status, 200)
  t.equal(other.events.filter(({ type }) => type === 'key-missing').length, 6)
})

t.test('an import beside a key that does not open is 503: whether it is there already cannot be known', async t => {
  const { instance, repository } = site()
  const first = await instance(k1)
  await first.enroll('alice')
  const before = repository.row('alice')
  const other = await instance(k2, first.clock.now)
  await t.rejects(other.app.twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }), { code: 'TWO_FACTOR_UNAVAILABLE' })
  t.strictSame(other.events.map(({ type }) => type), ['key-missing'])
  t.strictSame(repository.row('alice'), before)
})

t.test('a pending enrollment whose key is missing is 503, told, and not counted', async t => {
  const { instance, repository } = site()
  const first = await instance(k1)
  const browser = await first.login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const other = await instance(k2, first.clock.now)
  const elsewhere = other.client()
  elsewhere.jar.set('sessionId', browser.jar.get('sessionId')!)
  const before = repository.row('carol')
  refused(t, await elsewhere.get('/two-factor/enrollment'), 503, 'TWO_FACTOR_UNAVAILABLE')
  refused(t, await elsewhere.post('/two-factor/enrollment/confirm', { code: other.code(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE')
  t.hasStrict(other.events.at(-1), { type: 'key-missing', userId: 'carol' })
  t.match((await elsewhere.get('/cause')).body, { cause: 'The pending enrollment does not open: its service key is missing.' })
  t.strictSame(repository.row('carol'), before)
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: first.code(secret) })).status, 200)
})

t.test('a sealed key that was damaged or moved to another user does not open', async t => {
  for (const change of [(key: string) => key.slice(0, -4) + 'AAAA', (key: string) => `2${key.slice(1)}`, () => 'nonsense', () => '1..']) {
    const { instance, repository } = site()
    const { enroll, login, code, events } = await instance(k1)
    const { secret } = await enroll('alice')
    repository.store('alice', record => ({ ...record, authenticators: record.authenticators.map(authenticator => ({ ...authenticator, key: change(String(authenticator['key'])) })) }))
    refused(t, await (await login('alice')).post('/two-factor/challenge', { code: code(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE')
    t.equal(events.at(-1)!.type, 'key-missing')
  }
  const { instance, repository } = site()
  const { enroll, login, code } = await instance(k1)
  const { secret } = await enroll('alice')
  await enroll('bob')
  const { authenticators } = repository.stored('alice')
  repository.store('bob', record => ({ ...record, authenticators }))
  refused(t, await (await login('bob')).post('/two-factor/challenge', { code: code(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE')
})

t.test('nothing in the database equals a key, a code, a recovery code or a token', async t => {
  const { instance, repository } = site()
  const { enroll, signIn, code } = await instance(k1)
  const { client, secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  const { body: pending } = await client.post('/two-factor/enrollment', { secret: 'my own secret' })
  const { record } = repository.row('alice')!
  const [, token] = [...trusted.jar].find(([name]) => name.startsWith('two-factor-'))!
  const hidden = [secret, pending.secret, 'my own secret', code(secret), k1, token, token.split('.')[1]!, ...recoveryCodes, ...recoveryCodes.map(text => text.replaceAll('-', ''))]
  for (const text of hidden) {
    for (const form of [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64'), Buffer.from(text).toString('base64url')]) t.notOk(record.includes(form))
  }
})
