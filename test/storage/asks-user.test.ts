import t from 'tap'
import { refuse } from '../../lib/record/decision.js'
import { createRecord, type TwoFactorRecord } from '../../lib/record/record.js'
import { Storage, type AsksUser, type StorageOptions } from '../../lib/storage/storage.js'
import { TestRepository } from '../support/test-repository.js'

const off = createRecord('stamp', 'cookie')
const records = { none: undefined, off, on: { ...off, authenticators: [{}] } as unknown as TwoFactorRecord }

/** Whether reading, and deciding, on each of these records asks for the user. */
async function asked (asksUser: AsksUser | undefined): Promise<Record<string, boolean>> {
  const answers: Record<string, boolean> = {}
  for (const [name, record] of Object.entries(records)) {
    const repository = new TestRepository({ alice: { accountName: 'alice' } })
    if (record !== undefined) repository.rows.set('alice', { record: JSON.stringify(record), enabled: false, revision: 1 })
    const storage = new Storage({
      parseRecord: text => JSON.parse(text) as TwoFactorRecord,
      userRepository: repository,
      onEvent: undefined,
      clock: () => 0,
      log: {} as StorageOptions['log']
    })
    await storage.decide('alice', {
      ...(asksUser !== undefined && { asksUser }),
      decide: ({ record, user }) => {
        answers[name] = user !== undefined
        return refuse(record, 'TWO_FACTOR_NOT_FOUND')
      }
    }).catch(() => {})
    if (asksUser !== undefined) answers[`${name}, reading`] = (await storage.read('alice', asksUser)).user !== undefined
  }
  return answers
}

t.test('the user is asked for as the decision says, and otherwise not at all', async t => {
  const both = (answers: Record<string, boolean>): Record<string, boolean> =>
    Object.fromEntries(Object.entries(answers).flatMap(([name, answer]) => [[name, answer], [`${name}, reading`, answer]]))
  t.strictSame(await asked('always'), both({ none: true, off: true, on: true }))
  t.strictSame(await asked('while-off'), both({ none: false, off: true, on: false }))
  t.strictSame(await asked('without-record'), both({ none: true, off: false, on: false }))
  t.strictSame(await asked(undefined), { none: false, off: false, on: false })
})
