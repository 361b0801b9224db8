import { attack, IMPORTED_KEY, isFull, isRefused, jsonText, outcome } from './support.js'

/** The code as other hands and keyboards write it. */
function spellings (code: string): string[] {
  const inScript = (zero: number): string => [...code].map(digit => String.fromCodePoint(zero + Number(digit))).join('')
  return [inScript(0x0660), inScript(0x06f0), inScript(0x0966), inScript(0xff10), inScript(0x1d7ce), `${code}\n`, `\u200f${code}`, code.replace(/^.../, '$&\u00a0'), code.replace(/^.../, '$&\u2013')]
}

attack('counts a wrong code in every spelling as one guess of one budget', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  const wrong = spellings(world.wrong(secret))
  for (const [index, code] of wrong.slice(0, 5).entries()) {
    t.equal(outcome(await client.post('/two-factor/challenge', { code })), 'TWO_FACTOR_INVALID_CODE', JSON.stringify(code))
    t.equal(world.repository.stored('alice').codeAttempts.failures, index + 1)
  }
  for (const code of [...wrong, ...spellings(world.code(secret))]) t.equal(outcome(await client.post('/two-factor/challenge', { code })), 'TWO_FACTOR_LOCKED', JSON.stringify(code))
})

attack('takes a code once, over all sessions and instances', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const code = world.code(secret)
  const first = await world.login('alice')
  t.equal((await first.post('/two-factor/challenge', { code })).status, 200)
  for (const app of [world.i1, world.i2]) {
    const second = await world.login('alice', { app })
    t.match(await second.post('/two-factor/challenge', { code }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } })
    t.equal(outcome(await second.post('/two-factor/challenge', { code: `${code.slice(0, 3)} ${code.slice(3)}` })), 'TWO_FACTOR_INVALID_CODE', 'spaced')
    t.equal(outcome(await second.post('/two-factor/challenge', { code: `-${code}-` })), 'TWO_FACTOR_INVALID_CODE', 'dashed')
    for (const spelled of spellings(code)) t.equal(outcome(await second.post('/two-factor/challenge', { code: spelled })), 'TWO_FACTOR_INVALID_CODE', JSON.stringify(spelled))
    await isRefused(t, second)
  }
  t.equal(world.repository.stored('alice').codeAttempts.failures, 0, 'a used code is no guess')
})

attack('takes no older code after a newer one', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  t.equal((await client.post('/two-factor/challenge', { code: world.code(secret, 1) })).status, 200)
  const second = await world.login('alice', { app: world.i2 })
  for (const steps of [0, -1, 1]) t.equal(outcome(await second.post('/two-factor/challenge', { code: world.code(secret, steps) })), 'TWO_FACTOR_INVALID_CODE', `${steps}`)
  await isRefused(t, second)
  world.nextStep()
  t.equal(outcome(await second.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_INVALID_CODE', 'the same step, now the current one')
  t.equal((await second.post('/two-factor/challenge', { code: world.code(secret, 1) })).status, 200, 'the next step')
})

attack('takes the code of one purpose for no other', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  const bystander = await world.login('alice')
  const code = world.code(secret)
  t.equal((await client.post('/two-factor/challenge', { code })).status, 200)
  const key = await world.startEnrollment(client)
  const record = world.repository.rows.get('alice')
  const [authenticator] = world.repository.stored('alice').authenticators
  for (const url of ['/step-up', '/disable', '/recovery-codes']) {
    t.match(await client.post(`/two-factor${url}`, { code }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } }, url)
  }
  t.strictSame(world.repository.rows.get('alice'), record, 'nothing is written')
  const confirming = world.code(key)
  t.equal((await client.post('/two-factor/enrollment/confirm', { code: confirming })).status, 200)
  t.equal(outcome(await client.post(`/two-factor/authenticators/${authenticator!.id}/remove`, { code })), 'TWO_FACTOR_INVALID_CODE', 'remove')
  for (const spent of [code, confirming]) {
    const next = await world.login('alice')
    t.equal(outcome(await next.post('/two-factor/challenge', { code: spent })), 'TWO_FACTOR_INVALID_CODE', 'a spent code at a challenge')
    await isRefused(t, next)
  }
  await isRefused(t, bystander)
  t.equal(world.repository.stored('alice').authenticators.length, 2)
})

