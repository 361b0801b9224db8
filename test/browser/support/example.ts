import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { startExample, type Example } from '../../example-app/support.js'

const CLOCK = new URL('clock.js', import.meta.url)

export interface ClockedExample extends Example {
  clock: ExampleClock
}

/** The example, as people start it, but that its time stands still until a test moves it. */
export async function startClockedExample (t: Test): Promise<ClockedExample> {
  const file = join(t.testdir({ clock: '' }), 'clock')
  const clock = new ExampleClock(file)
  const sqliteFile = join(t.testdirName, 'example.sqlite')
  const example = await startExample(t, { SQLITE_FILE: sqliteFile, NODE_OPTIONS: `--import=${CLOCK.href}`, CLOCK_FILE: file })
  return { ...example, clock }
}

/** The time of the example's process. It starts now, so that browsers keep the cookies. */
export class ExampleClock {
  readonly #file: string
  #now = Math.floor(Date.now() / 1000) * 1000

  constructor (file: string) {
    this.#file = file
    writeFileSync(file, '')
    this.advance(0)
  }

  get now (): number {
    return this.#now
  }

  advance (seconds: number): void {
    this.#now += seconds * 1000
    utimesSync(this.#file, this.#now / 1000, this.#now / 1000)
  }
}
