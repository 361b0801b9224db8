import type { FastifyBaseLogger } from 'fastify'

/** How many values are told apart, and how much of one is kept: what an application knows of its users may be anything. */
const MOST = 100
const LONGEST = 64

/** Warns of what `findUser` gives and nobody can read: of each value once, and the pages do without it. */
export class Warnings {
  readonly #told = new Set<string>()

  once (log: FastifyBaseLogger, property: 'locale' | 'timeZone' | 'helpUrl', value: string, problem: string): void {
    const shown = value.slice(0, LONGEST)
    const key = `${property} ${shown}`
    if (this.#told.size >= MOST || this.#told.has(key)) return
    this.#told.add(key)
    log.warn({ [property]: shown }, `fastify-two-factor: the ${property} that findUser gives ${problem}`)
  }
}
