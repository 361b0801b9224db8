import t from 'tap'
import { createRecord } from '../../lib/record/record.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import { parseRecord } from '../../lib/methods/index.js'
import { RecordCache } from '../../lib/storage/record-cache.js'
import { createApplication } from '../support/application.js'

const text = (stamp: string): string => serializeRecord(createRecord(`stamp ${stamp}`, 'cookie'))

t.test('a record is parsed again only when its text is another', async t => {
  const records = new RecordCache(parseRecord)
  const first = records.parse('alice', text('one'))
  t.equal(records.parse('alice', text('one')), first)
  t.equal(records.parse('alice', text('two')).stamp, 'stamp two')
  t.equal(records.parse('alice', text('one')).stamp, 'stamp one')
  t.strictSame([records.textOf('alice'), records.textOf('bob')], [text('one'), undefined])
})

t.test('each user has a record of their own, though the texts are alike', async t => {
  const records = new RecordCache(parseRecord)
  t.not(records.parse('alice', text('one')), records.parse('bob', text('one')))
  t.strictSame(records.parse('alice', text('one')), records.parse('bob', text('one')))
})

t.test('a damaged text is refused each time, and the good one after it is read', async t => {
  const records = new RecordCache(parseRecord)
  const good = records.parse('alice', text('one'))
  for (let time = 1; time <= 2; time++) t.throws(() => records.parse('alice', '{"version":1}'), /damaged/)
  t.equal(records.parse('alice', text('one')), good)
})

t.test('what is no text is parsed each time, since it may have changed in place', async t => {
  const records = new RecordCache(parseRecord)
  const bytes = Buffer.from(text('one'))
  t.equal(records.parse('alice', bytes as unknown as string).stamp, 'stamp one')
  bytes.write('stamp two', bytes.indexOf('stamp one'))
  t.equal(records.parse('alice', bytes as unknown as string).stamp, 'stamp two')
})

t.test('a thousand users are kept, and the one who was changed longest ago goes first', async t => {
  const records = new RecordCache(parseRecord)
  const alice = records.parse('alice', text('one'))
  for (let user = 1; user < 1000; user++) records.parse(`user ${user}`, text('one'))
  t.equal(records.parse('alice', text('one')), alice)
  records.parse('one more', text('one'))
  t.not(records.parse('alice', text('one')), alice)
})

t.test('a row that somebody else changed counts at the next request', async t => {
  const { enroll, repository } = await createApplication()
  const { client } = await enroll('alice')
  t.equal((await client.get('/me')).status, 200)
  const row = (await repository.findTwoFactor('alice'))!
  const record = JSON.stringify({ ...JSON.parse(row.record), stamp: 'of somebody else' })
  await repository.saveTwoFactor('alice', { ...row, record, revision: row.revision + 1 }, row.revision, [])
  t.equal((await client.get('/me')).status, 401)
})
