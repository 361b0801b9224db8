/** Lets the calls for one key run one after the other; those for other keys do not wait. */
export class OneAtATime {
  readonly #last = new Map<string, Promise<void>>()

  async run<Result> (key: string, call: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key)
    const turn = before === undefined ? call() : before.then(call)
    const done = turn.then(() => {}, () => {})
    this.#last.set(key, done)
    try {
      return await turn
    } finally {
      if (this.#last.get(key) === done) this.#last.delete(key)
    }
  }
}
