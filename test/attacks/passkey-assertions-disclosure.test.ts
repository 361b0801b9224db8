import { Writable } from 'node:stream'
import type { SignatureAlgorithm } from '../support/cose-key.js'
import type { AssertionJson, RegistrationJson } from '../support/authenticator.js'
import { pieceOf } from '../support/pieces.js'
import { addPasskey, answerChallenge, assertion, confirmPasskey, enrollBoth, passkeyOptions, register, securityKey, signInByPasskey, SoftAuthenticator, startPasskey, stepUpByPasskey, takingPasskeys } from './passkeys.js'
import { refusesAssertion } from './refused-assertions.js'
import { attack, isFull } from './support.js'

let log = ''
let urls: string[] = []
const stream = new Writable({ write (chunk, _encoding, done) { log += String(chunk); done() } })

attack('writes no challenge, answer, credential id, key or user handle into a log, a URL or an event', {
  ...takingPasskeys(),
  server: { logger: { level: 'trace', stream, base: null } },
  precede: app => { app.addHook('onRequest', async request => { urls.push(request.url) }) }
}, async (t, world) => {
  log = ''
  urls = []
  const challenges: string[] = []
  const answers: (AssertionJson | RegistrationJson)[] = []
  const alice = await world.login('alice', { next: '/me' })
  const authenticator = securityKey()
  const options = await startPasskey(alice)
  challenges.push(options.challenge)
  const made = authenticator.create(options)
  answers.push(authenticator.create(options, { origin: 'https://evil.example' }), authenticator.create(options, { attestationObject: () => Buffer.from('no CBOR at all, but some text') }), made)
  for (const answer of answers) await confirmPasskey(alice, answer)
  t.match((await alice.get('/two-factor')).body, { authenticators: [{ type: 'passkey' }] })

  const pending = await world.login('alice')
  const asked = await passkeyOptions(pending)
  challenges.push(asked.challenge)
  const strangers = securityKey()
  strangers.create(options)
  const wrong = [
    authenticator.get(asked, { origin: 'https://evil.example' }), authenticator.get(asked, { rpId: 'evil.example' }), authenticator.get(asked, { signCount: 0 }),
    authenticator.get(asked, { type: 'webauthn.create' }), authenticator.get(asked, { keys: strangers.keysOf(strangers.credentialIds[0]!) }), authenticator.get(asked, { challenge: 'AAAA' }),
    strangers.get(asked, { credentialId: strangers.credentialIds[0]! }), authenticator.get(asked, { userHandle: 'AAAA' })
  ]
  answers.push(...wrong)
  for (const answer of wrong) {
    await answerChallenge(pending, answer)
    await pending.submit('/two-factor/challenge', { credential: JSON.stringify(answer) })
  }
  world.repository.before = () => { throw new Error('the database is down') }
  await answerChallenge(pending, authenticator.get(asked))
  world.repository.before = () => {}
  const right = authenticator.get(asked)
  answers.push(right)
  t.equal((await answerChallenge(pending, right)).status, 200)
  const proof = await assertion(pending, authenticator)
  answers.push(proof)
  t.equal((await pending.post('/two-factor/step-up', { credential: proof })).status, 200)
  await pending.page('/two-factor')

  t.match(log, /the database is down/, 'the log tells why')
  t.match(log, /the origin .*evil\.example.* is none of https:\/\/acme\.example/, 'and what was expected')
  const { userHandle, authenticators } = world.repository.stored('alice')
  const words = [...challenges, userHandle as string, authenticators[0]!.publicKey as string, ...answers.flatMap(({ id, response }) => [id, ...Object.values(response).filter(value => typeof value === 'string')])]
  for (const [place, text] of Object.entries({ log, urls: urls.join('\n'), events: JSON.stringify(world.events) })) {
    t.strictSame(words.filter(word => pieceOf(word, text, Math.min(16, word.length)) !== undefined), [], `nothing in the ${place}`)
  }
})

attack('keeps nothing in the record or the sessions by which a passkey could be used', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  const key = authenticator.keysOf(authenticator.credentialIds[0]!).privateKey.export({ format: 'jwk' })
  const credential = authenticator.get(options)
  t.equal((await answerChallenge(client, credential)).status, 200)
  const dump = JSON.stringify([[...world.repository.rows], [...world.store.sessions]])
  for (const [what, word] of Object.entries({ 'its private key': key.d!, 'a challenge': options.challenge as string, 'a signature': credential.response.signature, 'client data': credential.response.clientDataJSON })) {
    t.equal(pieceOf(word, dump), undefined, what)
  }
})

attack('gives out no challenge twice, and none that works elsewhere than where it was given out', takingPasskeys(), async (t, world) => {
  const { client: alice, authenticator } = await enrollBoth(world, 'alice')
  const bob = await register(world, 'bob')
  const elsewhere = [await world.login('alice'), alice, bob.client, await world.login('bob')]
  const challenges: string[] = []
  for (const client of elsewhere) for (let time = 0; time < 5; time++) challenges.push((await passkeyOptions(client)).challenge)
  for (const client of [alice, bob.client]) challenges.push((await startPasskey(client)).challenge)
  t.equal(new Set(challenges).size, 22)
  const pending = await world.login('alice', { app: world.i2 })
  const options = await passkeyOptions(pending)
  for (const challenge of challenges) await refusesAssertion(t, world, pending, authenticator.get(options, { challenge }), challenge)
  t.equal((await answerChallenge(pending, authenticator.get(options))).status, 200)
})

for (const [name, algorithm] of Object.entries({ EdDSA: -8, ES256: -7, RS256: -257 } as Record<string, SignatureAlgorithm>)) {
  attack(`offers the same three algorithms everywhere, and takes ${name} on each instance`, takingPasskeys(), async (t, world) => {
    const alice = await world.login('alice', { app: world.i2 })
    const options = await startPasskey(alice)
    t.strictSame(options.pubKeyCredParams, [-8, -7, -257].map(alg => ({ type: 'public-key', alg })))
    const authenticator = new SoftAuthenticator({ algorithm, attests: true })
    t.equal((await addPasskey(alice, authenticator)).status, 200)
    for (const app of [world.i1, world.i2]) {
      const client = await signInByPasskey(world, 'alice', authenticator, { app })
      await isFull(t, client, 'alice')
      t.equal((await stepUpByPasskey(client, authenticator)).status, 200)
    }
  })
}
