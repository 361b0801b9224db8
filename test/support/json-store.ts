import type { FastifySessionOptions } from '@fastify/session'

type Store = NonNullable<FastifySessionOptions['store']>
type Operation = 'get' | 'set' | 'destroy'

/** A session store that keeps JSON text, as Redis or PostgreSQL stores do; calls can be made to fail. */
export class JsonStore implements Store {
  readonly sessions = new Map<string, string>()
  /** Asked before each call; what it throws, the call fails with. */
  before: (operation: Operation, sessionId: string) => void | Promise<void> = () => {}
  /** Asked after each call took effect; what it throws, the call fails with. */
  after: (operation: Operation) => void = () => {}

  set (sessionId: string, session: object, callback: (error?: unknown) => void): void {
    const text = JSON.stringify(session)
    this.#run('set', sessionId, callback, () => { this.sessions.set(sessionId, text) })
  }

  get (sessionId: string, callback: Parameters<Store['get']>[1]): void {
    this.#run('get', sessionId, callback, () => {
      const text = this.sessions.get(sessionId)
      return text === undefined ? null : JSON.parse(text)
    })
  }

  destroy (sessionId: string, callback: (error?: unknown) => void): void {
    this.#run('destroy', sessionId, callback, () => { this.sessions.delete(sessionId) })
  }

  #run<Result> (operation: Operation, sessionId: string, callback: (error: unknown, result?: Result) => void, work: () => Result): void {
    const call = async (): Promise<Result> => {
      await this.before(operation, sessionId)
      const result = work()
      this.after(operation)
      return result
    }
    setImmediate(() => { call().then(result => callback(null, result), callback) })
  }
}
