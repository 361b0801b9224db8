import { randomBytes } from 'node:crypto'
import { issueChallenge } from '../../lib/methods/passkey/challenge.js'
import { createKeyRing } from '../../lib/crypto/key-ring.js'
import { generateKeys } from '../support/cose-key.js'
import { SECRET } from '../support/application.js'
import type { AssertionForgery, AssertionJson } from '../support/authenticator.js'
import { answerChallenge, assertion, passkeyOptions, register, securityKey, SoftAuthenticator, startPasskey, syncedPasskey, takingPasskeys } from './passkeys.js'
import { refusesAssertion } from './refused-assertions.js'
import { attack, isRefused, storedSessionId } from './support.js'

const algorithms = { EdDSA: -8, ES256: -7, RS256: -257 } as const

/** The challenge with one bit the other way round. */
function flipped (challenge: string, bit: number): string {
  const bytes = Buffer.from(challenge, 'base64url')
  bytes[bit >> 3]! ^= 1 << (bit & 7)
  return bytes.toString('base64url')
}

attack('takes no challenge of which one bit is another, nor one that was made up, and tells nobody of them', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice', new SoftAuthenticator({ algorithm: -8 }))
  const client = await world.login('alice')
  let options = await passkeyOptions(client)
  // one that base64 writes otherwise
  while (!/[-_]/.test(options.challenge)) options = await passkeyOptions(client)
  const { challenge } = options
  const bytes = Buffer.from(challenge, 'base64url')
  t.equal(bytes.length, 42)
  for (let bit = 0; bit < 336; bit += world.times(1, 7)) await refusesAssertion(t, world, client, authenticator.get(options, { challenge: flipped(challenge, bit) }), `bit ${bit}`)
  const madeUp: Record<string, string> = {
    'random bytes': randomBytes(42).toString('base64url'),
    'no byte': '',
    zeros: Buffer.alloc(42).toString('base64url'),
    'its bytes as base64': bytes.toString('base64'),
    'its bytes as hexadecimal digits': bytes.toString('hex'),
    'its bytes in another encoding of the same': `${challenge}=`,
    'and a byte more': Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url'),
    'and a byte less': bytes.subarray(0, 41).toString('base64url'),
    'without its code': bytes.subarray(0, 26).toString('base64url'),
    'twice itself': challenge + challenge,
    'a line break after it': `${challenge}\n`,
    'ten thousand characters': 'A'.repeat(8000)
  }
  for (const [what, made] of Object.entries(madeUp)) await refusesAssertion(t, world, client, authenticator.get(options, { challenge: made }), what)
  t.strictSame(world.events.filter(({ type }) => type === 'failed'), [])
  t.equal((await answerChallenge(client, authenticator.get(options))).status, 200, 'the challenge itself')
})

attack('takes no challenge under another service secret, of another user, purpose, sign-in, stamp, time or count', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  const { twoFactor: { id: signInId, stamp } } = JSON.parse(world.store.sessions.get(storedSessionId(client))!)
  const bound = { ring: createKeyRing(Buffer.from(SECRET)), purpose: 'sign-in', userId: 'alice', signInId, stamp } as const
  const { now } = world.clock
  const foreign: Record<string, string> = {
    'another secret': issueChallenge({ ...bound, ring: createKeyRing(randomBytes(32)) }, 0, now),
    'another user': issueChallenge({ ...bound, userId: 'bob' }, 0, now),
    'a registration': issueChallenge({ ...bound, purpose: 'registration' }, 0, now),
    'a step-up': issueChallenge({ ...bound, purpose: 'step-up' }, 0, now),
    'another sign-in': issueChallenge({ ...bound, signInId: `${signInId}x` }, 0, now),
    'parts put together otherwise': issueChallenge({ ...bound, userId: `alice${signInId}`, signInId: '' }, 0, now),
    'another stamp': issueChallenge({ ...bound, stamp: 'x' }, 0, now),
    'ten minutes ago': issueChallenge(bound, 0, now - 600_000),
    'more than a minute ahead': issueChallenge(bound, 0, now + 60_001),
    'a count ahead': issueChallenge(bound, 1, now)
  }
  for (const [what, challenge] of Object.entries(foreign)) await refusesAssertion(t, world, client, authenticator.get(options, { challenge }), what)
  t.equal((await answerChallenge(client, authenticator.get(options, { challenge: issueChallenge(bound, 0, now) }))).status, 200, 'of just this')
})

attack("takes no challenge of another user's registration or sign-in", takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const bob = await register(world, 'bob')
  const client = await world.login('alice')
  for (const [what, { challenge }] of Object.entries({ 'a sign-in of bob': await passkeyOptions(await world.login('bob')), 'a registration of bob': await startPasskey(bob.client) })) {
    await refusesAssertion(t, world, client, await assertion(client, authenticator, { challenge }), what)
  }
})

attack('takes no user handle but that of the user', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice', syncedPasskey())
  await register(world, 'bob')
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  const own = world.repository.stored('alice').userHandle as string
  const handles: Record<string, string> = {
    "bob's": world.repository.stored('bob').userHandle as string,
    'an empty one': '',
    'her id': Buffer.from('alice').toString('base64url'),
    'a random one': randomBytes(32).toString('base64url'),
    'a piece of hers': own.slice(0, -4),
    'hers and more': `${own}AAAA`,
    'one of 9 KB': randomBytes(9000).toString('base64url')
  }
  for (const [what, userHandle] of Object.entries(handles)) await refusesAssertion(t, world, client, authenticator.get(options, { userHandle }), what)
  t.equal((await answerChallenge(client, authenticator.get(options, { userHandle: randomBytes(10_240).toString('base64url') }))).status, 400, 'one of 10 KB')
  t.equal((await answerChallenge(client, authenticator.get(options, { userHandle: own }))).status, 200, 'her own')
  const another = await world.login('alice')
  t.equal((await answerChallenge(another, await assertion(another, authenticator, { userHandle: null }))).status, 200, 'none')
})

