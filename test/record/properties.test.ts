import fc from 'fast-check'
import t from 'tap'
import { bytesOf, PASSKEY, PASSKEYS_MAX_BYTES, passkeysOf } from '../../lib/methods/passkey/passkey.js'
import { policyAt } from '../../lib/record/policy.js'
import { isEnabled } from '../../lib/record/record.js'
import { hasEnded } from '../../lib/record/sign-in/life.js'
import type { SignIn } from '../../lib/record/sign-in/sign-in.js'
import { signInStatus } from '../../lib/record/sign-in/status.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import { DAY, hotp, keyOf, LIFETIMES, MINUTE, SECOND, stepOf } from './fixtures.js'
import { History, type Fact, type Moment } from './history.js'
import { anywhere, enabling, forward, operationsWith, type Operation, type Verb } from './operations.js'

// some seconds, but on a busy machine more than the 30 that tap gives a file
t.setTimeout(600_000)

function keeps (promise: (history: History) => void, often: readonly Verb[], moves: readonly number[], numRuns: number): void {
  fc.assert(fc.property(operationsWith(often, moves), operations => promise(new History([...enabling, ...operations]))), { numRuns })
}

function hold (condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(promise)
}

/** The steps whose code this is, by authenticator, around a moment. */
function shown ({ before, after, now }: Moment, { code, enrolled }: Fact & { type: 'code' }): [string, number][] {
  const ids = enrolled === undefined ? before.authenticators.filter(({ type }) => type === 'totp').map(({ id }) => id) : [enrolled]
  hold(enrolled === undefined || after.authenticators.some(({ id }) => id === enrolled), 'an enrolled authenticator is there')
  const steps = [-1, 0, 1].map(away => stepOf(now) + away)
  return ids.flatMap(id => steps.filter(step => hotp(keyOf(id), step) === code).map((step): [string, number] => [id, step]))
}

/** The answered guesses: wrong codes that were checked, against an authenticator that shows codes. */
function isGuess (moment: Moment): boolean {
  const { fact, before } = moment
  const isChecked = before.authenticators.some(({ type }) => type === 'totp')
  return isChecked && fact.type === 'code' && fact.answer === 'TWO_FACTOR_INVALID_CODE' && shown(moment, fact).length === 0
}

/** Whether a lock or block was lifted, by this one. */
function isLifted ({ fact, before, after }: Moment, by: 'owner' | 'helpdesk'): boolean {
  return fact.type === 'unlocked' && fact.by === by && fact.answer === 'accepted' && before !== after
}

function codesWorkOnce ({ moments }: History): void {
  const highest = new Map<string, number>()
  for (const moment of moments) {
    const { fact } = moment
    if (fact.type !== 'code' || !['accepted', 'TWO_FACTOR_INVALID_CODE'].includes(fact.answer)) continue
    const matches = shown(moment, fact)
    const isNew = matches.some(([id, step]) => step > (highest.get(id) ?? -1))
    hold(isNew === (fact.answer === 'accepted'), 'a code is accepted in its window, once, and after no newer one')
    if (!isNew && matches.length > 0) hold(moment.after === moment.before, 'a used code is no guess')
    if (isNew) for (const [id, step] of matches) highest.set(id, Math.max(step, highest.get(id) ?? -1))
  }
}

function recoveryCodesWorkOnce ({ moments }: History): void {
  let left = new Set<string>()
  for (const { fact } of moments) {
    if (fact.type === 'recovery codes given') left = new Set(fact.codes)
    if (fact.type !== 'recovery code' || !['accepted', 'TWO_FACTOR_INVALID_CODE', 'TWO_FACTOR_LOCKED'].includes(fact.answer)) continue
    hold(left.delete(fact.code) === (fact.answer === 'accepted'), 'a recovery code of the last set is accepted, once')
  }
}

function guessesInARowEnd ({ moments }: History): void {
  let inARow = 0
  for (const moment of moments) {
    const { fact } = moment
    if (fact.type === 'counters anew' || isLifted(moment, 'helpdesk') || (fact.type === 'code' && fact.answer === 'accepted' && fact.enrolled === undefined)) inARow = 0
    if (isGuess(moment)) hold(++inARow <= 100, 'at most 100 guesses in a row are answered')
  }
}

