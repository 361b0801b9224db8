import { randomBytes } from 'node:crypto'
import t from 'tap'
import { refusesOption, serviceWith, start, startError } from '../support/start.js'

const good = randomBytes(32).toString('hex')
const other = randomBytes(32).toString('base64')

t.test('a service secret of less than 32 bytes refuses to start, and the error says how many it got', async t => {
  await refusesOption(t, serviceWith({ secret: '' }), 'service.secret', 'got 0')
  await refusesOption(t, serviceWith({ secret: good.slice(0, 31) }), 'service.secret', 'got 31')
  await refusesOption(t, serviceWith({ secret: randomBytes(31) }), 'service.secret', 'got 31')
  await refusesOption(t, serviceWith({ secret: { current: 'a', keys: { a: good.slice(0, 31) } } }), 'service.secret.keys.a', 'got 31')
  await refusesOption(t, serviceWith({ secret: { current: 'a', keys: { a: good, b: '' } } }), 'service.secret.keys.b', 'got 0')
  await refusesOption(t, serviceWith({ secret: { current: 'a', keys: { a: good, b: 5 } } }), 'service.secret.keys.b', 'got 0')
})

t.test('a service secret that is missing or of another type refuses to start, and the error says how to make one', async t => {
  for (const [secret, got] of [[undefined, 'undefined'], [null, 'null'], [7, 'number']] as const) {
    await refusesOption(t, serviceWith({ secret }), 'service.secret', `must be a random text or { current, keys }, got ${got}. Make one with: node -p`)
  }
})

t.test('a placeholder for a secret refuses to start', async t => {
  for (const placeholder of ['changeme'.repeat(5), 'please-CHANGE-ME-please-CHANGE-ME-1234', 'your-secret-goes-here-0123456789abcdef', 'placeholder-0123456789abcdefghijklmn', 'a'.repeat(64), '0101010101010101010101010101010101010101']) {
    await refusesOption(t, serviceWith({ secret: placeholder }), 'service.secret', 'placeholder', placeholder)
  }
})

t.test('a key ring that is not whole refuses to start', async t => {
  await refusesOption(t, serviceWith({ secret: { current: 'a' } }), 'service.secret.keys', 'must be an object of secrets by name')
  await refusesOption(t, serviceWith({ secret: { current: 'a', keys: [good] } }), 'service.secret.keys', 'must be an object of secrets by name')
  await refusesOption(t, serviceWith({ secret: { keys: { a: good } } }), 'service.secret.current', 'must be the name of one of the keys')
  await refusesOption(t, serviceWith({ secret: { current: 'b', keys: { a: good } } }), 'service.secret.current', 'must be the name of one of the keys')
  await refusesOption(t, serviceWith({ secret: { current: 'toString', keys: { a: good } } }), 'service.secret.current', 'must be the name of one of the keys')
  await refusesOption(t, serviceWith({ secret: { current: 'a', keys: { a: good }, previous: 'b' } }), 'service.secret.previous', 'Known are: current, keys')
})

t.test('no error of an option prints a secret, wherever it was put', async t => {
  const misplaced = [
    { service: good },
    serviceWith({ secret: { current: good, keys: { a: other } } }),
    serviceWith({ secret: { current: 'a', keys: good } }),
    serviceWith({ secret: { current: 'a', keys: [good] } }),
    serviceWith({ secret: { current: 'a', keys: { a: [good] } } }),
    serviceWith({ secret: [good] }),
    serviceWith({ secret: good.slice(0, 31) }),
    serviceWith({ secret: { current: 'a', keys: { a: good.slice(0, 31) } } }),
    serviceWith({ secret: () => good }),
    serviceWith({ secret: BigInt(`0x${good}`) })
  ]
  for (const [index, options] of misplaced.entries()) {
    const error = await startError(options)
    t.equal(error.code, 'TWO_FACTOR_OPTION_INVALID', `case ${index}: code`)
    for (const secret of [good.slice(0, 16), other, String(BigInt(`0x${good}`))]) {
      t.notOk(`${error.message}\n${error.stack}`.includes(secret), `case ${index}: the message is free of it`)
    }
  }
})

t.test('a secret of 32 random bytes, as text or bytes, alone or in a key ring, starts', async t => {
  for (const secret of [good.slice(0, 32), randomBytes(32), new Uint8Array(randomBytes(32)), { current: 'b', keys: { a: good, b: randomBytes(64) } }]) {
    await t.resolves(start(serviceWith({ secret })))
  }
})
