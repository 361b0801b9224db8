import type { FastifySessionOptions } from '@fastify/session'

type Store = NonNullable<FastifySessionOptions['store']>
type Callback = (error?: unknown) => void

/** A session store that keeps JSON text, as Redis or PostgreSQL stores do; calls can be made to fail. */
export class JsonStore implements Store {
  readonly sessions = new Map<string, string>()
  /** Asked before each call; what it throws, the call fails with. */
  before: (operation: 'get' | 'set' | 'destroy', sessionId: string) => void = () => {}

  set (sessionId: string, session: object, callback: Callback): void {
    this.#run('set', sessionId, callback, () => {
      this.sessions.set(sessionId, JSON.stringify(session))
      callback()
    })
  }

  get (sessionId: string, callback: Parameters<Store['get']>[1]): void {
    this.#run('get', sessionId, callback, () => {
      const text = this.sessions.get(sessionId)
      callback(null, text === undefined ? null : JSON.parse(text))
    })
  }

  destroy (sessionId: string, callback: Callback): void {
    this.#run('destroy', sessionId, callback, () => {
      this.sessions.delete(sessionId)
      callback()
    })
  }

  #run (operation: 'get' | 'set' | 'destroy', sessionId: string, callback: Callback, work: () => void): void {
    setImmediate(() => {
      try {
        this.before(operation, sessionId)
      } catch (error) {
        callback(error)
        return
      }
      work()
    })
  }
}
