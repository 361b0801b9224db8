import { inspect } from 'node:util'
import t, { type Test } from 'tap'
import { randomId } from '../../lib/crypto/random.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import { recordCutter } from '../../lib/repositories/cut-record.js'
import { authenticatorOf, clientOf, digestOf, enabledRecord, NOW } from '../record/fixtures.js'
import { pieceOf } from '../support/pieces.js'

const record = serializeRecord(enabledRecord({
  stamp: randomId(),
  cookieName: randomId(),
  authenticators: [authenticatorOf(randomId(), { name: 'Handy «2» "privat" \'n\' 😀', key: `1.${digestOf('a sealed key')}` })],
  recoveryCodes: Array.from({ length: 10 }, (_, index) => digestOf(`code ${index}`)),
  trustedClients: [clientOf(randomId(), { browser: 'Firefox', system: 'Windows', expiresAt: NOW })]
}))

/** A text in quotes of JSON. */
const quoted = (text: string): string => JSON.stringify(text)

/** How a driver, or an HTTP API before the database, writes a record into a message. */
const forms: Record<string, (text: string) => string> = {
  'as it is': text => text,
  'in quotes': quoted,
  'in quotes in quotes': text => quoted(quoted(text)),
  'in quotes three times': text => quoted(quoted(quoted(text))),
  'as a parameter of SQL': text => `'${text.replaceAll("'", "''")}'`,
  'as a parameter of MySQL': text => `'${text.replace(/["'\\]/g, '\\$&')}'`,
  'as a parameter of several': text => inspect(['alice', text, true]),
  'as an object': text => inspect(JSON.parse(text), { depth: null, compact: false }),
  'as an object on many lines': text => JSON.stringify(JSON.parse(text), null, 2),
  'as hexadecimal': text => Buffer.from(text).toString('hex'),
  'as hexadecimal of PostgreSQL': text => `\\x${Buffer.from(text).toString('hex')}`,
  'as hexadecimal in capitals': text => `X'${Buffer.from(text).toString('hex').toUpperCase()}'`,
  'as a buffer': text => inspect(Buffer.from(text)),
  'as a buffer in JSON': text => JSON.stringify(Buffer.from(text)),
  'as an array of bytes': text => inspect(Uint8Array.from(Buffer.from(text)), { maxArrayLength: null }),
  'as base64': text => Buffer.from(text).toString('base64'),
  'as base64 after one byte': text => Buffer.from(`.${text}`).toString('base64'),
  'as base64 after two bytes': text => Buffer.from(`..${text}`).toString('base64url'),
  'percent-encoded': text => encodeURIComponent(text),
  'as HTML': text => text.replaceAll('"', '&quot;'),
  'with Unicode escapes': text => text.replaceAll('"', '\\u0022')
}

/** Nothing of the record, in whatever form of these. */
function holdsNothing (t: Test, text: string, message: string): void {
  const bytes = Buffer.from(record)
  t.strictSame([
    pieceOf(record, text),
    pieceOf(bytes.toString('hex'), text.toLowerCase().replace(/[^\da-f]/g, ''), 40),
    pieceOf(bytes.join(','), text.replace(/\s/g, ''), 60),
    ...[0, 1, 2].map(skipped => pieceOf(bytes.subarray(skipped).toString('base64'), text, 28))
  ].filter(piece => piece !== undefined), [], message)
}

t.test('takes a record out of a text in whatever form it stands there, and leaves what stands around it', async t => {
  for (const [name, form] of Object.entries(forms)) {
    const cut = recordCutter([record])(`Failed query: insert into t\nparams: alice, ${form(record)} , 17`)
    holdsNothing(t, cut, name)
    t.match(cut, /^Failed query: insert into t\nparams: alice, .*\[record\]/s, name)
  }
  t.equal(recordCutter([record])(`params: alice,${record},1,17`), 'params: alice,[record],1,17')
})

t.test('takes a record that is not known out of a text, with all that follows', async t => {
  for (const [name, form] of Object.entries(forms)) {
    const cut = recordCutter([])(`Failing row contains: alice, ${form(record)} , 17`)
    holdsNothing(t, cut, name)
    t.match(cut, /^Failing row contains: alice, .{0,40}\[record\]$/s, name)
  }
})

t.test('takes pieces of a record out of a text, wherever it was cut', async t => {
  const cutOut = recordCutter([record])
  for (const [name, form] of Object.entries(forms)) {
    const text = form(record)
    for (const length of [60, 300]) {
      for (let from = 0; from + length <= text.length; from += 137) holdsNothing(t, cutOut(`near "${text.slice(from, from + length)}..." at line 1`), `${name}: ${length} from ${from}`)
    }
  }
  for (let from = 0; from + 16 <= record.length; from++) t.match(cutOut(`token (${record.slice(from, from + 16)})`), /^token \(.{0,15}\[record\].{0,15}\)$/, `16 characters from ${from}`)
})

t.test('takes several records out of a text, with what stands between them', async t => {
  const other = record.replaceAll(/[\w-]{22,}/g, () => randomId() + randomId())
  const cut = recordCutter([record, other])(`update t set record = ${other} where record = ${record}`)
  t.equal(cut, 'update t set record = [record]')
})

t.test('takes out what a parser of JSON quotes', async t => {
  for (const text of ['x1,"b":12', `${record.slice(0, 200)}x`, record.slice(200), record.slice(50, 90)]) {
    try {
      JSON.parse(text)
    } catch (error) {
      holdsNothing(t, recordCutter([])(String(error)), text)
    }
  }
  t.equal(recordCutter([])('Unexpected token \'x\', ..."","sta"x1,"b"... is not valid JSON'), 'Unexpected token \'x\', [record] is not valid JSON')
})

t.test('leaves a text as it is that has nothing of a record', async t => {
  const cut = recordCutter([record, '{}'])
  for (const text of [
    '', 'down', 'connect ECONNREFUSED 127.0.0.1:5432', 'getaddrinfo ENOTFOUND primary.database.internal.acme.example',
    'relation "two_factor" does not exist', 'column "password_attempts" does not exist', 'duplicate key value violates unique constraint "two_factor_pkey"',
    'SQLITE_BUSY: database is locked', 'Failed query: select "record", "enabled", "revision" from "two_factor" where "two_factor"."user_id" = $1\nparams: alice', 'Unexpected end of JSON input',
    'The two-factor record has version 2; this release reads up to 1.', 'Version mismatch: {"version":"16.3"}'
  ]) t.equal(cut(text), text)
})

t.test('keeps 10,000 characters of a text at most', async t => {
  t.equal(recordCutter([])('x y '.repeat(5000)).length, 10_000)
  holdsNothing(t, recordCutter([record])(`${'-'.repeat(9_900)} ${record}`), 'cut where the record stands')
})
