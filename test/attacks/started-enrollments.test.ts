import { SECRET } from '../support/application.js'
import { base32Bytes } from '../support/codes.js'
import { unescapeHtml } from '../support/page.js'
import { attack, isFull, outcome } from './support.js'

const verifyPassword = (userId: string, password: string): boolean => password === `password of ${userId}`

attack('starts no enrollment for nobody, nor before the code', {}, async (t, world) => {
  await world.enroll('alice')
  t.equal(outcome(await world.client().post('/two-factor/enrollment', {})), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  for (const url of ['/two-factor/enrollment', '/two-factor/enrollment?secret=a&userId=alice', '/two-factor/qr-code?secret=a']) {
    const { status, body } = await world.client().get(url)
    t.match(status, /^40[14]$/)
    t.notMatch(JSON.stringify(body), /svg|otpauth|"secret"/)
  }
  const pending = await world.login('alice')
  for (const send of [() => pending.post('/two-factor/enrollment', {}), () => pending.get('/two-factor/enrollment'), () => pending.get('/two-factor')]) {
    t.equal(outcome(await send()), 'TWO_FACTOR_CHALLENGE_REQUIRED')
  }
  t.equal(outcome(await pending.post('/two-factor/enrollment/confirm', { code: '123456' })), 'TWO_FACTOR_CHALLENGE_REQUIRED')
  t.notOk(world.repository.stored('alice').enrollment)
})

attack('asks the password for an enrollment in a session that is an hour old', { verifyPassword }, async (t, world) => {
  const carol = await world.login('carol')
  world.clock.now += 3_600_000
  t.match(await carol.post('/two-factor/enrollment', {}), { status: 403, body: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' } })
  t.equal(outcome(await carol.post('/two-factor/enrollment', { password: 'password of alice' })), 'TWO_FACTOR_INVALID_PASSWORD')
  t.equal(outcome(await carol.post('/two-factor/enrollment', { password: '' })), 'FST_ERR_VALIDATION')
  t.notOk(world.repository.stored('carol').enrollment)
  t.equal((await carol.post('/two-factor/enrollment', { password: 'password of carol' })).status, 200)
})

attack('asks a new sign-in for it where there is no password to ask', {}, async (t, world) => {
  const carol = await world.login('carol')
  world.clock.now += 900_000
  t.equal(outcome(await carol.post('/two-factor/enrollment', { password: 'password of carol' })), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  await world.login('carol', { client: carol })
  t.equal((await carol.post('/two-factor/enrollment', {})).status, 200)
})

attack('adds an authenticator only after a fresh code, the old one being valid before, during and after', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const stillWorks = async (when: string): Promise<void> => { await isFull(t, await world.signIn('alice', secret), 'alice', when) }
  const alice = await world.signIn('alice', secret)
  world.clock.now += 300_000
  t.match(await alice.post('/two-factor/enrollment', {}), { status: 403, body: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' } })
  await stillWorks('before')
  t.equal((await alice.post('/two-factor/step-up', { code: world.code(secret) })).status, 200)
  world.nextStep()
  const added = await world.startEnrollment(alice)
  await stillWorks('during')
  t.equal((await alice.post('/two-factor/enrollment/confirm', { code: world.code(added) })).status, 200)
  world.nextStep()
  await stillWorks('after')
  await isFull(t, await world.signIn('alice', added), 'alice', 'by the added one')
})

attack('lets no remembered client start an enrollment while two-factor authentication is on', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.signIn('alice', secret, { trustClient: true })
  await world.login('alice', { client: alice })
  t.match((await alice.get('/me')).body, { method: 'trusted-client' })
  t.equal(outcome(await alice.post('/two-factor/enrollment', {})), 'TWO_FACTOR_STEP_UP_REQUIRED')
})

attack('makes a key of 160 bits of its own out of the same weak Secret of two users, and reads nothing else', { service: { issuerName: 'Acme', secret: SECRET, imageUrl: 'https://acme.example/logo.png' } }, async (t, world) => {
  const more = { userId: 'bob', issuer: 'Evil', issuerName: 'Evil', image: 'https://evil.example/x.png', imageUrl: 'https://evil.example/x.png', digits: 4, algorithm: 'MD5', period: 600, key: 'A'.repeat(32), uri: 'otpauth://x' }
  const keys: string[] = []
  for (const userId of ['alice', 'bob', 'alice']) {
    const client = await world.login(userId)
    const { body: { secret, uri } } = await client.post('/two-factor/enrollment', { ...more, secret: 'a' })
    keys.push(secret)
    t.equal(base32Bytes(secret).length, 20)
    t.equal(uri, `otpauth://totp/Acme:${userId}%40example.com?secret=${secret}&issuer=Acme&algorithm=SHA1&digits=6&period=30&image=https%3A%2F%2Facme.example%2Flogo.png`)
  }
  t.equal(new Set(keys).size, 3)
  const base32ofA = 'ME'
  t.notOk(keys.some(key => key.startsWith(base32ofA) && key.slice(2).match(/^(ME)*$/)), 'no repetition of what was sent')
  const client = await world.login('carol')
  for (const secret of ['x'.repeat(129), '', 1234, ['a'], '\ud800', 'a\udfff']) {
    t.equal(outcome(await client.post('/two-factor/enrollment', { secret })), 'FST_ERR_VALIDATION', JSON.stringify(secret))
  }
  for (const secret of ['x'.repeat(128), '🔑', ' ', 'é'.normalize('NFD')]) t.equal((await client.post('/two-factor/enrollment', { secret })).status, 200, JSON.stringify(secret))
})

attack('takes a Secret of 128 characters after normalizing', {}, async (t, world) => {
  const client = await world.login('carol')
  t.equal((await client.post('/two-factor/enrollment', { secret: 'é'.normalize('NFD').repeat(128) })).status, 200)
  t.equal((await client.post('/two-factor/enrollment', { secret: 'é'.normalize('NFD').repeat(129) })).status, 400)
})

attack('draws every key at random: distinct, without a common beginning, in no order of time', {}, async (t, world) => {
  const client = await world.login('carol')
  const keys: Buffer[] = []
  const count = world.times(200, 100)
  for (let start = 0; start < count; start++) keys.push(base32Bytes(await world.startEnrollment(client)))
  t.equal(new Set(keys.map(key => key.toString('hex'))).size, count, 'distinct')
  for (let byte = 0; byte < 20; byte++) {
    t.ok(new Set(keys.map(key => key[byte])).size > count / 3, `byte ${byte} varies`)
  }
  const rising = keys.slice(1).filter((key, index) => key.compare(keys[index]!) > 0).length
  t.ok(rising > count / 4 && rising < count * 3 / 4, `${rising} of ${count} rise`)
})

attack('shows no key that discloses the service secret or the user', {}, async (t, world) => {
  const client = await world.login('carol')
  const { body: { secret, uri, qrCode } } = await client.post('/two-factor/enrollment', { secret: 'carol' })
  const bytes = base32Bytes(secret).toString('latin1')
  for (const text of ['carol', '0f9d6b1c', Buffer.from('0f9d6b1c', 'hex').toString('latin1')]) t.notOk(bytes.includes(text))
  t.notMatch(uri.replace('carol%40example.com', ''), /carol|0f9d6b1c/)
  t.notMatch(qrCode, /carol|otpauth|0f9d6b1c/)
})

const NAME = 'a:b?secret=X&issuer=Evil#é"><svg onload=alert(1)>'
const users = { mallory: { accountName: NAME, issuerName: 'Te&nant?secret=Y#"><b>:x' } }

attack('writes an account name that pretends to be parameters as a name, in the URI and on the pages', { users }, async (t, world) => {
  const mallory = await world.login('mallory')
  const { body: { secret, uri, qrCode } } = await mallory.post('/two-factor/enrollment', { name: '"><script>alert(1)</script>' })
  const parsed = new URL(uri)
  t.equal(parsed.protocol, 'otpauth:')
  t.strictSame(parsed.searchParams.getAll('secret'), [secret], 'one secret')
  t.equal(parsed.searchParams.getAll('issuer').length, 1, 'one issuer')
  t.strictSame([...parsed.searchParams.keys()], ['secret', 'issuer', 'algorithm', 'digits', 'period'])
  t.equal(parsed.hash, '')
  t.notMatch(uri, /[\s"<>]|\+/)
  const [issuer, account, ...rest] = parsed.pathname.replace(/^\/+/, '').split(':')
  t.strictSame(rest, [], 'one colon')
  t.equal(decodeURIComponent(account!), NAME.replaceAll(':', ' '))
  t.equal(decodeURIComponent(issuer!), parsed.searchParams.get('issuer'))
  t.notMatch(parsed.searchParams.get('issuer'), /:/)
  t.match(qrCode, /^<svg/)

  for (const url of ['/two-factor/enrollment', '/two-factor']) {
    const { body: page } = await mallory.page(url)
    t.notMatch(page, /<script>|<svg|<b>|onload=alert\(1\)>/i, `${url}: escaped`)
  }
  await mallory.post('/two-factor/enrollment/confirm', { code: world.code(secret) })
  const { body: page } = await mallory.page('/two-factor')
  t.notMatch(page, /<script>alert/i, 'the name of the authenticator is escaped')
  t.match(unescapeHtml(page), /"><script>alert\(1\)<\/script>/, 'and shown')
})

attack('takes no name of an authenticator that is none', { users }, async (t, world) => {
  const mallory = await world.login('mallory')
  for (const name of ['', ' ', '\n', 'a\u0000b', 'a\u202eb', '\u200b', 'a\ud800', 'x'.repeat(65), 5, ['x'], { x: 1 }]) {
    t.equal((await mallory.post('/two-factor/enrollment', { name })).status, 400, JSON.stringify(name))
  }
})