attack('takes a code of a step-up, a disabling and a regeneration for no sign-in', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  for (const url of ['/step-up', '/recovery-codes', '/disable']) {
    const code = world.code(secret)
    const other = await world.login('alice')
    t.equal((await client.post(`/two-factor${url}`, { code })).status, 200, url)
    t.ok((await other.post('/two-factor/challenge', { code })).status >= 400, `${url}: at the challenge`)
    await isRefused(t, other, url)
    world.nextStep()
  }
})

attack('takes no code of another user, nor of an authenticator that was replaced, removed or reset', {}, async (t, world) => {
  const { client, secret: old } = await world.enroll('alice')
  const bob = await world.enroll('bob')
  const refuses = async (secret: string, message: string): Promise<void> => {
    const thief = await world.login('alice')
    t.match(await thief.post('/two-factor/challenge', { code: world.code(secret) }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } }, message)
    await isRefused(t, thief, message)
  }
  await refuses(bob.secret, 'a foreign code')
  await client.post('/two-factor/step-up', { code: world.code(old) })
  world.nextStep()
  const second = await world.startEnrollment(client)
  t.equal((await client.post('/two-factor/enrollment/confirm', { code: world.code(second), replace: true })).status, 200)
  await refuses(old, 'a replaced one')
  world.nextStep()
  const third = await world.startEnrollment(client)
  t.equal((await client.post('/two-factor/enrollment/confirm', { code: world.code(third) })).status, 200)
  world.nextStep()
  const [removed] = world.repository.stored('alice').authenticators
  t.equal((await client.post(`/two-factor/authenticators/${removed!.id}/remove`, { code: world.code(third) })).status, 204)
  await refuses(second, 'a removed one')
  await world.i1.twoFactor.reset('alice')
  const { secret: last } = await world.enroll('alice')
  for (const secret of [old, second, third]) await refuses(secret, 'one of before the reset')
  await isFull(t, await world.signIn('alice', last), 'alice')
})

attack('refuses codes while the clock is behind what it accepted, and does not fail', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  await world.signIn('alice', secret)
  const ahead = world.clock.now
  world.clock.now = ahead - 3_600_000
  const client = await world.login('alice')
  for (const steps of [-1, 0, 1]) t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secret, steps) })), 'TWO_FACTOR_INVALID_CODE', `${steps}`)
  await isRefused(t, client)
  t.equal(world.repository.stored('alice').codeAttempts.failures, 0)
  world.clock.now = ahead
  await isFull(t, await world.signIn('alice', secret), 'alice', 'when the clock is right again')
})

/** RFC 6238, appendix B: the seconds since 1970 and the code, cut to six digits. */
const vectors: [seconds: number, code: string][] = [
  [59, '287082'], [1111111109, '081804'], [1111111111, '050471'], [1234567890, '005924'], [2000000000, '279037'], [20000000000, '353130']
]

attack('accepts the vectors of RFC 6238 with an imported key', {}, async (t, world) => {
  world.clock.now = 0
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  for (const [seconds, code] of vectors) {
    world.clock.now = seconds * 1000
    const client = await world.login('alice')
    t.match(await client.post('/two-factor/challenge', { code }), { status: 200, body: { method: 'totp' } }, `${seconds} s`)
    await isFull(t, client, 'alice')
  }
})

attack('accepts one step on either side and no more, on a boundary and a millisecond before', {}, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  const row = world.repository.rows.get('alice')!
  const boundary = Math.ceil(world.clock.now / 30_000) * 30_000
  for (const now of [boundary - 1, boundary, boundary + 29_999]) {
    for (const steps of [-2, -1, 0, 1, 2]) {
      world.repository.rows.set('alice', row)
      world.clock.now = now
      const client = await world.login('alice')
      const answer = await client.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY, steps) })
      t.equal(outcome(answer), Math.abs(steps) <= 1 ? 200 : 'TWO_FACTOR_INVALID_CODE', `${now - boundary} ms, ${steps} steps`)
    }
  }
})

