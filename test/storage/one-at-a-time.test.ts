import t from 'tap'
import { OneAtATime } from '../../lib/storage/one-at-a-time.js'
import { LONGEST_ANSWER } from '../../lib/storage/time-limit.js'
import { createApplication, users } from '../support/application.js'
import { refused } from '../support/answers.js'
import { TestRepository } from '../support/test-repository.js'
import { answerOf, breakCalls } from '../endurance/faults/faults.js'

t.test('calls for one key run one after the other in their order, those for another key at once, whatever fails', async t => {
  const turns = new OneAtATime()
  const log: string[] = []
  const open = new Map<string, () => void>()
  const call = (name: string) => async () => {
    log.push(`${name} starts`)
    await new Promise<void>(resolve => open.set(name, resolve))
    log.push(`${name} ends`)
    if (name === 'a1') throw new Error('a1 failed')
    return name
  }
  const [first, second, other] = [turns.run('a', call('a1')), turns.run('a', call('a2')), turns.run('b', call('b1'))]
  t.strictSame(log.splice(0), ['a1 starts', 'b1 starts'])
  open.get('a1')!()
  await t.rejects(first, { message: 'a1 failed' })
  t.strictSame(log.splice(0), ['a1 ends', 'a2 starts'])
  open.get('b1')!()
  open.get('a2')!()
  t.strictSame(await Promise.all([second, other]), ['a2', 'b1'])
})

t.test('200 changes of one user at once in one process are 200 reads and 200 writes', async t => {
  const repository = new TestRepository(users)
  const { app, enroll } = await createApplication({ userRepository: repository })
  await enroll('alice')
  repository.count()
  await Promise.all(Array.from({ length: 200 }, () => app.twoFactor.revokeSessions('alice')))
  t.strictSame(repository.count(), { rows: 200, users: 0, writes: 200 })
})

t.test('while a store hangs, nobody waits for the others before: all are 503 after ten seconds', async t => {
  const repository = new TestRepository(users)
  const { login, enroll, code } = await createApplication({ userRepository: repository })
  const { secret } = await enroll('alice')
  const browsers = await Promise.all(Array.from({ length: 5 }, () => login('alice')))
  const script = breakCalls(repository, 'hangs', () => true)
  let now = performance.now()
  t.intercept(performance, 'now', { value: () => now })
  const answers = await answerOf(async () => {
    setTimeout(() => { now += LONGEST_ANSWER + 1 }, LONGEST_ANSWER - 1)
    return await Promise.all(browsers.map(browser => browser.post('/two-factor/challenge', { code: code(secret) })))
  }, script)
  for (const answer of answers) refused(t, answer, 503, 'TWO_FACTOR_UNAVAILABLE')
  t.equal(script.hanging, 1)
})

t.test('a call that comes while the last of those before runs waits for it too', async t => {
  const turns = new OneAtATime()
  const open: (() => void)[] = []
  let running = 0
  const call = async (): Promise<number> => {
    const together = ++running
    await new Promise<void>(resolve => open.push(resolve))
    running--
    return together
  }
  const [first, second] = [turns.run('a', call), turns.run('a', call)]
  open[0]!()
  await first
  const third = turns.run('a', call)
  open[1]!()
  await second
  open[2]!()
  t.equal(await third, 1)
})

t.test('nothing is kept of a key whose calls are done', async t => {
  const turns = new OneAtATime()
  const forgotten = t.capture(Map.prototype, 'delete', Map.prototype.delete)
  await Promise.all([turns.run('a', async () => 1), turns.run('a', async () => 2)])
  t.equal(forgotten().filter(({ args: [key] }) => key === 'a').length, 1)
})
