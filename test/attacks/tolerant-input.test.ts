import { attack, atOnce, isFull, isRefused, outcome, tally } from './support.js'

type Spelling = (code: string) => string

/** What a character is in another script, where it is a digit there too. */
function inDigitsFrom (zero: number): Spelling {
  return code => code.replace(/\d/g, digit => String.fromCodePoint(zero + Number(digit)))
}

const fullWidth: Spelling = code => code.replace(/[!-~]/g, character => String.fromCodePoint(character.codePointAt(0)! + 0xfee0))

/** The code as other hands, keyboards and mail programs write it. */
const spellings: readonly Spelling[] = [
  fullWidth,
  inDigitsFrom(0x0660),
  inDigitsFrom(0x1d7d8),
  code => fullWidth(code.toLowerCase()),
  code => code.replace(/-|^.../g, '$&\u2011'),
  code => code.replace(/-|^.../g, '$&\u2212\u2043'),
  code => code.replace(/-|^.../g, '$&\u00a0\u2003\t'),
  code => `\ufeff${code}\r\n`,
  code => `\u2067${code.replace(/^../, '$&\u00ad\u200b')}\u2069`,
  code => inDigitsFrom(0xff10)(code.replaceAll('-', '\u3000').toLowerCase())
]

attack('takes a code that a change has used for no second change, in whatever spelling, and counts no guess', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  const code = world.code(secret)
  t.equal((await client.post('/two-factor/step-up', { code: fullWidth(code) })).status, 200)
  const pending = await world.login('alice')
  const row = world.repository.rows.get('alice')
  for (const spelled of [code, ...spellings.map(spell => spell(code))]) {
    const shown = JSON.stringify(spelled)
    for (const url of ['/step-up', '/recovery-codes', '/disable']) {
      t.equal(outcome(await client.post(`/two-factor${url}`, { code: spelled })), 'TWO_FACTOR_INVALID_CODE', `${url} ${shown}`)
    }
    t.equal(outcome(await pending.post('/two-factor/challenge', { code: spelled, trustClient: true })), 'TWO_FACTOR_INVALID_CODE', shown)
    await isRefused(t, pending, shown)
  }
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
})

attack('accepts one of a code in many spellings at once, over both instances', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const code = world.code(secret)
  const clients = await Promise.all(spellings.map((_, index) => world.login('alice', { app: index % 2 === 0 ? world.i1 : world.i2 })))
  const answers = await atOnce(clients.length, async index => await clients[index]!.post('/two-factor/challenge', { code: spellings[index]!(code) }))
  t.strictSame(tally(answers), { 200: 1, TWO_FACTOR_INVALID_CODE: clients.length - 1 })
  for (const [index, client] of clients.entries()) await (answers[index]!.status === 200 ? isFull(t, client, 'alice') : isRefused(t, client))
  t.equal(world.repository.stored('alice').codeAttempts.failures, 0)
})

attack('counts a wrong code in each of five spellings as a guess, where an enrollment is confirmed and where a password is asked too', { verifyPassword: () => true }, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  for (const [index, spell] of spellings.slice(0, 5).entries()) {
    t.equal(outcome(await client.post('/two-factor/disable', { code: spell(world.wrong(secret)), password: 'right' })), 'TWO_FACTOR_INVALID_CODE')
    t.equal(world.repository.stored('alice').codeAttempts.failures, index + 1)
  }
  t.equal(outcome(await client.post('/two-factor/step-up', { code: fullWidth(world.code(secret)) })), 'TWO_FACTOR_LOCKED')
  const carol = await world.login('carol')
  const key = await world.startEnrollment(carol)
  for (const spell of spellings) t.equal(outcome(await carol.post('/two-factor/enrollment/confirm', { code: spell(world.wrong(key)) })), 'TWO_FACTOR_INVALID_CODE')
  t.equal(outcome(await carol.post('/two-factor/enrollment/confirm', { code: fullWidth(world.code(key)) })), 'TWO_FACTOR_NO_ENROLLMENT', 'ten guesses are all')
})

attack('takes a recovery code once, in whatever script, width and separation it comes again', {}, async (t, world) => {
  const { recoveryCodes } = await world.enroll('alice')
  for (const [index, spell] of spellings.slice(0, 9).entries()) {
    const code = recoveryCodes[index]!
    const owner = await world.login('alice')
    t.equal((await owner.post('/two-factor/recovery', { code: spell(code) })).status, 200, JSON.stringify(spell('12ab-cdef')))
    await isFull(t, owner, 'alice')
    const left = world.repository.stored('alice').recoveryCodes.length
    const thief = await world.login('alice', { app: world.i2 })
    for (const again of [code, spell(code), ...spellings.map(other => other(code))].slice(0, 9)) {
      t.equal(outcome(await thief.post('/two-factor/recovery', { code: again })), 'TWO_FACTOR_INVALID_CODE')
    }
    await isRefused(t, thief)
    t.equal(world.repository.stored('alice').recoveryCodes.length, left, 'no other code is spent')
    world.clock.now += 3_600_000
  }
})

attack('counts a wrong recovery code in ten spellings as ten guesses', {}, async (t, world) => {
  await world.enroll('alice')
  const pending = await world.login('alice')
  for (const [index, spell] of spellings.entries()) {
    t.equal(outcome(await pending.post('/two-factor/recovery', { code: spell('1234-ABCD-EFGH-JKMN-PQRS-TVWX') })), 'TWO_FACTOR_INVALID_CODE')
    t.equal(world.repository.stored('alice').recoveryAttempts.failures, index + 1)
  }
  for (const spell of spellings) t.equal(outcome(await pending.post('/two-factor/recovery', { code: spell('9999-ABCD-EFGH-JKMN-PQRS-TVWX') })), 'TWO_FACTOR_LOCKED')
})

attack('gets no second code out of one text: two codes in a row, half a code and characters that fall apart are malformed and no guess', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const pending = await world.login('alice')
  const row = world.repository.rows.get('alice')
  const code = world.code(secret)
  const malformed = [`${world.wrong(secret)} ${code}`, `${code}\u0000`, `${code}\ud800`, code.slice(1), `${code}\u2460`, `\u33e0${code}`, `\u00bc${code.slice(3)}`, `${code}${'\u200b'.repeat(64)}`, `${code}\u0301`]
  for (const typed of malformed) t.equal(outcome(await pending.post('/two-factor/challenge', { code: typed })), 'FST_ERR_VALIDATION', JSON.stringify(typed))
  for (const typed of [`${recoveryCodes[0]} ${recoveryCodes[1]}`, `${recoveryCodes[0]}\u0007`, `${recoveryCodes[0]}\udc00`, `${recoveryCodes[0]!.slice(2)}\u00e6`]) {
    t.equal(outcome(await pending.post('/two-factor/recovery', { code: typed })), 'FST_ERR_VALIDATION', JSON.stringify(typed.slice(20)))
  }
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  await isRefused(t, pending)
})
