import t from 'tap'
import { inTime, LONGEST_ANSWER } from '../../lib/storage/time-limit.js'

t.test('what answers within ten seconds is passed on, and no timer is left', async t => {
  const { setTimeout: set } = globalThis
  const timers: NodeJS.Timeout[] = []
  t.intercept(globalThis, 'setTimeout', {
    value: (call: () => void, milliseconds: number) => {
      const timer = set(call, milliseconds)
      if (milliseconds === LONGEST_ANSWER) timers.push(timer)
      return timer
    }
  })
  const cleared = t.capture(globalThis, 'clearTimeout', clearTimeout)
  t.equal(await inTime(Promise.resolve('in time')), 'in time')
  await t.rejects(inTime(Promise.reject(new Error('down'))), { message: 'down' })
  const done = cleared().map(({ args: [timer] }) => timer)
  t.strictSame(timers.map(timer => done.includes(timer)), [true, true])
})
