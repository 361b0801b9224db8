import t from 'tap'
import type { TwoFactorEvent } from '../../lib/index.js'
import { parseRecord } from '../../lib/methods/index.js'
import { accept, refuse } from '../../lib/record/decision.js'
import type { RecordEvent } from '../../lib/record/events.js'
import { createRecord } from '../../lib/record/record.js'
import { Storage, type StorageOptions } from '../../lib/storage/storage.js'
import { START, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

const failed: RecordEvent = { type: 'failed', purpose: 'password' }
const disabled: RecordEvent = { type: 'disabled' }

function telling (): { storage: Storage, told: TwoFactorEvent[] } {
  const told: TwoFactorEvent[] = []
  const storage = new Storage({
    parseRecord,
    userRepository: new TestRepository(users),
    onEvent: event => { told.push(event) },
    clock: () => START,
    log: {} as StorageOptions['log']
  })
  return { storage, told }
}

t.test('what was decided is told, then what is true by the session, each with whose it is, when, and whose doing', async t => {
  const { storage, told } = telling()
  await storage.decide<undefined>('alice', {
    actor: { signInId: 'sign-in' },
    decide: () => accept(createRecord('stamp', 'cookie'), undefined, [disabled]),
    afterSave: async () => [failed]
  })
  const { id: first, ...one } = told[0]!
  const { id: second, ...two } = told[1]!
  const whose = { userId: 'alice', at: new Date(START), signInId: 'sign-in' }
  t.strictSame([one, two], [{ type: 'disabled', ...whose }, { ...failed, ...whose }])
  t.not(first, second)
})

t.test('where nothing more is true by the session, nothing more is told', async t => {
  const { storage, told } = telling()
  const decide = (): ReturnType<typeof accept<undefined>> => accept(createRecord('stamp', 'cookie'), undefined, [disabled])
  await storage.decide<undefined>('alice', { decide })
  await storage.decide<undefined>('alice', { decide, afterSave: async () => {} })
  t.strictSame(told.map(({ type }) => type), ['disabled', 'disabled'])
})

t.test('a refusal tells what was decided with it, and no more', async t => {
  const { storage, told } = telling()
  await t.rejects(storage.decide('alice', { decide: ({ record }) => refuse(record, 'TWO_FACTOR_NOT_FOUND', [failed]) }), { code: 'TWO_FACTOR_NOT_FOUND' })
  t.strictSame(told.map(({ type }) => type), ['failed'])
})

t.test('what no save is needed for is told by itself', async t => {
  const { storage, told } = telling()
  await storage.tell('alice', [failed], { actor: { signInId: 'sign-in' } })
  t.match(told, [{ ...failed, userId: 'alice', at: new Date(START), signInId: 'sign-in' }])
})
