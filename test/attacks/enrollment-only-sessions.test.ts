import { Host } from './host.js'
import { attack, isFull, isRefused, outcome } from './support.js'

const { extend } = new Host()

attack('answers an enrollment-only session nothing but its enrollment, and lets it out by no detour', { extend }, async (t, world) => {
  const dave = await world.login('dave')
  const forbidden: [url: string, body: object][] = [
    ['/two-factor/recovery-codes', { code: '123456' }],
    ['/two-factor/disable', { code: '123456' }],
    ['/two-factor/authenticators/x/remove', { code: '123456' }],
    ['/two-factor/trusted-clients/revoke', {}],
    ['/two-factor/trusted-clients/x/revoke', {}],
    ['/two-factor/step-up', { code: '123456' }],
    ['/two-factor/challenge', { code: '123456' }],
    ['/two-factor/recovery', { code: 'A'.repeat(24) }],
    ['/payout', {}]
  ]
  const isHeld = async (message: string): Promise<void> => {
    t.match(await dave.get('/me'), { status: 403, body: { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED' } }, `${message}: /me`)
    t.equal(outcome(await dave.get('/admin')), 'TWO_FACTOR_ENROLLMENT_REQUIRED', `${message}: /admin`)
    t.equal(outcome(await dave.get('/two-factor/challenge')), 'TWO_FACTOR_ENROLLMENT_REQUIRED', `${message}: the challenge`)
    for (const [url, body] of forbidden) t.equal(outcome(await dave.post(url, body)), 'TWO_FACTOR_ENROLLMENT_REQUIRED', `${message}: ${url}`)
  }
  await isHeld('at first')
  const key = await world.startEnrollment(dave)
  await isHeld('with an enrollment started')
  t.equal((await dave.get('/two-factor')).status, 200)
  await dave.post('/two-factor/enrollment/confirm', { code: world.wrong(key) })
  await isHeld('after a wrong code')
  await dave.post('/two-factor/enrollment/cancel')
  await isHeld('after cancelling')
  await world.startEnrollment(dave)
  await dave.post('/logout')
  await isRefused(t, dave)
  await world.login('dave', { client: dave })
  await isHeld('after a second sign-in')
  await world.login('dave', { client: dave, fresh: false })
  await isHeld('after a sign-in that proved nothing')
})

attack('keeps a second session out of the role when the first enrolled', { extend }, async (t, world) => {
  const first = await world.login('dave')
  const second = await world.login('dave')
  const key = await world.startEnrollment(first)
  t.equal((await first.post('/two-factor/enrollment/confirm', { code: world.code(key) })).status, 200)
  await isFull(t, first, 'dave')
  t.equal((await first.get('/admin')).status, 200)
  await isRefused(t, second, 'the second session')
  t.equal((await second.get('/admin')).status, 401)
  t.equal((await second.get('/two-factor')).status, 401)
})

attack('gives the role to no session that did not prove a factor', { extend }, async (t, world) => {
  const carol = await world.login('carol')
  await isFull(t, carol, 'carol')
  t.equal(outcome(await carol.get('/admin')), 'TWO_FACTOR_ENROLLMENT_REQUIRED', 'without two-factor authentication')
  for (const twoFactor of ['required', 'REQUIRED', 'yes', true, 0, {}, null]) {
    Object.assign(world.users.carol!, { twoFactor })
    t.equal(outcome(await carol.get('/me')), 'TWO_FACTOR_ENROLLMENT_REQUIRED', `the running session under ${JSON.stringify(twoFactor)}`)
    t.equal((await (await world.login('carol')).get('/admin')).status, 403)
  }
  Object.assign(world.users.carol!, { twoFactor: 'optional' })
  await isFull(t, carol, 'carol', 'optional again')
})

attack('binds the role at the end of its grace period, in running sessions too, and at once where the date is none', {}, async (t, world) => {
  Object.assign(world.users.dave!, { graceEndsAt: new Date(world.clock.now + 60_000) })
  const dave = await world.login('dave')
  await isFull(t, dave, 'dave')
  world.clock.now += 60_000
  t.equal(outcome(await dave.get('/me')), 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  for (const graceEndsAt of ['in 2099', '2099-02-29', 4_102_444_800_000, new Date(Number.NaN), null, undefined]) {
    Object.assign(world.users.dave!, { graceEndsAt })
    t.equal(outcome(await dave.get('/me')), 'TWO_FACTOR_ENROLLMENT_REQUIRED', `a grace period until ${String(graceEndsAt)}`)
  }
})

attack('gives no access where the policy cannot be known', {}, async (t, world) => {
  const carol = await world.login('carol')
  await isFull(t, carol, 'carol')
  world.repository.before = method => { if (method === 'findUser') throw new Error('the directory is down') }
  t.equal(outcome(await carol.get('/me')), 'TWO_FACTOR_UNAVAILABLE')
  t.equal(outcome(await world.client().post('/login', { userId: 'carol' })), 'TWO_FACTOR_UNAVAILABLE')
})
