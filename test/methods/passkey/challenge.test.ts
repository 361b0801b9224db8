import t from 'tap'
import { createKeyRing } from '../../../lib/crypto/key-ring.js'
import { CHALLENGE_SECONDS, isLiveChallenge, issueChallenge, type ChallengeFor } from '../../../lib/methods/passkey/challenge.js'
import { HOUR, MINUTE, NOW, SECOND } from '../../record/fixtures.js'

const old = Buffer.alloc(32, 1)
const newer = Buffer.alloc(32, 2)
const bound: ChallengeFor = { ring: createKeyRing(old), purpose: 'sign-in', userId: 'user', signInId: 'sign-in', stamp: 'stamp' }

/** With the bit at this place flipped. */
function flipped (challenge: string, bit: number): string {
  const bytes = Buffer.from(challenge, 'base64url')
  bytes[bit >> 3]! ^= 1 << (bit & 7)
  return bytes.toString('base64url')
}

t.test('a challenge is 42 bytes: random ones, the time, the count of assertions, and a MAC', async t => {
  const issued = Array.from({ length: 50 }, () => issueChallenge(bound, 258, NOW))
  const bytes = issued.map(challenge => Buffer.from(challenge, 'base64url'))
  for (const [index, part] of bytes.entries()) {
    t.strictSame([issued[index]!.length, part.length, part.readUIntBE(16, 6), part.readUInt32BE(22)], [56, 42, NOW, 258])
  }
  t.equal(new Set(bytes.map(part => part.toString('hex', 0, 16))).size, 50, 'random bytes')
  t.equal(new Set(bytes.map(part => part.toString('hex', 26))).size, 50, 'a MAC of its own')
})

t.test('a challenge is alive for what it was given out for, and for nothing else', async t => {
  const challenge = issueChallenge(bound, 0, NOW)
  t.ok(isLiveChallenge(challenge, bound, 0, NOW))
  const others: Partial<ChallengeFor>[] = [{ purpose: 'step-up' }, { purpose: 'registration' }, { userId: 'other' }, { signInId: 'other' }, { stamp: 'newer stamp' }, { userId: 'users', signInId: 'ign-in' }, { signInId: 'sign-ins', stamp: 'tamp' }]
  for (const other of others) {
    t.notOk(isLiveChallenge(challenge, { ...bound, ...other }, 0, NOW), JSON.stringify(other))
    t.ok(isLiveChallenge(issueChallenge({ ...bound, ...other }, 0, NOW), { ...bound, ...other }, 0, NOW), JSON.stringify(other))
  }
})

t.test('a challenge with any bit of it flipped is none of ours', async t => {
  const challenge = issueChallenge(bound, 5, NOW)
  for (let bit = 0; bit < 42 * 8; bit++) {
    const other = flipped(challenge, bit)
    const bytes = Buffer.from(other, 'base64url')
    // at the count and the time that it says itself
    if (isLiveChallenge(other, bound, bytes.readUInt32BE(22), bytes.readUIntBE(16, 6))) t.fail(`bit ${bit}`)
  }
  t.ok(isLiveChallenge(flipped(flipped(challenge, 9), 9), bound, 5, NOW))
})

t.test('no other text stands for the same challenge, and what is none is refused without an error', async t => {
  const challenge = Array.from({ length: 50 }, () => issueChallenge(bound, 0, NOW)).find(issued => /[-_]/.test(issued))!
  const standard = Buffer.from(challenge, 'base64url').toString('base64')
  for (const other of ['', '=', standard, `${challenge}=`, `${challenge}\n`, ` ${challenge}`, challenge.slice(1), challenge.slice(0, -1), `${challenge}A`, `${challenge.slice(0, 8)} ${challenge.slice(8)}`, `${challenge.slice(0, -1)}ä`, 'x'.repeat(100_000)]) {
    t.notOk(isLiveChallenge(other, bound, 0, NOW), other.slice(0, 60))
  }
})

t.test('a challenge lives for 600 s, and may come from a clock that is a minute ahead', async t => {
  const challenge = issueChallenge(bound, 0, NOW)
  t.equal(CHALLENGE_SECONDS, 600)
  const lives = (now: number): boolean => isLiveChallenge(challenge, bound, 0, now)
  t.strictSame([lives(NOW + 600 * SECOND - 1), lives(NOW + 600 * SECOND), lives(NOW + HOUR)], [true, false, false])
  t.strictSame([lives(NOW - MINUTE), lives(NOW - MINUTE - 1), lives(NOW - HOUR)], [true, false, false])
})

t.test('a clock may count parts of a millisecond', async t => {
  t.ok(isLiveChallenge(issueChallenge(bound, 0, NOW + 0.75), bound, 0, NOW + 0.5))
})

t.test('a challenge is spent at any other count of assertions than the one that it was given out at', async t => {
  const challenge = issueChallenge(bound, 3, NOW)
  t.strictSame([2, 3, 4, 3 + 2 ** 32].map(count => isLiveChallenge(challenge, bound, count, NOW)), [false, true, false, false])
  t.ok(isLiveChallenge(issueChallenge(bound, 2 ** 32 - 1, NOW), bound, 2 ** 32 - 1, NOW))
})

t.test('a challenge under an older service secret lives while that is in the ring, and new ones are under the current', async t => {
  const challenge = issueChallenge(bound, 0, NOW)
  const both = { ...bound, ring: createKeyRing(newer, [Buffer.alloc(32, 3), old]) }
  const alone = { ...bound, ring: createKeyRing(newer) }
  t.strictSame([both, alone].map(ring => isLiveChallenge(challenge, ring, 0, NOW)), [true, false])
  const next = issueChallenge(both, 0, NOW)
  t.strictSame([both, alone, bound].map(ring => isLiveChallenge(next, ring, 0, NOW)), [true, true, false])
})

t.test('every release makes the same MAC, so that instances of two of them take each other\'s challenges', async t => {
  const head = Buffer.alloc(26)
  const mac = Buffer.from('25fd588aa05deb8916d73c5619257183', 'hex')
  t.ok(isLiveChallenge(Buffer.concat([head, mac]).toString('base64url'), bound, 0, 0))
})
