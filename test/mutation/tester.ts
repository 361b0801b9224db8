import { fork, type ChildProcess } from 'node:child_process'
import type { Loaded, Order, Ran } from './worker.js'

interface Report {
  readonly loaded?: Loaded
  readonly ran?: Ran
}

/** How long loading all tests may take, in milliseconds. */
const LONGEST_START = 200_000

/** A process with all tests loaded; it begins when it is asked for something, and anew after it ended. */
export class Tester {
  readonly #root: string
  readonly #arguments: readonly string[]
  #process: ChildProcess | undefined
  #loaded: Loaded | undefined
  #tell: ((report: Report) => void) | undefined

  /** With a mutant that is active from the start: for what runs while the library is loaded. */
  constructor (root: string, folders: readonly string[], mutant = '') {
    this.#root = root
    this.#arguments = [mutant, ...folders]
  }

  /** `undefined` where it could not be loaded. */
  async load (): Promise<Loaded | undefined> {
    if (this.#process !== undefined) return this.#loaded
    const child = fork('compiled/test/mutation/worker.js', this.#arguments, {
      cwd: this.#root,
      execArgv: ['--import=@tapjs/mock/import'],
      env: { ...process.env, TAP_TIMEOUT: '0' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc']
    })
    child.on('message', (report: Report) => {
      // tap has messages of its own
      if (report.loaded !== undefined || report.ran !== undefined) this.#tell?.(report)
    })
    child.on('exit', () => {
      if (this.#process !== child) return
      this.#process = undefined
      this.#tell?.({})
    })
    this.#process = child
    this.#loaded = (await this.#report(LONGEST_START)).loaded
    return this.#loaded
  }

  /** Runs one test; `undefined` where it hung, or ended the process. */
  async run (order: Order, milliseconds: number): Promise<Ran | undefined> {
    if (await this.load() === undefined) return undefined
    this.#process?.send(order, () => {})
    return (await this.#report(milliseconds)).ran
  }

  stop (): void {
    this.#process?.kill('SIGKILL')
    this.#process = undefined
  }

  async #report (milliseconds: number): Promise<Report> {
    if (this.#process === undefined) return {}
    return await new Promise<Report>(resolve => {
      const timer = setTimeout(() => {
        this.stop()
        this.#tell!({})
      }, milliseconds)
      this.#tell = report => {
        clearTimeout(timer)
        resolve(report)
      }
    })
  }
}
