import type { Client } from '../support/client.js'
import { attack, isFull, isRefused, outcome, stepAfterPassword, type World } from './support.js'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

async function recover (world: World, code: string): Promise<{ client: Client, outcome: string | number }> {
  const client = await world.login('alice')
  return { client, outcome: outcome(await client.post('/two-factor/recovery', { code })) }
}

attack('draws recovery codes of 120 bits, no two alike over many users', {
  users: Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`user-${index}`, { accountName: `user ${index}` }]))
}, async (t, world) => {
  const codes: string[] = []
  const count = world.times(100, 15)
  for (let index = 0; index < count; index++) codes.push(...(await world.enroll(`user-${index}`)).recoveryCodes)
  t.equal(codes.length, count * 10)
  t.equal(new Set(codes).size, codes.length, 'distinct')
  for (const code of codes) {
    if (!/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/.test(code)) t.fail(`${code} is no code`)
  }
  for (let place = 0; place < 24; place++) {
    const seen = new Set(codes.map(code => code.replaceAll('-', '')[place]))
    const drawn = [...ALPHABET].filter(character => seen.has(character)).length
    t.ok(drawn >= world.times(32, 24), `place ${place} takes every character`)
  }
})

attack('shows recovery codes once, and afterwards their number, to full sessions only', {}, async (t, world) => {
  const { client, secret, recoveryCodes } = await world.enroll('alice')
  t.equal(recoveryCodes.length, 10)
  const { body: { recoveryCodes: renewed } } = await client.post('/two-factor/recovery-codes', { code: world.code(secret) })
  t.equal(renewed.length, 10)
  world.nextStep()
  const shown: string[] = [JSON.stringify(await world.i1.twoFactor.status('alice')), JSON.stringify(world.events), [...world.store.sessions.values()].join(), JSON.stringify([...world.repository.rows])]
  for (const url of ['/two-factor', '/two-factor/enrollment', '/two-factor/challenge', '/two-factor/step-up', '/two-factor/recovery-codes', '/two-factor/recovery', '/me']) {
    for (const { body } of [await client.get(url), await client.page(url)]) shown.push(JSON.stringify(body))
  }
  for (const code of [...recoveryCodes, ...renewed] as string[]) {
    t.notOk([code, code.replaceAll('-', ''), code.toLowerCase()].some(form => shown.some(text => text.includes(form))), 'no code anywhere')
  }
  t.match((await client.get('/two-factor')).body, { recoveryCodesLeft: 10 })
  const pending = await world.login('alice')
  for (const { body } of [await pending.get('/two-factor'), await pending.get('/two-factor/challenge'), await world.client().get('/two-factor')]) t.notOk('recoveryCodesLeft' in body)
  t.equal((await recover(world, recoveryCodes[0]!)).outcome, 'TWO_FACTOR_INVALID_CODE', 'the set of before is over')
})

attack('takes a recovery code once, in whatever format', {}, async (t, world) => {
  const { recoveryCodes } = await world.enroll('alice')
  const formats: ((code: string) => string)[] = [
    code => code,
    code => code.toLowerCase(),
    code => code.replaceAll('-', ''),
    code => ` ${code.replaceAll('-', ' ')} `,
    code => [...code.replaceAll('-', '')].join('-'),
    code => code.replaceAll('0', 'O').replaceAll('1', 'l'),
    code => code.replaceAll('0', 'o').replaceAll('1', 'I').toLowerCase()
  ]
  for (const [index, format] of formats.entries()) {
    const code = recoveryCodes[index]!
    const { client, outcome: first } = await recover(world, format(code))
    t.equal(first, 200, format(code).replace(/[^ -]/g, 'x'))
    await isFull(t, client, 'alice')
    for (const again of [format(code), ...formats.map(other => other(code))].slice(0, 3)) {
      const { client, outcome: second } = await recover(world, again)
      t.equal(second, 'TWO_FACTOR_INVALID_CODE')
      await isRefused(t, client)
    }
    world.clock.now += 3_600_000
  }
})

attack('takes no code of another user, nor a digest out of the database', {}, async (t, world) => {
  await world.enroll('alice')
  const bob = await world.enroll('bob')
  world.repository.store('alice', record => ({ ...record, recoveryCodes: [...record.recoveryCodes, ...world.repository.stored('bob').recoveryCodes] }))
  for (const code of bob.recoveryCodes.slice(0, 3)) t.equal((await recover(world, code)).outcome, 'TWO_FACTOR_INVALID_CODE')
  for (const digest of world.repository.stored('alice').recoveryCodes.slice(0, 3)) {
    const { client, outcome } = await recover(world, digest)
    t.match(outcome, /FST_ERR_VALIDATION|TWO_FACTOR_INVALID_CODE/)
    await isRefused(t, client)
  }
})

attack('warns when the last code is used, takes no eleventh, and goes on taking one-time codes', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  let last = world.client()
  for (const [index, code] of recoveryCodes.entries()) {
    last = await world.login('alice')
    t.match(await last.post('/two-factor/recovery', { code }), { status: 200, body: { recoveryCodesLeft: 9 - index } })
  }
  t.match((await last.get('/two-factor')).body, { recoveryCodesLeft: 0 })
  const warned = (await last.page('/two-factor')).body
  t.match(warned, /<p class="note">[^<]*recovery code/i)
  t.match(world.events.filter(({ type }) => type === 'recovery-code-used').at(-1), { left: 0 })
  t.equal((await recover(world, recoveryCodes[9]!)).outcome, 'TWO_FACTOR_INVALID_CODE', 'an eleventh')
  await isFull(t, await world.signIn('alice', secret), 'alice', 'by a one-time code')
})

