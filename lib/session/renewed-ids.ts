/** How many ids are kept: those of the last minutes, even of a busy site. */
const MOST = 10_000

/**
 * The ids of sessions that this process renewed lately. An answer that was under way meanwhile must not bring the old one
 * back, as a session or as a cookie. Nothing rests on it: an old id is nobody's, whoever keeps it.
 */
export class RenewedIds {
  readonly #ids = new Set<string>()

  add (sessionId: string): void {
    this.#ids.add(sessionId)
    if (this.#ids.size > MOST) this.#ids.delete(this.#ids.keys().next().value!)
  }

  has (sessionId: string): boolean {
    return this.#ids.has(sessionId)
  }
}