for (const [name, algorithm] of Object.entries(algorithms)) {
  attack(`takes no signature of ${name} but the one of the key over just this`, takingPasskeys(), async (t, world) => {
    const { authenticator } = await register(world, 'alice', new SoftAuthenticator({ algorithm }))
    const client = await world.login('alice')
    const options = await passkeyOptions(client)
    const signatures: Record<string, AssertionForgery> = {
      "another key's": { keys: generateKeys(algorithm) },
      "another algorithm's": { keys: generateKeys(algorithm === -7 ? -8 : -7) },
      'one with a trailing byte': { signature: signature => Buffer.concat([signature, Buffer.alloc(1)]) },
      'one with a leading byte': { signature: signature => Buffer.concat([Buffer.alloc(1), signature]) },
      'one that lacks its last byte': { signature: signature => signature.subarray(0, -1) },
      'one twice': { signature: signature => Buffer.concat([signature, signature]) },
      'one byte': { signature: () => Buffer.from([0x30]) },
      zeros: { signature: ({ length }) => Buffer.alloc(length) },
      'r and s of zero': { signature: () => Buffer.from('3006020100020100', 'hex') },
      'r and s as they stand': { signature: () => randomBytes(64) },
      'eight kilobytes': { signature: () => randomBytes(8000) }
    }
    for (const [what, forgery] of Object.entries(signatures)) await refusesAssertion(t, world, client, authenticator.get(options, forgery), what)
    for (let at = 0; at < 64; at += world.times(1, 7)) {
      const signature = (right: Buffer): Buffer => {
        right[at]! ^= 1
        return right
      }
      await refusesAssertion(t, world, client, authenticator.get(options, { signature }), `byte ${at}`)
    }
    t.equal((await answerChallenge(client, authenticator.get(options, { signature: () => Buffer.alloc(0) }))).status, 400, 'an empty one')
    await isRefused(t, client)
    t.equal((await answerChallenge(client, authenticator.get(options))).status, 200, 'the right one')
  })
}

attack('takes no answer that was put together from parts of two', takingPasskeys(), async (t, world) => {
  const { authenticator, client: alice } = await register(world, 'alice')
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  const stepUp = await assertion(alice, authenticator)
  const right = authenticator.get(options)
  const mixed: Record<string, Partial<AssertionJson['response']>> = {
    'the client data of another': { clientDataJSON: stepUp.response.clientDataJSON },
    'the authenticator data of another': { authenticatorData: stepUp.response.authenticatorData },
    'the signature of another': { signature: stepUp.response.signature },
    'this client data with the rest of another': { authenticatorData: stepUp.response.authenticatorData, signature: stepUp.response.signature }
  }
  for (const [what, parts] of Object.entries(mixed)) await refusesAssertion(t, world, client, { ...right, response: { ...right.response, ...parts } }, what)
  t.equal((await answerChallenge(client, right)).status, 200)
})

attack("takes no key's signature under the id of another one of the same user", takingPasskeys(), async (t, world) => {
  const { client: alice, authenticator } = await register(world, 'alice')
  const second = securityKey()
  t.equal((await alice.post('/two-factor/passkeys/confirm', { credential: second.create(await startPasskey(alice)) })).status, 200)
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  const [first, other] = [authenticator.credentialIds[0]!, second.credentialIds[0]!]
  await refusesAssertion(t, world, client, authenticator.get(options, { credentialId: other }), 'the first under the id of the second')
  await refusesAssertion(t, world, client, second.get(options, { credentialId: first }), 'the second under the id of the first')
  const answer = second.get(options)
  for (const [what, ids] of Object.entries({ 'another raw id': { rawId: first }, 'another id': { id: first }, 'no raw id': { rawId: undefined }, 'a padded raw id': { rawId: `${other}=` } })) {
    world.repository.countSaves()
    t.equal((await answerChallenge(client, { ...answer, ...ids })).status, 400, what)
    t.equal(world.repository.countSaves(), 0)
  }
  t.equal((await answerChallenge(client, answer)).status, 200)
})

attack('takes no passkey that became one that can be copied, or is none any more', takingPasskeys(), async (t, world) => {
  const { authenticator: key, client: alice } = await register(world, 'alice')
  const synced = syncedPasskey()
  t.equal((await alice.post('/two-factor/passkeys/confirm', { credential: synced.create(await startPasskey(alice)) })).status, 200)
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  await refusesAssertion(t, world, client, key.get(options, { flags: { be: true } }), 'a security key that could be copied')
  await refusesAssertion(t, world, client, key.get(options, { flags: { be: true, bs: true } }), 'a security key that was copied')
  await refusesAssertion(t, world, client, key.get(options, { flags: { bs: true } }), 'a security key that was copied and cannot be')
  await refusesAssertion(t, world, client, synced.get(options, { flags: { be: false, bs: false } }), 'a synced passkey that cannot be copied')
  await refusesAssertion(t, world, client, synced.get(options, { flags: { be: false } }), 'a synced passkey that was copied and cannot be')
  t.equal((await answerChallenge(client, synced.get(options, { flags: { bs: false } }))).status, 200, 'a synced passkey that was not copied yet')
  t.match(world.repository.stored('alice').authenticators, [{ backupEligible: false, backedUp: false }, { backupEligible: true, backedUp: false }])
})
