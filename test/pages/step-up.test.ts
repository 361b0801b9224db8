import t from 'tap'
import { createApplication } from '../support/application.js'
import { formsOf } from '../support/page.js'

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
