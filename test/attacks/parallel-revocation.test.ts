import type { Client } from '../support/client.js'
import { after, attack, isRefused, stepAfterPassword, trustCookies, type World } from './support.js'

attack('lets no challenge and no remembered client outlive revokeSessions at the same time', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const survivors: number[] = []
  for (let round = 0; round < world.times(200, 25); round++) {
    const client = await world.login('alice')
    await Promise.all([client.post('/two-factor/challenge', { code: world.code(secret), trustClient: true }), after(round % 12).then(async () => await world.i2.twoFactor.revokeSessions('alice'))])
    if ((await client.get('/me')).status === 200) survivors.push(round)
    if (trustCookies(client).length > 0 && await stepAfterPassword(world.copy(client), 'alice') !== 'challenge') survivors.push(round)
    world.nextStep()
  }
  t.strictSame(survivors, [])
})

attack('lets no challenge and no remembered client outlive a reset at the same time', {}, async (t, world) => {
  const survivors: number[] = []
  for (let round = 0; round < world.times(60, 10); round++) {
    const { secret } = await world.enroll('alice')
    const client = await world.login('alice')
    await Promise.all([client.post('/two-factor/challenge', { code: world.code(secret), trustClient: true }), after(round % 12).then(async () => await world.i2.twoFactor.reset('alice'))])
    if ((await client.get('/me')).status === 200) survivors.push(round)
    t.equal(await stepAfterPassword(world.client(), 'alice'), 'none')
    await world.enroll('alice')
    if (await stepAfterPassword(client, 'alice') !== 'challenge') survivors.push(round)
    await world.i1.twoFactor.reset('alice')
  }
  t.strictSame(survivors, [])
})

attack('lets no enrollment, step-up or change outlive revokeSessions at the same time', {}, async (t, world) => {
  const survivors: string[] = []
  for (let round = 0; round < world.times(60, 10); round++) {
    const { client, secret } = await world.enroll('alice')
    await client.post('/two-factor/step-up', { code: world.code(secret) })
    world.nextStep()
    const key = await world.startEnrollment(client)
    const changes: Record<string, () => Promise<unknown>> = {
      confirm: () => client.post('/two-factor/enrollment/confirm', { code: world.code(key) }),
      'step-up': () => client.post('/two-factor/step-up', { code: world.code(secret) }),
      disable: () => client.post('/two-factor/disable', { code: world.code(secret) }),
      password: () => client.post('/password')
    }
    const [name, act] = Object.entries(changes)[round % 4]!
    await Promise.all([act(), after(round % 12).then(async () => await world.i2.twoFactor.revokeSessions('alice'))])
    if ((await client.get('/me')).status === 200 && name !== 'password') survivors.push(`${name} in round ${round}`)
    await world.i1.twoFactor.reset('alice')
  }
  t.strictSame(survivors, [])
})

/** Whether the client was put on the list by a save after the one that emptied it. */
function listedAfterRevocation (world: World, client: Client): boolean {
  const [[, value]] = trustCookies(client) as [[string, string]]
  const lists = world.repository.saved.map(({ row }) => JSON.parse(row.record).trustedClients as { id: string }[])
  const revoked = lists.findIndex((list, index) => index > 0 && lists[index - 1]!.length > 0 && list.length === 0)
  const listed = lists.findIndex(list => list.some(({ id }) => id === value.split('.')[0]))
  return revoked >= 0 && listed > revoked
}

attack('honours no remembered client whose trust was saved before all were revoked', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const survivors: number[] = []
  let survived = 0
  for (let round = 0; round < world.times(100, 15); round++) {
    const owner = await world.signIn('alice', secret, { trustClient: true })
    const client = await world.login('alice', { app: world.i2 })
    world.repository.saved.splice(0, world.repository.saved.length - 1)
    await Promise.all([client.post('/two-factor/challenge', { code: world.code(secret), trustClient: true }), after(round % 12).then(async () => await owner.post('/two-factor/trusted-clients/revoke'))])
    t.equal(await stepAfterPassword(world.copy(owner), 'alice'), 'challenge', 'the one of before')
    if (trustCookies(client).length > 0 && await stepAfterPassword(world.copy(client), 'alice') !== 'challenge') {
      survived++
      if (!listedAfterRevocation(world, client)) survivors.push(round)
    }
    await world.i1.twoFactor.revokeTrustedClients('alice')
    world.nextStep()
  }
  t.strictSame(survivors, [])
  t.comment(`${survived} were trusted after the revocation took effect`)
})

attack('lets no request of a session outlive its sign-out at the same time', { session: { rolling: true } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const survivors: string[] = []
  for (let round = 0; round < world.times(100, 15); round++) {
    const alice = await world.signIn('alice', secret)
    const thief = world.copy(alice, world.i2)
    const requests = [thief.get('/me'), thief.post('/two-factor/step-up', { code: world.code(secret) }), thief.get('/two-factor')]
    await Promise.all([...requests, after(round % 12).then(async () => await alice.post('/two-factor/sign-out'))])
    for (const client of [alice, thief]) if ((await client.get('/me')).status === 200) survivors.push(`round ${round}`)
    await isRefused(t, thief)
    world.nextStep()
  }
  t.strictSame(survivors, [])
})
