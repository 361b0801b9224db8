import type { TwoFactorUser } from '../../lib/index.js'
import { attack, isFull, isRefused, outcome, stepAfterPassword, trustCookies, type World } from './support.js'

const DAY = 86_400_000

/** What findUser gives from here on, whatever its type. */
function give (world: World, userId: string, given: Record<string, unknown>): void {
  world.users[userId] = { accountName: userId, ...given } as TwoFactorUser
}

attack('issues no remembered client and accepts none of before where trust is a no of any database, or no yes that anybody knows', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  t.equal(trustCookies(trusted).length, 1)
  for (const trustClients of [0, 0n, false, '0', '1', 'f', 't', 'false', 'true', 'no', '', 2, -1, Number.NaN, {}, [], [1], Object(true), Symbol('yes')]) {
    const shown = typeof trustClients === 'bigint' ? '0n' : String(trustClients)
    give(world, 'alice', { trustClients })
    t.equal(await stepAfterPassword(world.copy(trusted), 'alice'), 'challenge', `${shown}: the one of before`)
    t.match((await (await world.login('alice')).get('/two-factor/challenge')).body, { trustDays: 0 }, shown)
    t.strictSame(trustCookies(await world.signIn('alice', secret, { trustClient: true })), [], `${shown}: a new one`)
  }
  t.equal(world.repository.stored('alice').trustedClients.length, 1, 'only the one of before is kept')
  for (const trustClients of [1, 1n, true, null, undefined]) {
    give(world, 'alice', { trustClients })
    t.equal(await stepAfterPassword(world.copy(trusted), 'alice'), 'trusted-client', String(trustClients))
  }
})

attack('binds the role when a grace period ends, given as text, in another zone or as milliseconds', {}, async (t, world) => {
  const end = world.clock.now + 2 * DAY
  const iso = new Date(end).toISOString()
  const inRome = `${new Date(end + 3_600_000).toISOString().slice(0, -1)}+01:00`
  const inLima = `${new Date(end - 18_000_000).toISOString().slice(0, -1)}-05:00`
  const givens = [new Date(end), iso, iso.replace('T', ' '), iso.slice(0, -1), inRome, inLima, inLima.replace(/:00$/, '00'), end, BigInt(end)]
  for (const graceEndsAt of givens) {
    const shown = String(graceEndsAt)
    give(world, 'dave', { twoFactor: 'required', graceEndsAt })
    world.clock.now = end - 1
    const dave = await world.login('dave')
    await isFull(t, dave, 'dave', `${shown}, before its end`)
    for (const now of [end, end + DAY]) {
      world.clock.now = now
      t.equal(outcome(await dave.get('/me')), 'TWO_FACTOR_ENROLLMENT_REQUIRED', `${shown}, a session of before`)
      await isRefused(t, await world.login('dave'), `${shown}, a new sign-in`)
    }
  }
})

attack('binds the role at once where a grace period ends on no day that there is', {}, async (t, world) => {
  const never = ['2099', '2099-13-01', '2099-02-30', '2099-01-01T25:00Z', '2099-01-01T00:00:00+99:00', '01/01/2099', 'tomorrow', '', ' ', '99999999999999', '4070908800000', 4_070_908_800, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER, Number.NaN, -1, 0, 1, true, {}, [], [new Date('2099-01-01')], { getTime: () => 4e12 }, new Date(Number.NaN)]
  for (const graceEndsAt of never) {
    give(world, 'dave', { twoFactor: 'required', graceEndsAt })
    const dave = await world.login('dave')
    t.equal(outcome(await dave.get('/me')), 'TWO_FACTOR_ENROLLMENT_REQUIRED', JSON.stringify(graceEndsAt))
    await isRefused(t, dave)
  }
})

attack('signs nobody in whose policy stands there under another name: 503, and no session of before goes on', {}, async (t, world) => {
  const carol = await world.login('carol')
  const { client: alice, secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const givens: [string, unknown][] = [
    ['two_factor', 'required'], ['twofactor', 'required'], ['TWO_FACTOR', 'required'], ['two-factor', 'required'], ['Two Factor', 'required'], ['_twoFactor', 'required'], ['two_factor', 'optional'],
    ['trust_clients', false], ['trustclients', 0], ['has_password', 1], ['grace_ends_at', '2020-01-01']
  ]
  for (const [name, value] of givens) {
    for (const given of [{ [name]: value }, Object.create({ [name]: value }), { twoFactor: undefined, [name]: value }]) {
      if (name !== 'two_factor' && Object.hasOwn(given, 'twoFactor')) continue
      for (const userId of ['carol', 'alice']) world.users[userId] = Object.assign(given, { accountName: userId })
      for (const [userId, client] of [['carol', world.client()], ['alice', world.client()], ['alice', world.copy(trusted)]] as const) {
        t.equal(outcome(await client.post('/login', { userId })), 'TWO_FACTOR_UNAVAILABLE', `${userId} with ${name}`)
        await isRefused(t, client, `${userId} with ${name}`)
      }
      t.equal(outcome(await carol.get('/me')), 'TWO_FACTOR_UNAVAILABLE', `a session of before with ${name}`)
    }
  }
  await isFull(t, alice, 'alice', 'a proved code asks for no policy')
  give(world, 'carol', { twoFactor: 'optional', two_factor: 'required' })
  await isFull(t, carol, 'carol', 'the right name is read where both stand there')
})

attack('takes for a user nothing but an object: whatever else findUser gives signs nobody in and spends no code', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const pending = await world.login('alice')
  for (const given of ['alice', '', 1, 0, true, false, [], [{ accountName: 'alice' }], new Map([['accountName', 'alice']]), new Error('alice'), () => ({}), null]) {
    world.users.alice = given as unknown as TwoFactorUser
    world.users.carol = given as unknown as TwoFactorUser
    for (const userId of ['alice', 'carol']) {
      const client = world.client()
      t.ok((await client.post('/login', { userId })).status >= 400, `${userId} as ${String(given)}`)
      await isRefused(t, client)
    }
    t.ok((await pending.post('/two-factor/challenge', { code: world.code(secret) })).status >= 400, String(given))
    await isRefused(t, pending)
  }
  give(world, 'alice', {})
  t.equal((await pending.post('/two-factor/challenge', { code: world.code(secret) })).status, 200, 'the code is unspent')
})