function guessesAreFew ({ moments }: History): void {
  let guesses: number[] = []
  let inARow = 0
  let lifted = false
  let byOwner: number[] = []
  let blocksLifted: number[] = []
  for (const moment of moments) {
    const { fact, now, before } = moment
    if (fact.type === 'counters anew') [guesses, inARow, byOwner, blocksLifted] = [[], 0, [], []]
    if (isLifted(moment, 'helpdesk')) {
      inARow = 0
      if (before.codeAttempts.blockedAt !== undefined) {
        // ten tries are left
        guesses = guesses.slice(-90)
        hold(blocksLifted.every(at => at <= now - 30 * DAY), 'a block is lifted once within 30 days')
        blocksLifted.push(now)
      }
    }
    if (isLifted(moment, 'owner')) {
      lifted = true
      byOwner.push(now)
      hold(byOwner.filter(at => at > now - DAY).length <= 3, 'an owner lifts at most three locks within 24 hours')
    }
    if (fact.type !== 'code' || fact.enrolled !== undefined) continue
    const unlocked = inARow < 5 || lifted ? 0 : guesses.at(-1)! + Math.min(30 * 2 ** (inARow - 5), 3600) * SECOND
    if (fact.answer === 'TWO_FACTOR_LOCKED') hold(now < unlocked, 'nobody is locked out for longer than the ladder says')
    if (fact.answer === 'TWO_FACTOR_BLOCKED') hold(guesses.length >= 100, 'nobody is blocked before 100 guesses')
    if (fact.answer === 'accepted' || isGuess(moment)) hold(now >= unlocked, 'no code is looked at under a lock')
    if (fact.answer === 'accepted') inARow = 0
    if (!isGuess(moment)) continue
    guesses.push(now)
    inARow++
    lifted = false
    hold(guesses.filter(at => at > now - 30 * DAY).length <= 100, 'at most 100 guesses within 30 days are answered')
  }
}

function trustEnds ({ moments }: History): void {
  const live = new Map<string, { since: number, days: number }>()
  for (const { fact, now } of moments) {
    if (fact.type === 'trust given') live.set(fact.id, { since: now, days: fact.days })
    if (fact.type === 'trust ended') for (const id of fact.ids ?? [...live.keys()]) live.delete(id)
    if (fact.type !== 'trust shown' || !fact.trusted) continue
    const client = live.get(fact.id)
    hold(fact.genuine, 'a client with another secret is not trusted')
    hold(client !== undefined, 'a revoked client is not trusted')
    hold(now < client.since + Math.min(client.days, fact.days) * DAY, 'a client that is over is not trusted')
    hold(now >= client.since - MINUTE, 'a client is not trusted long before it was')
  }
}

function enrollingChangesNothing ({ moments }: History): void {
  for (const { fact, before, after } of moments) {
    if (fact.type === 'enrolling') hold(serializeRecord({ ...before, enrollment: undefined }) === serializeRecord({ ...after, enrollment: undefined }), 'an enrollment changes nothing before it is confirmed')
  }
}

function sessionsEnd ({ moments, states }: History): void {
  const over: SignIn[] = []
  let seen = 0
  for (const { record, now, moments: until } of states) {
    for (; seen < until; seen++) {
      const { fact } = moments[seen]!
      if (fact.type === 'over') over.push(...fact.signIns)
    }
    for (const signIn of over) hold(signInStatus(record, signIn, policyAt({}, now), LIFETIMES, now) === 'anonymous', 'a sign-in that is over stays over')
  }
}

/** The newest sign-ins are those that the history goes on with. */
function listIsTrue ({ states }: History): void {
  for (const { record, sessions, now } of states) {
    const listed = (record.sessions ?? []).map(({ id }) => id)
    hold(new Set(listed).size === listed.length && listed.length <= 20, 'at most 20 are listed, each once')
    hold(record.signedOut.every(({ id }) => !listed.includes(id)), 'what is over is not listed')
    for (const signIn of sessions) {
      const isComplete = signInStatus(record, signIn, policyAt({}, now), LIFETIMES, now) === 'complete'
      if (isComplete) hold(listed.includes(signIn.id), 'who is signed in is listed')
      if (!isComplete && listed.includes(signIn.id)) hold(hasEnded(signIn, LIFETIMES.maxSeconds, now), 'who is listed is signed in, until the sign-in ends by itself')
      const method = record.sessions?.find(({ id }) => id === signIn.id)?.method
      if (isComplete) hold(method === signIn.method, 'it is listed with its method')
    }
  }
}

