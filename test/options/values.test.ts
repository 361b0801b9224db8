import t from 'tap'
import { memoryUserRepository } from '../../lib/index.js'
import { SECRET } from '../support/application.js'
import { optionsWith, refusesOption, start, startError } from '../support/start.js'

const seconds: Record<string, [number, number]> = { freshSeconds: [60, 86_400], pendingSeconds: [60, 3600], maxSeconds: [60, 31_536_000] }

for (const [name, [low, high]] of Object.entries(seconds)) {
  t.test(`sessions.${name} that is no whole number from ${low} to ${high} refuses to start`, async t => {
    for (const value of [low - 1, high + 1, 100.5, Number.NaN, Infinity, String(low), null]) {
      await refusesOption(t, optionsWith({ sessions: { [name]: value } }), `sessions.${name}`, `from ${low} to ${high}, got `)
    }
    await t.resolves(start(optionsWith({ sessions: { [name]: low } })))
    await t.resolves(start(optionsWith({ sessions: { [name]: high } })))
  })
}

t.test('a window other than 0 and 1 refuses to start', async t => {
  for (const window of [2, -1, 0.5, '1', Number.NaN, null]) await refusesOption(t, optionsWith({ totp: { window } }), 'totp.window', 'must be 0 or 1, got ')
  await t.resolves(start(optionsWith({ totp: { window: 0 } })))
  await t.resolves(start(optionsWith({ totp: {} })))
})

t.test('totp.chosenSecret other than true and false refuses to start', async t => {
  for (const chosenSecret of ['no', 0, null, {}]) await refusesOption(t, optionsWith({ totp: { chosenSecret } }), 'totp.chosenSecret', 'must be true or false, got ')
  for (const chosenSecret of [true, false]) await t.resolves(start(optionsWith({ totp: { chosenSecret } })))
})

t.test('protect other than manual, all and a function refuses to start', async t => {
  for (const protect of ['none', 'ALL', true, '', null]) await refusesOption(t, optionsWith({ protect }), 'protect', "must be 'manual', 'all' or a function, got ")
  await t.resolves(start(optionsWith({ protect: 'manual' })))
})

for (const name of ['onSignIn', 'verifyPassword', 'onEvent', 'clock']) {
  t.test(`sessions.${name} that is no function refuses to start`, async t => {
    for (const value of [{}, 'x', true, null]) await refusesOption(t, optionsWith({ [name]: value }), name, 'must be a function, got ')
  })
}

t.test('a repository that misses a method refuses to start and names it', async t => {
  const repository = memoryUserRepository({})
  for (const method of ['findUser', 'findTwoFactor', 'saveTwoFactor'] as const) {
    await refusesOption(t, optionsWith({ userRepository: { ...repository, [method]: undefined } }), `userRepository.${method}`, 'must be a function, got undefined')
  }
  await refusesOption(t, optionsWith({ userRepository: undefined }), 'userRepository.findUser', 'undefined')
  await refusesOption(t, optionsWith({ userRepository: null }), 'userRepository.findUser', 'undefined')
})

t.test('sessions.keepKeys that is no list of names, or names what the plugin replaces, refuses to start', async t => {
  for (const keepKeys of ['cart', [1], ['cookie'], ['twoFactor'], ['_csrf'], { cart: true }, null]) {
    await refusesOption(t, optionsWith({ sessions: { keepKeys } }), 'sessions.keepKeys', 'must be a list of names, without cookie, twoFactor and _csrf, got ')
  }
})

t.test('an unknown option refuses to start and names the known ones', async t => {
  await refusesOption(t, optionsWith({ issuerName: 'Acme' }), 'issuerName', 'is unknown. Known are: service, userRepository')
  await refusesOption(t, optionsWith({ totp: { digits: 8 } }), 'totp.digits', 'is unknown. Known are: window, chosenSecret')
  await refusesOption(t, optionsWith({ urls: { logout: '/logout' } }), 'urls.logout', 'is unknown. Known are: base, login, home, challenge, enrollment, preferences, stepUp')
  await refusesOption(t, optionsWith({ totp: 1 }), 'totp', 'number')
  await refusesOption(t, optionsWith({ urls: '/login' }), 'urls', 'string')
})

t.test('Fastify\'s own register options are no unknown options', async t => {
  await t.resolves(start(optionsWith({ prefix: '/2fa', logLevel: 'warn', logSerializers: {} })))
})

t.test('options that are no object refuse to start', async t => {
  const error = await startError(() => 5)
  t.equal(error.code, 'TWO_FACTOR_OPTION_INVALID')
  t.match(error.message, 'must be an object, got number')
})

t.test('null is no option that was left out', async t => {
  for (const name of ['urls', 'totp']) await refusesOption(t, optionsWith({ [name]: null }), name, 'got null')
  await refusesOption(t, optionsWith({ origin: 'https://acme.example', service: { secret: SECRET, issuerName: null } }), 'service.issuerName', 'got null')
})
