import { setImmediate as turn } from 'node:timers/promises'
import { mock } from 'node:test'
import { LONGEST_ANSWER } from '../../../lib/storage/time-limit.js'

/** How a call fails: before it did anything, never answering, or after it took effect. */
export const faults = ['throws', 'hangs', 'fails after it took effect'] as const
export type Fault = typeof faults[number]

interface Faulty {
  before: (operation: any, id: string) => void | Promise<void>
  after: (operation: any, subject: any) => void
}

export interface Script {
  /** Calls seen so far, by name. */
  readonly operations: string[]
  /** Calls that wait for ever. */
  hanging: number
  end (): void
}

/** Lets the calls with these numbers fail, counted from 1. */
export function breakCalls (target: Faulty, fault: Fault, fails: (call: number) => boolean): Script {
  const script: Script = {
    operations: [],
    hanging: 0,
    end () {
      target.before = () => {}
      target.after = () => {}
    }
  }
  const broken = (): Error => Object.assign(new Error('secret host refused'), { statusCode: 502 })
  target.before = async operation => {
    script.operations.push(operation)
    if (!fails(script.operations.length) || fault === 'fails after it took effect') return
    if (fault === 'throws') throw broken()
    script.hanging++
    await new Promise(() => {})
  }
  target.after = () => {
    if (fault === 'fails after it took effect' && fails(script.operations.length)) throw broken()
  }
  return script
}

/** Waits for the answer; whenever a call hangs, as long as the plugin waits for one goes by. */
export async function answerOf<Result> (act: () => Promise<Result>, script: Script): Promise<Result> {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const answer = act()
    const pending = Symbol('pending')
    for (let seen = 0; await Promise.race([answer, turn(pending)]) === pending;) {
      if (script.hanging === seen) continue
      seen = script.hanging
      mock.timers.tick(LONGEST_ANSWER)
    }
    return await answer
  } finally {
    mock.timers.reset()
  }
}