attack('accepts nothing but the current step with window 0', { totp: { window: 0 } }, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  for (const steps of [-1, 1]) {
    const client = await world.login('alice')
    t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY, steps) })), 'TWO_FACTOR_INVALID_CODE')
  }
  const client = await world.login('alice')
  t.equal((await client.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY) })).status, 200)
})

attack('takes a code with leading zeros as its six characters only', {}, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  while (!world.code(IMPORTED_KEY).startsWith('00')) world.nextStep()
  const code = world.code(IMPORTED_KEY)
  const client = await world.login('alice')
  for (const [wrong, what] of [[String(Number(code)), 'trimmed'], [Number(code), 'a number'], [code.slice(1), 'one zero less'], [`0${code}`, 'one zero more'], [`${code}.0`, 'with a fraction']] as const) {
    t.match(await client.post('/two-factor/challenge', { code: wrong }), { status: 400, body: { code: 'FST_ERR_VALIDATION' } }, what)
  }
  t.equal((await client.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(`{"code":${Number(code)}}`) })).status, 400)
  await isRefused(t, client)
  t.equal((await client.post('/two-factor/challenge', { code })).status, 200)
})

attack('takes no trivial code, and counts only what is one', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  const row = world.repository.rows.get('alice')
  for (const code of ['', ' ', '-', 'null', 'undefined', '1', '12345', '1234567', '12345678', '１２３４５', '١٢٣٤٥٦٧', '12345a', '0x1234', '+12345', '1e5678', '12.456', '12345\n', '123456\u0000', 'ⅠⅡⅢⅣⅤⅥ']) {
    t.equal(outcome(await client.post('/two-factor/challenge', { code })), 'FST_ERR_VALIDATION', JSON.stringify(code))
  }
  for (const body of ['{}', '{"code":null}', '[]', 'null', '"code"', '123456', '']) {
    t.equal((await client.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(body) })).status, 400, body)
  }
  t.equal((await client.post('/two-factor/challenge')).status, 400, 'no body')
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is counted')
  while ([-1, 0, 1].some(steps => world.code(secret, steps) === '000000')) world.nextStep()
  t.equal(outcome(await client.post('/two-factor/challenge', { code: '000000' })), 'TWO_FACTOR_INVALID_CODE')
  t.equal(world.repository.stored('alice').codeAttempts.failures, 1)
  await isRefused(t, client)
})

attack('burns the code that confirmed an enrollment', {}, async (t, world) => {
  const client = await world.login('alice')
  const key = await world.startEnrollment(client)
  const code = world.code(key)
  t.equal((await client.post('/two-factor/enrollment/confirm', { code })).status, 200)
  const thief = await world.login('alice')
  t.equal(outcome(await thief.post('/two-factor/challenge', { code })), 'TWO_FACTOR_INVALID_CODE')
  await isRefused(t, thief)
})

attack('adds no key twice, so that no code works twice', {}, async (t, world) => {
  t.match(await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY }), { imported: true })
  for (const secret of [IMPORTED_KEY, IMPORTED_KEY.toLowerCase(), IMPORTED_KEY.replace(/(.{4})/g, '$1 '), `${IMPORTED_KEY}====`]) {
    t.match(await world.i2.twoFactor.importAuthenticator('alice', { secret, name: 'again' }), { imported: false })
  }
  t.equal(world.repository.stored('alice').authenticators.length, 1)
  const code = world.code(IMPORTED_KEY)
  const client = await world.login('alice')
  t.equal((await client.post('/two-factor/challenge', { code })).status, 200)
  t.equal(outcome(await (await world.login('alice')).post('/two-factor/challenge', { code })), 'TWO_FACTOR_INVALID_CODE')
})
