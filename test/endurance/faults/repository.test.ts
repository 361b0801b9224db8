import t, { type Test } from 'tap'
import { unavailable } from '../../support/answers.js'
import { createApplication, type TestApplication } from '../../support/application.js'
import type { Answer } from '../../support/client.js'
import { TestRepository } from '../../support/test-repository.js'
import { answerOf, breakCalls, faults, type Fault } from './faults.js'
import { flows, options, users, type Started } from './flows.js'
import { signsInAgain } from './signs-in-again.js'

interface Broken extends Started { application: TestApplication, repository: TestRepository, answer: Answer, calls: number, before: unknown, after: unknown }

/** What a failed request must not have changed. */
async function state ({ events }: TestApplication, repository: TestRepository): Promise<unknown> {
  return [repository.row('alice'), repository.row('bob'), repository.row('carol'), repository.row('dave'), events.length]
}

async function broken (name: string, fault: Fault, fails: (call: number) => boolean): Promise<Broken> {
  const repository = new TestRepository(users)
  const application = await createApplication({ ...options, userRepository: repository })
  const started = await flows[name]!.start(application)
  const before = await state(application, repository)
  const script = breakCalls(repository, fault, fails)
  const answer = await answerOf(started.act, script)
  script.end()
  return { ...started, application, repository, answer, calls: script.operations.length, before, after: await state(application, repository) }
}

function withoutAccess (t: Test, { answer }: Broken): void {
  unavailable(t, answer)
  t.notOk(JSON.stringify(answer).includes('secret host'), 'nothing of the cause')
  t.notOk(answer.cookies.some(({ name, value }) => name.includes('two-factor') && value !== ''), 'no trust')
}

for (const name of Object.keys(flows)) {
  for (const fault of faults) {
    t.test(`${name}: where the repository ${fault} from some call on, the answer is 503 without access, and the next try works`, async t => {
      for (let first = 1; ; first++) {
        const result = await broken(name, fault, call => call >= first)
        if (result.calls < first) {
          t.ok(first > 1 && result.answer.status < 400, `${first - 1} calls: ${result.answer.status}`)
          break
        }
        t.comment(`from call ${first} on`)
        withoutAccess(t, result)
        if (fault !== 'fails after it took effect') t.strictSame(result.after, result.before, 'nothing stored, nothing told')
        await signsInAgain(t, result)
      }
    })

    t.test(`${name}: where one call of the repository ${fault}, the answer is 503 without access, and the next try works`, async t => {
      for (let failing = 1; ; failing++) {
        const result = await broken(name, fault, call => call === failing)
        if (result.calls < failing) break
        t.comment(`call ${failing}`)
        withoutAccess(t, result)
        if (fault !== 'fails after it took effect') t.strictSame(result.after, result.before, 'nothing stored, nothing told')
        await signsInAgain(t, result)
      }
    })
  }
}
