import t from 'tap'
import { confirm } from '../../lib/record/enrollment/confirm.js'
import { start } from '../../lib/record/enrollment/start.js'
import { DEFAULT_NAME, refuseName } from '../../lib/record/names.js'
import { rename } from '../../lib/record/preferences/rename.js'
import { answerOf, authenticatorOf, codeOf, completeSignIn, enabledRecord, enrollmentOf, firstCode, keyOf, NOW, wrongCode } from './fixtures.js'

const named = (...names: string[]) => enabledRecord({ authenticators: names.map((name, index) => authenticatorOf(String(index), { name })) })

t.test('names of a user have room for 2048 bytes together', async t => {
  const four = named('x'.repeat(512), '€'.repeat(170), '😀'.repeat(128))
  t.equal(refuseName(four, 'é'.repeat(257), four.authenticators), undefined)
  const refused = refuseName(four, 'é'.repeat(257) + 'x', four.authenticators)
  t.equal(refused?.record, four)
  t.match(refused?.refusal, { code: 'FST_ERR_VALIDATION', message: /^The name .* 2048 bytes\.$/ })
  t.strictSame(refused?.events, [])
})

t.test('an authenticator that nobody named always has room, and takes none', async t => {
  const full = named(...Array.from({ length: 4 }, () => 'x'.repeat(512)))
  t.equal(refuseName(full, DEFAULT_NAME, full.authenticators), undefined)
  t.ok(refuseName(full, 'x', full.authenticators))
  const three = named(DEFAULT_NAME, ...Array.from({ length: 3 }, () => 'x'.repeat(512)))
  t.equal(refuseName(three, 'x'.repeat(512), three.authenticators), undefined)
})

const long = 'x'.repeat(512)
const optional = { signIn: completeSignIn(), passwordProved: true, freshSeconds: 900 }

t.test('an enrollment that is pending takes no room: another start takes its place', async t => {
  const record = { ...named(long, long, long), enrollment: enrollmentOf('watch', { name: long }) }
  const enrollment = { id: 'spare', type: 'totp', name: long, key: 'sealed spare' }
  t.equal(answerOf(start(record, { ...optional, passwordAskable: true, resistant: false, enrollment }, NOW)), 'accepted')
  t.equal(answerOf(start(record, { ...optional, passwordAskable: true, resistant: false, enrollment: { ...enrollment, name: `${long}x` } }, NOW)), 'FST_ERR_VALIDATION')
})

t.test('a new name stands beside the other ones, that of a pending enrollment too, and not beside the name before', async t => {
  const record = named('phone', long, long, long)
  t.equal(answerOf(rename(record, { ...optional, id: '0', name: long }, NOW)), 'accepted')
  t.equal(answerOf(rename(record, { ...optional, id: '0', name: `${long}x` }, NOW)), 'FST_ERR_VALIDATION')
  const enrolling = { ...record, enrollment: enrollmentOf('watch', { name: 'x'.repeat(12) }) }
  t.equal(answerOf(rename(enrolling, { ...optional, id: '0', name: 'x'.repeat(500) }, NOW)), 'accepted')
  t.equal(answerOf(rename(enrolling, { ...optional, id: '0', name: 'x'.repeat(501) }, NOW)), 'FST_ERR_VALIDATION')
})

t.test('a name at the confirmation stands beside those that stay, before the code is looked at', async t => {
  const record = { ...named(long, long, long, 'x'), enrollment: enrollmentOf('watch') }
  const input = { signIn: completeSignIn(), method: firstCode(codeOf('watch', NOW), keyOf('watch')), pendingSeconds: 600, resistant: false, replace: false, blockable: ['totp'], stamp: 'newer stamp', codeHashes: [] }
  t.equal(answerOf(confirm(record, { ...input, name: 'x'.repeat(511) }, NOW)), 'accepted')
  for (const code of [codeOf('watch', NOW), wrongCode(['watch'], NOW)]) {
    const refused = confirm(record, { ...input, method: firstCode(code, keyOf('watch')), name: long }, NOW)
    t.equal(answerOf(refused), 'FST_ERR_VALIDATION')
    t.equal(refused.record, record, 'no try is counted')
  }
  t.equal(answerOf(confirm(record, { ...input, name: long, replace: true }, NOW)), 'accepted')
})
