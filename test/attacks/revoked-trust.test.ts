import type { Client } from '../support/client.js'
import { attack, IMPORTED_KEY, isFull, stepAfterPassword, trustCookies, type World } from './support.js'

interface Situation { world: World, alice: Client, secret: string, recoveryCodes: string[] }

/** Everything that must end the trust in every client. */
const causes: Record<string, (situation: Situation) => Promise<unknown>> = {
  'a new password': async ({ world }) => await world.i1.twoFactor.revokeSessions('alice'),
  'a new password in this session': async ({ alice }) => await alice.post('/password'),
  'revoking all': async ({ alice }) => await alice.post('/two-factor/trusted-clients/revoke'),
  'revoking all by an administrator': async ({ world }) => await world.i1.twoFactor.revokeTrustedClients('alice'),
  'a recovery sign-in': async ({ world, recoveryCodes }) => await (await world.login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0] }),
  'an added authenticator': async ({ world, alice }) => await confirm(world, alice, false),
  'a replaced authenticator': async ({ world, alice }) => await confirm(world, alice, true),
  'an imported authenticator': async ({ world }) => await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY }),
  'disabling and enrolling anew': async ({ world, alice, secret }) => {
    await alice.post('/two-factor/disable', { code: world.code(secret) })
    world.nextStep()
    await world.enroll('alice')
  },
  'a reset and enrolling anew': async ({ world }) => {
    await world.i1.twoFactor.reset('alice')
    await world.enroll('alice')
  }
}

async function confirm (world: World, alice: Client, replace: boolean): Promise<void> {
  const key = await world.startEnrollment(alice)
  const { status } = await alice.post('/two-factor/enrollment/confirm', { code: world.code(key), replace })
  if (status !== 200) throw new Error(`the confirmation was answered with ${status}`)
}

for (const [cause, act] of Object.entries(causes)) {
  attack(`ends the trust in every client by ${cause}, on every instance`, {}, async (t, world) => {
    const { secret, recoveryCodes } = await world.enroll('alice')
    const trusted = await world.signIn('alice', secret, { trustClient: true })
    const alice = await world.signIn('alice', secret)
    t.equal(await stepAfterPassword(world.copy(trusted, world.i2), 'alice'), 'trusted-client', 'before')
    await act({ world, alice, secret, recoveryCodes })
    for (const app of [world.i2, world.i1]) t.equal(await stepAfterPassword(world.copy(trusted, app), 'alice'), 'challenge', 'after')
    t.strictSame(world.repository.stored('alice').trustedClients, [])
  })
}

attack('ends the trust in one client at once on every instance, and in no other', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const lost = await world.signIn('alice', secret, { trustClient: true })
  const kept = await world.signIn('alice', secret, { trustClient: true })
  const { body: { trustedClients } } = await lost.get('/two-factor')
  const { id } = trustedClients.find(({ current }: { current: boolean }) => current)
  t.equal((await kept.post(`/two-factor/trusted-clients/${id}/revoke`)).status, 204)
  t.equal(await stepAfterPassword(world.copy(lost, world.i2), 'alice'), 'challenge')
  t.equal(await stepAfterPassword(world.copy(kept, world.i2), 'alice'), 'trusted-client')
})

attack('answers the id of somebody else like an unknown one, and leaves it', {}, async (t, world) => {
  const alice = await world.enroll('alice')
  const bob = await world.enroll('bob')
  const trusted = await world.signIn('alice', alice.secret, { trustClient: true })
  await world.signIn('bob', bob.secret, { trustClient: true })
  const [client] = world.repository.stored('alice').trustedClients
  const [authenticator] = world.repository.stored('alice').authenticators
  const answers = await Promise.all([client!.id, 'A'.repeat(22), authenticator!.id, '0'].map(async id => {
    const { status, body, headers: { date, 'set-cookie': cookie, ...headers } } = await world.copy(bob.client).post(`/two-factor/trusted-clients/${id}/revoke`)
    return { status, body, headers }
  }))
  for (const answer of answers) t.strictSame(answer, answers[0])
  t.match(answers[0], { status: 404, body: { code: 'TWO_FACTOR_NOT_FOUND' } })
  t.equal(await stepAfterPassword(trusted, 'alice'), 'trusted-client')
})

attack('removes no authenticator of somebody else', {}, async (t, world) => {
  await world.enroll('alice')
  const bob = await world.enroll('bob')
  const { id } = world.repository.stored('alice').authenticators[0]!
  const row = world.repository.rows.get('alice')
  for (const other of [id, 'A'.repeat(22)]) {
    t.match(await bob.client.post(`/two-factor/authenticators/${other}/remove`, { code: world.code(bob.secret) }), { status: 404, body: { code: 'TWO_FACTOR_NOT_FOUND' } })
  }
  t.strictSame(world.repository.rows.get('alice'), row)
})

attack('lists remembered clients by label and dates, with no token, hash, address or header', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const headers = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:146.0) Gecko/20100101 Firefox/146.0 unheard-of<b>', 'x-forwarded-for': '203.0.113.9' }
  const trusted = await world.signIn('alice', secret, { trustClient: true, headers })
  const { body } = await trusted.get('/two-factor')
  t.strictSame(Object.keys(body.trustedClients[0]).sort(), ['browser', 'createdAt', 'current', 'expiresAt', 'id', 'label', 'lastUsedAt', 'system'])
  t.equal(body.trustedClients[0].label, 'Firefox on Windows')
  const { hash, ...kept } = world.repository.stored('alice').trustedClients[0]!
  const [[, value]] = trustCookies(trusted) as [[string, string]]
  const page = (await trusted.page('/two-factor')).body
  for (const text of [JSON.stringify(body), page, JSON.stringify(await world.i1.twoFactor.status('alice')), JSON.stringify(world.events)]) {
    for (const leak of [value, value.split('.')[1]!, hash, '203.0.113.9', '127.0.0.1', 'Mozilla', 'unheard-of']) t.notOk(text.includes(leak), leak)
  }
  t.notMatch(JSON.stringify(kept), /203\.0|127\.0|Mozilla|unheard-of/, 'nor is it kept')
  await isFull(t, trusted, 'alice')
})
