import t from 'tap'
import { DEFAULT_NAME, refuseName } from '../../lib/record/names.js'
import { authenticatorOf, enabledRecord, enrollmentOf } from './fixtures.js'

const named = (...names: string[]) => enabledRecord({ authenticators: names.map((name, index) => authenticatorOf(String(index), { name })) })

t.test('names of a user have room for 2048 bytes together', async t => {
  const four = named('x'.repeat(512), '€'.repeat(170), '😀'.repeat(128))
  t.equal(refuseName(four, 'é'.repeat(257)), undefined)
  const refused = refuseName(four, 'é'.repeat(257) + 'x')
  t.equal(refused?.record, four)
  t.match(refused?.refusal, { code: 'FST_ERR_VALIDATION', message: /^The name .* 2048 bytes\.$/ })
  t.strictSame(refused?.events, [])
})

t.test('an authenticator that nobody named always has room, and takes none', async t => {
  const full = named(...Array.from({ length: 4 }, () => 'x'.repeat(512)))
  t.equal(refuseName(full, DEFAULT_NAME), undefined)
  t.ok(refuseName(full, 'x'))
  t.equal(refuseName(named(DEFAULT_NAME, ...Array.from({ length: 3 }, () => 'x'.repeat(512))), 'x'.repeat(512)), undefined)
})

t.test('an enrollment that is pending takes no room: another start takes its place', async t => {
  const record = { ...named('x'.repeat(512), 'x'.repeat(512), 'x'.repeat(512)), enrollment: enrollmentOf('watch', { name: 'x'.repeat(512) }) }
  t.equal(refuseName(record, 'x'.repeat(512)), undefined)
})