attack('takes a one-time code in the place of a recovery code as little as the other way round', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const client = await world.login('alice')
  t.equal(outcome(await client.post('/two-factor/recovery', { code: world.code(secret) })), 'FST_ERR_VALIDATION')
  t.equal(outcome(await client.post('/two-factor/recovery', { code: world.code(secret).repeat(4) })), 'TWO_FACTOR_INVALID_CODE')
  t.equal(outcome(await client.post('/two-factor/challenge', { code: recoveryCodes[0] })), 'FST_ERR_VALIDATION')
  await isRefused(t, client)
  t.match(world.repository.stored('alice'), { codeAttempts: { failures: 0 }, recoveryAttempts: { failures: 1 }, recoveryCodes: { length: 10 } })
  t.equal((await client.post('/two-factor/challenge', { code: world.code(secret) })).status, 200)
})

const verifyPassword = (userId: string, password: string): boolean => password === `password of ${userId}`

attack('ends other sessions, pending sign-ins and remembered clients by a recovery sign-in, and tells of it', {}, async (t, world) => {
  const { client: full, secret, recoveryCodes } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const pending = await world.login('alice', { app: world.i2 })
  const alice = await world.login('alice')
  const { body } = await alice.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.strictSame(body, { status: 'complete', method: 'recovery-code', location: '/two-factor', recoveryCodesLeft: 9 })
  await isFull(t, alice, 'alice')
  for (const client of [full, trusted, world.copy(full, world.i2)]) await isRefused(t, client)
  t.equal(outcome(await pending.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal(await stepAfterPassword(trusted, 'alice'), 'challenge')
  t.match(world.events.filter(({ type }) => type === 'recovery-code-used'), [{ userId: 'alice', left: 9 }])
})

attack('takes a recovery sign-in for no step-up, and for no proof to disable, remove or regenerate', { verifyPassword }, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const alice = await world.login('alice', { fresh: false })
  await alice.post('/two-factor/recovery', { code: recoveryCodes[0] })
  const { id } = world.repository.stored('alice').authenticators[0]!
  t.equal(outcome(await alice.post('/payout')), 'TWO_FACTOR_STEP_UP_REQUIRED')
  const code = world.code(secret)
  for (const url of ['/two-factor/disable', '/two-factor/recovery-codes', `/two-factor/authenticators/${id}/remove`]) {
    t.equal(outcome(await alice.post(url, { code })), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED', `${url}: without the password`)
    t.equal(outcome(await alice.post(url, { password: 'password of alice' })), 'FST_ERR_VALIDATION', `${url}: without a code`)
    t.equal(outcome(await alice.post(url, { code: recoveryCodes[1], password: 'password of alice' })), 'FST_ERR_VALIDATION', `${url}: with a recovery code`)
  }
  t.equal(world.repository.rows.get('alice')!.enabled, true)
})

attack('gives new recovery codes to no session without a code, to no remembered client, and by no GET', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const full = await world.signIn('alice', secret)
  await world.login('alice', { client: trusted })
  t.match((await trusted.get('/me')).body, { method: 'trusted-client' })
  const hashes = world.repository.stored('alice').recoveryCodes
  for (const client of [full, trusted]) {
    for (const body of [{}, undefined, { code: null }, { code: recoveryCodes[0] }, { password: 'password of alice' }]) t.equal((await client.post('/two-factor/recovery-codes', body)).status, 400)
    t.equal(outcome(await client.post('/two-factor/recovery-codes', { code: world.wrong(secret) })), 'TWO_FACTOR_INVALID_CODE')
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const) t.match((await client.send({ method, url: '/two-factor/recovery-codes' })).status, /^40[45]$/)
  }
  t.strictSame(world.repository.stored('alice').recoveryCodes, hashes)
  t.equal(outcome(await (await world.login('alice')).post('/two-factor/recovery-codes', { code: world.code(secret) })), 'TWO_FACTOR_CHALLENGE_REQUIRED', 'before the code')
})

attack('takes recovery codes from a pending sign-in or one by a remembered client, and from nobody else', {}, async (t, world) => {
  const { client: full, secret, recoveryCodes } = await world.enroll('alice')
  const carol = await world.login('carol')
  const dave = await world.login('dave')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  await world.login('alice', { client: trusted })
  t.match((await full.post('/two-factor/recovery', { code: recoveryCodes[0] })).body, { status: 'complete', method: 'totp' }, 'goes on as what it is')
  t.match((await carol.post('/two-factor/recovery', { code: recoveryCodes[0] })).body, { status: 'complete', method: 'none' }, 'goes on as what it is')
  for (const client of [dave, world.client()]) t.match((await client.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, /^40[139]$/)
  t.equal(world.repository.stored('alice').recoveryCodes.length, 10)
  t.equal((await trusted.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  t.match((await trusted.get('/me')).body, { userId: 'alice', method: 'recovery-code' })
  t.match((await trusted.post('/two-factor/recovery', { code: recoveryCodes[1] })).body, { method: 'recovery-code' }, 'a second one')
  t.equal(world.repository.stored('alice').recoveryCodes.length, 9)
})
