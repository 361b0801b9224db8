import { attack, isFull, isRefused, jsonText, outcome } from './support.js'

const KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

/** RFC 6238, appendix B: the seconds since 1970 and the code, cut to six digits. */
const vectors: [seconds: number, code: string][] = [
  [59, '287082'], [1111111109, '081804'], [1111111111, '050471'], [1234567890, '005924'], [2000000000, '279037'], [20000000000, '353130']
]

attack('accepts the vectors of RFC 6238 with an imported key', {}, async (t, world) => {
  world.clock.now = 0
  await world.i1.twoFactor.importAuthenticator('alice', { secret: KEY })
  for (const [seconds, code] of vectors) {
    world.clock.now = seconds * 1000
    const client = await world.login('alice')
    t.match(await client.post('/two-factor/challenge', { code }), { status: 200, body: { method: 'totp' } }, `${seconds} s`)
    await isFull(t, client, 'alice')
  }
})

attack('accepts one step on either side and no more, on a boundary and a millisecond before', {}, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: KEY })
  const row = world.repository.rows.get('alice')!
  const boundary = Math.ceil(world.clock.now / 30_000) * 30_000
  for (const now of [boundary - 1, boundary, boundary + 29_999]) {
    for (const steps of [-2, -1, 0, 1, 2]) {
      world.repository.rows.set('alice', row)
      world.clock.now = now
      const client = await world.login('alice')
      const answer = await client.post('/two-factor/challenge', { code: world.code(KEY, steps) })
      t.equal(outcome(answer), Math.abs(steps) <= 1 ? 200 : 'TWO_FACTOR_INVALID_CODE', `${now - boundary} ms, ${steps} steps`)
    }
  }
})

attack('accepts nothing but the current step with window 0', { totp: { window: 0 } }, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: KEY })
  for (const steps of [-1, 1]) {
    const client = await world.login('alice')
    t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(KEY, steps) })), 'TWO_FACTOR_INVALID_CODE')
  }
  const client = await world.login('alice')
  t.equal((await client.post('/two-factor/challenge', { code: world.code(KEY) })).status, 200)
})

attack('takes a code with leading zeros as its six characters only', {}, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: KEY })
  while (!world.code(KEY).startsWith('00')) world.nextStep()
  const code = world.code(KEY)
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
  for (const code of ['', ' ', '-', 'null', 'undefined', '1', '12345', '1234567', '12345678', '１２３４５６', '١٢٣٤٥٦', '12345a', '0x1234', '+12345', '1e5678', '12.456', '12345\n', '\t123456', '123\u00a0456', '123–456']) {
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
  t.match(await world.i1.twoFactor.importAuthenticator('alice', { secret: KEY }), { imported: true })
  for (const secret of [KEY, KEY.toLowerCase(), KEY.replace(/(.{4})/g, '$1 '), `${KEY}====`]) {
    t.match(await world.i2.twoFactor.importAuthenticator('alice', { secret, name: 'again' }), { imported: false })
  }
  t.equal(world.repository.stored('alice').authenticators.length, 1)
  const code = world.code(KEY)
  const client = await world.login('alice')
  t.equal((await client.post('/two-factor/challenge', { code })).status, 200)
  t.equal(outcome(await (await world.login('alice')).post('/two-factor/challenge', { code })), 'TWO_FACTOR_INVALID_CODE')
})