function completeMeansProved ({ moments, states }: History): void {
  for (const { record, sessions, now, moments: until } of states) {
    if (record.authenticators.length === 0) continue
    const proved = new Set(moments.slice(0, until).flatMap(({ fact }) => fact.type === 'proved' ? [fact.signInId] : []))
    for (const signIn of sessions) hold(signInStatus(record, signIn, undefined, LIFETIMES, now) !== 'complete' || proved.has(signIn.id), 'a complete sign-in proved a factor or showed a trusted client')
  }
}

function recordsAreBounded ({ states }: History): void {
  for (const { record } of states) {
    hold(Buffer.byteLength(serializeRecord(record)) < 24_576, 'a record stays under 24 KB')
    for (const kind of ['totp', PASSKEY]) hold(record.authenticators.filter(({ type }) => type === kind).length <= 5, 'a record keeps five of a type')
    hold(bytesOf(passkeysOf(record)) < PASSKEYS_MAX_BYTES + 100, 'all passkeys keep to their bytes, but for counts that grew')
    hold(record.trustedClients.length <= 20 && record.signedOut.length <= 50 && record.recoveryCodes.length <= 10, 'a record keeps to its limits')
    hold((record.codeAttempts.unlockedAt ?? []).length <= 3, 'a record keeps three unlocks')
    hold(Object.keys(record.codeAttempts.days).length <= 32, 'a record keeps 31 days, and one ahead where a clock was wrong')
  }
}

/** Answers of passkeys that were judged. */
function judged ({ fact }: Moment): Fact & { type: 'assertion' | 'registration' } | undefined {
  if (fact.type !== 'assertion' && fact.type !== 'registration') return undefined
  return ['accepted', 'TWO_FACTOR_INVALID_CREDENTIAL', 'TWO_FACTOR_NO_ENROLLMENT'].includes(fact.answer) ? fact : undefined
}

function answersWorkOnce ({ moments }: History): void {
  const spent = new Set<string>()
  const highest = new Map<string, number>()
  let accepted = 0
  for (const moment of moments) {
    const posted = judged(moment)
    if (posted === undefined) continue
    const { type, made: { credentialId, backupEligible }, to, count, answer, purpose, signIn } = posted
    const { now, before, after } = moment
    const fits = to.purpose === purpose && to.signInId === signIn.id && to.stamp === before.stamp
    const isAlive = fits && now - to.at < 600 * SECOND && to.at - now <= MINUTE && to.accepted === accepted
    const isThere = passkeysOf(before).some(passkey => passkey.credentialId === credentialId)
    const reached = highest.get(credentialId) ?? 0
    const countsOn = backupEligible || reached === 0 || count > reached
    if (answer === 'accepted') {
      hold(isAlive, 'an answer is accepted for what its challenge was given out for, within 600 s, and before any other assertion')
      hold(!spent.has(to.challenge), 'no challenge is accepted twice')
      hold(type === 'registration' || (isThere && countsOn), 'only a passkey that the user has, and that counts on, asserts anything')
      spent.add(to.challenge)
      highest.set(credentialId, count)
      if (type === 'assertion') hold((after.assertions ?? 0) === ++accepted, 'each assertion that is accepted is counted, and no other')
    } else {
      hold(after === before, 'a wrong answer of a passkey is stored nowhere')
      if (type === 'assertion') hold(!(isAlive && isThere && countsOn), 'no assertion is refused that answers a challenge that is alive')
      if (answer === 'TWO_FACTOR_NO_ENROLLMENT') hold(!isAlive, 'no registration is unknown whose challenge is alive')
    }
  }
}

/** A user whose role asks for a passkey, from the beginning on. */
function completeMeansPasskey ({ moments, states }: History, operations: readonly Operation[]): void {
  const proved = new Set<string>()
  let seen = 0
  for (const [index, { record, sessions, now, moments: until }] of states.entries()) {
    for (; seen < until; seen++) {
      const { fact } = moments[seen]!
      if (fact.type === 'proved' && fact.method === PASSKEY) proved.add(fact.signInId)
    }
    for (const signIn of sessions) {
      if (signInStatus(record, signIn, policyAt({ twoFactor: 'phishing-resistant' }, now), LIFETIMES, now) !== 'complete') continue
      hold(passkeysOf(record).length > 0, 'nobody is complete without a passkey')
      hold(proved.has(signIn.id), 'a complete sign-in used a passkey')
    }
    hold(record.trustedClients.length === 0, 'no client is trusted')
    const before = states[index - 1]?.record
    if (operations[index]!.verb !== 'removeAuthenticator' || before === undefined || before === record) continue
    hold(passkeysOf(before).length === 0 || passkeysOf(record).length > 0, 'the last passkey is never removed by its owner')
  }
}

