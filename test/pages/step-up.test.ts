import t from 'tap'
import { en as messages } from '../../lib/pages/messages/en.js'
import { createApplication, users } from '../support/application.js'
import { formsOf, textOf } from '../support/page.js'
import { TestRepository } from '../support/test-repository.js'

t.test('where a step-up was going stays there, whatever is typed into either of its forms', async t => {
  const { enroll, signIn } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  await browser.post('/login', { userId: 'alice' })
  const actions = ['/two-factor/step-up?next=%2Faccounts', '/two-factor/recovery?next=%2Faccounts']
  const actionsOf = (body: string): string[] => formsOf(body).map(({ action }) => action)
  t.strictSame(actionsOf((await browser.page(actions[0]!)).body), actions)
  const answer = await browser.submit(actions[1]!, { code: '0'.repeat(24) })
  t.equal(answer.status, 422)
  t.strictSame(actionsOf(answer.body), actions)
})

t.test('under a block the step-up says that a recovery code is left, also while the lock lasts that came with it', async t => {
  const repository = new TestRepository(users)
  const { enroll, clock } = await createApplication({ userRepository: repository })
  const { client: browser } = await enroll('alice')
  for (const lockedUntil of [undefined, clock.now + 3_600_000]) {
    repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, failures: 100, blockedAt: clock.now, lockedUntil } }))
    const text = textOf((await browser.page('/two-factor/step-up')).body)
    t.match(text, messages.signInByRecoveryCode)
    t.notMatch(text, messages.noWayToConfirm)
  }
})
