import t from 'tap'
import { unavailable } from '../../support/answers.js'
import { createApplication, type TestApplication } from '../../support/application.js'
import type { Answer } from '../../support/client.js'
import { answerOf, breakCalls, faults, type Fault } from './faults.js'
import { flows, options, users, type Started } from './flows.js'
import { signsInAgain } from './signs-in-again.js'

interface Broken extends Started { application: TestApplication, answer: Answer, operations: string[], hadAccess: boolean, changed: boolean }

async function broken (name: string, fault: Fault, fails: (call: number) => boolean): Promise<Broken> {
  const application = await createApplication({ ...options, users })
  const started = await flows[name]!.start(application)
  const { status } = await started.browser.get('/me')
  const row = await application.repository.findTwoFactor(started.userId)
  const script = breakCalls(application.store, fault, fails)
  const answer = await answerOf(started.act, script)
  script.end()
  const { revision } = await application.repository.findTwoFactor(started.userId) ?? {}
  return { ...started, application, answer, operations: script.operations, hadAccess: status === 200, changed: revision !== row?.revision }
}

for (const [name, { ownRoute, goesOn = false }] of Object.entries(flows)) {
  for (const fault of faults) {
    for (const [which, fails] of Object.entries({ 'one call': (call: number, failing: number) => call === failing, 'each call from some on': (call: number, failing: number) => call >= failing })) {
      t.test(`${name}: where ${which} of the session store ${fault}, the answer is an error without access and without trust, and the next try works`, async t => {
        const { operations, answer } = await broken(name, fault, () => false)
        t.ok(answer.status < 400, `without a failure: ${answer.status}`)
        for (const [index, operation] of operations.entries()) {
          const failing = index + 1
          // loading a session, and touching it where nothing was written, is its own plugin's: nobody else can end its waiting, or choose its answer on the application's routes
          const foreign = operation === 'get' || operations.length === 2
          if (fault === 'hangs' && foreign) continue
          const result = await broken(name, fault, call => fails(call, failing))
          t.comment(`call ${failing}, ${operation}`)
          if (ownRoute || !foreign) unavailable(t, result.answer)
          else t.ok(result.answer.status >= 400, `an error: ${result.answer.status}`)
          t.notOk(result.answer.cookies.some(({ name, value }) => name.includes('two-factor') && value !== ''), 'no trust')
          const { status } = await result.browser.get('/me')
          t.ok(status !== 200 || (result.hadAccess && (goesOn || !result.changed)), `/me: ${status}`)
          await signsInAgain(t, result)
        }
      })
    }
  }
}