/** A user whose role asks for nothing. */
function lastMethodStays ({ states }: History, operations: readonly Operation[]): void {
  for (const [index, { record }] of states.entries()) {
    const before = states[index - 1]?.record
    if (before === undefined || !isEnabled(before) || ['disable', 'reset'].includes(operations[index]!.verb)) continue
    hold(isEnabled(record), 'the last method goes by no removal')
  }
}

const asking: Operation = { ...enabling[0]!, verb: 'setPolicy', flag: true, index: 9 }
const underPolicy: readonly Verb[] = ['begin', 'verify', 'recover', 'comeIn', 'comeInByPasskey', 'registerPasskey', 'registerPasskey', 'startEnrollment', 'confirmEnrollment', 'removeAuthenticator']

const removing: readonly Verb[] = ['begin', 'comeIn', 'comeInByPasskey', 'startEnrollment', 'confirmEnrollment', 'registerPasskey', 'removeAuthenticator', 'removeAuthenticator', 'removeByHelpdesk', 'removeByHelpdesk']

/** The same operations, in a role that asks for nothing. */
function unasked (operations: readonly Operation[]): Operation[] {
  return [...enabling, ...operations.map(operation => operation.verb === 'setPolicy' ? { ...operation, flag: false } : operation)]
}

const promises: readonly [string, (history: History) => void, readonly Verb[], number][] = [
  ['accepts each one-time code in its window once, and after no newer one', codesWorkOnce, ['begin', 'verify', 'verify', 'stepUp', 'startEnrollment', 'confirmEnrollment'], 200],
  ['accepts each recovery code of the last set once', recoveryCodesWorkOnce, ['begin', 'recover', 'recover', 'stepUp', 'regenerate'], 300],
  ['answers at most 100 guesses in a row', guessesInARowEnd, ['guess', 'guessSlowly', 'guessSlowly', 'replaceLost', 'unlockOften', 'unlockByHelpdesk', 'unlockAgainByHelpdesk'], 40],
  ['trusts no client that was revoked or is over', trustEnds, ['comeIn', 'comeIn', 'comeBack', 'comeBack', 'comeBack', 'revokeClient', 'revokeSessions'], 300],
  ['changes nothing by an enrollment before it is confirmed', enrollingChangesNothing, ['comeIn', 'startEnrollment', 'confirmEnrollment', 'cancelEnrollment'], 150],
  ['counts no sign-in of an old stamp or that signed out', sessionsEnd, ['comeIn', 'comeAndGo', 'signOut', 'revokeSession', 'revokeOthers'], 60],
  ['lists who is signed in and nobody else', listIsTrue, ['comeIn', 'comeIn', 'comeBack', 'revokeSession', 'revokeSession', 'revokeOthers', 'signOut', 'recover', 'disable', 'replaceLost', 'registerPasskey', 'setPolicy'], 150],
  ['completes no sign-in before a factor was proved or a trusted client shown', completeMeansProved, ['begin', 'verify', 'recover', 'signOut', 'setPolicy'], 300],
  ['accepts each answer of a passkey once, for what its challenge was given out for, and stores nothing of any other', answersWorkOnce, ['begin', 'verify', 'verify', 'stepUp', 'assertOften', 'registerPasskey', 'registerPasskey', 'signOut'], 200],
  ['keeps every record within its bounds', recordsAreBounded, ['comeIn', 'comeAndGo', 'registerPasskey', 'registerOften', 'revokeSession', 'guess', 'unlockOften', 'rename', 'startEnrollment', 'confirmEnrollment', 'importAuthenticator', 'importAuthenticator'], 60]
]

for (const [name, promise, often, runs] of promises) {
  t.test(`${name}, whatever is done and wherever the clock jumps`, async () => keeps(promise, often, anywhere, runs))
}

t.test('answers no guess under a lock that nobody lifted and at most 100 within 30 days, ten more after the helpdesk lifted a block, and locks nobody out for longer, while the clock goes forward', async () => {
  keeps(guessesAreFew, ['guess', 'guess', 'comeIn', 'replaceLost', 'unlock', 'unlockOften', 'unlockAgainByHelpdesk'], forward, 80)
})

