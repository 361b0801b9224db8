import { base32Bytes } from '../support/codes.js'
import { atOnce, attack, isFull, isRefused, outcome, tally } from './support.js'

const CONFIRM = '/two-factor/enrollment/confirm'

attack('confirms once of twenty confirmations at once, with one set of recovery codes', {}, async (t, world) => {
  const carol = await world.login('carol')
  const secret = await world.startEnrollment(carol)
  const copies = await atOnce(20, async index => world.copy(carol, index % 2 ? world.i1 : world.i2))
  const answers = await Promise.all(copies.map(async copy => await copy.post(CONFIRM, { code: world.code(secret) })))
  t.strictSame(tally(answers), { 200: 1, TWO_FACTOR_SIGN_IN_REQUIRED: 19 })
  const [codes] = answers.flatMap(({ body: { recoveryCodes } }) => recoveryCodes === undefined ? [] : [recoveryCodes])
  t.equal(codes.length, 10)
  t.match(world.repository.stored('carol'), { authenticators: { length: 1 }, recoveryCodes: { length: 10 } })
  t.equal(world.events.filter(({ type }) => type === 'enabled').length, 1)
  const full = await Promise.all(copies.map(async copy => (await copy.get('/me')).status))
  t.equal(full.filter(status => status === 200).length, 1, 'one session goes on')
  const lost = await world.login('carol')
  t.equal((await lost.post('/two-factor/recovery', { code: codes[9] })).status, 200, 'the codes that were shown are those that work')
})

attack('makes one authenticator of two tabs with two secrets, the one whose code then works', {}, async (t, world) => {
  for (let round = 0; round < 5; round++) {
    const tab = await world.login('carol')
    const first = await world.startEnrollment(tab)
    const second = await world.startEnrollment(world.copy(tab, world.i2))
    const answers = await Promise.all([tab.post(CONFIRM, { code: world.code(first) }), world.copy(tab, world.i2).post(CONFIRM, { code: world.code(second) })])
    t.ok(answers[0].status === 401 || answers[0].status === 422, `the first secret: ${answers[0].status}`)
    t.equal(answers[1].status, 200, 'the second secret')
    t.equal(world.repository.stored('carol').authenticators.length, 1)
    world.nextStep()
    t.equal(outcome(await (await world.login('carol')).post('/two-factor/challenge', { code: world.code(first) })), 'TWO_FACTOR_INVALID_CODE')
    await isFull(t, await world.signIn('carol', second), 'carol')
    await world.i1.twoFactor.reset('carol')
  }
})

attack('ends every other session by an enrollment, the one that confirmed going on under a new id', {}, async (t, world) => {
  const carol = await world.login('carol')
  const other = await world.login('carol', { app: world.i2 })
  const secret = await world.startEnrollment(carol)
  await isFull(t, other, 'carol', 'before')
  const before = carol.jar.get('sessionId')
  t.equal((await carol.post(CONFIRM, { code: world.code(secret) })).status, 200)
  await isRefused(t, other, 'the other session')
  await isFull(t, carol, 'carol', 'this session')
  t.not(carol.jar.get('sessionId'), before)
})

attack('shows the key nowhere after its confirmation', {}, async (t, world) => {
  const carol = await world.login('carol')
  const { body: { secret } } = await carol.post('/two-factor/enrollment', { secret: 'my own' })
  const confirmed = await carol.post(CONFIRM, { code: world.code(secret) })
  world.nextStep()
  const trusting = await world.signIn('carol', secret, { trustClient: true })
  const shown: Record<string, string> = { confirmed: JSON.stringify(confirmed.body), status: JSON.stringify(await world.i1.twoFactor.status('carol')) }
  for (const client of [carol, trusting]) {
    for (const url of ['/me', '/two-factor', '/two-factor/enrollment', '/two-factor/challenge', '/two-factor/step-up']) {
      shown[`GET ${url}`] = JSON.stringify((await client.get(url)).body)
      shown[`page ${url}`] = JSON.stringify((await client.page(url)).body)
    }
  }
  shown.sessions = [...world.store.sessions.values()].join()
  shown.rows = JSON.stringify([...world.repository.rows])
  shown.events = JSON.stringify(world.events)
  const bytes = base32Bytes(secret)
  for (const [where, text] of Object.entries(shown)) {
    t.notOk(text.includes('otpauth'), `${where}: no URI`)
    for (const form of [secret, secret.match(/.{1,4}/g)!.join(' '), bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url'), 'my own']) {
      t.notOk(text.toUpperCase().includes(form.toUpperCase()), `${where}: no key as ${form}`)
    }
  }
  t.equal(outcome(await carol.get('/two-factor/enrollment')), 'TWO_FACTOR_NO_ENROLLMENT')
})

attack('makes another key of the same Secret after a reset', {}, async (t, world) => {
  const enrollWith = async (secret: string): Promise<string> => {
    const client = await world.login('carol')
    const key = await world.startEnrollment(client, { secret })
    t.equal((await client.post(CONFIRM, { code: world.code(key) })).status, 200)
    world.nextStep()
    return key
  }
  const old = await enrollWith('the same')
  await world.i1.twoFactor.reset('carol')
  const renewed = await enrollWith('the same')
  t.not(renewed, old)
  t.equal(outcome(await (await world.login('carol')).post('/two-factor/challenge', { code: world.code(old) })), 'TWO_FACTOR_INVALID_CODE', 'the old phone')
  await isFull(t, await world.signIn('carol', renewed), 'carol')
})

attack('trusts no client and gives no second set of codes for an added authenticator', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  await client.post('/two-factor/step-up', { code: world.code(secret), trustClient: true })
  world.nextStep()
  const added = await world.startEnrollment(client)
  const { body, cookies } = await client.post(CONFIRM, { code: world.code(added), trustClient: true })
  t.strictSame(body.recoveryCodes, [])
  t.notOk(cookies.some(({ name }) => name.includes('two-factor')), 'no trust cookie')
  t.strictSame(world.repository.stored('alice').trustedClients, [])
})