t.test('completes no sign-in of a user whose role asks for a passkey without one, and removes none that is the last, whatever is done', async () => {
  fc.assert(fc.property(operationsWith(underPolicy, forward), drawn => {
    const operations = [asking, ...drawn.map(operation => operation.verb === 'setPolicy' ? asking : operation)]
    completeMeansPasskey(new History(operations), operations)
  }), { numRuns: 200 })
})

t.test('removes the last method by no removal, of its owner or the helpdesk, whatever is done where no role asks for anything', async t => {
  fc.assert(fc.property(operationsWith(removing, anywhere), drawn => {
    const operations = unasked(drawn)
    lastMethodStays(new History(operations), operations)
  }), { numRuns: 200 })
  const reached = new Set<string>()
  for (const drawn of fc.sample(operationsWith(removing, forward), { seed: 2, numRuns: 60 })) {
    const operations = unasked(drawn)
    const { states } = new History(operations)
    for (const [index, { record }] of states.entries()) {
      const before = states[index - 1]?.record.authenticators.length ?? 0
      const { verb } = operations[index]!
      if (removing.slice(-4).includes(verb)) reached.add(`${verb}: ${before > 1 ? 'one of several' : 'the last'}, ${record.authenticators.length < before ? 'removed' : 'kept'}`)
    }
  }
  for (const verb of ['removeAuthenticator', 'removeByHelpdesk']) {
    for (const one of ['one of several, removed', 'the last, kept']) t.ok(reached.has(`${verb}: ${one}`), `${verb}: ${one}`)
  }
})

t.test('the operations lead to all that these promises are about', async t => {
  const reached = new Set<string>()
  for (const often of [...promises.map(([, , often]) => often), underPolicy]) {
    for (const operations of fc.sample(operationsWith(often, anywhere), { seed: 2, numRuns: 20 })) {
      const { moments, states } = new History([...(often === underPolicy ? [asking] : enabling), ...operations])
      for (const { fact, before, after } of moments) {
        if (fact.type === 'code' || fact.type === 'recovery code') reached.add(`${fact.type}: ${fact.answer}, ${before === after ? 'nothing' : 'something'} written`)
        if (fact.type === 'assertion' || fact.type === 'registration') reached.add(`${fact.type}: ${fact.answer}`)
        if (fact.type === 'trust shown') reached.add(`${fact.type}: ${fact.trusted}`)
        if (fact.type === 'unlocked') reached.add(`${fact.by}: ${fact.answer}, ${before.codeAttempts.blockedAt === undefined ? 'no' : 'a'} block, ${before === after ? 'nothing' : 'something'} written`)
        if (fact.type === 'counters anew' && before.authenticators.length > 0) reached.add('blocked ones replaced')
      }
      for (const { record } of states) {
        for (const kind of ['totp', PASSKEY]) reached.add(`${record.authenticators.filter(({ type }) => type === kind).length} ${kind}`)
        for (const name of ['trustedClients', 'signedOut', 'sessions'] as const) reached.add(`${record[name]?.length} ${name}`)
      }
    }
  }
  const wanted = [
    'code: accepted, something written', 'code: TWO_FACTOR_INVALID_CODE, something written', 'code: TWO_FACTOR_INVALID_CODE, nothing written',
    'code: TWO_FACTOR_LOCKED, nothing written', 'code: TWO_FACTOR_BLOCKED, nothing written', 'recovery code: accepted, something written',
    'recovery code: TWO_FACTOR_INVALID_CODE, something written', 'trust shown: true', 'trust shown: false', 'blocked ones replaced',
    'owner: accepted, no block, something written', 'owner: accepted, no block, nothing written', 'owner: TWO_FACTOR_LOCKED, no block, nothing written',
    'helpdesk: accepted, no block, something written', 'helpdesk: accepted, a block, something written', 'helpdesk: TWO_FACTOR_BLOCKED, a block, nothing written',
    'code: TWO_FACTOR_METHOD_NOT_ALLOWED, nothing written', 'assertion: accepted', 'assertion: TWO_FACTOR_INVALID_CREDENTIAL', 'registration: accepted',
    'registration: TWO_FACTOR_INVALID_CREDENTIAL', 'registration: TWO_FACTOR_NO_ENROLLMENT', 'registration: TWO_FACTOR_ALREADY_REGISTERED', 'registration: TWO_FACTOR_TOO_MANY_AUTHENTICATORS',
    '5 totp', '5 passkey', '20 trustedClients', '50 signedOut', '20 sessions'
  ]
  for (const one of wanted) t.ok(reached.has(one), one)
})
