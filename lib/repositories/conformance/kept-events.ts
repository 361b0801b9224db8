import { isDeepStrictEqual } from 'node:util'
import type { SavedTwoFactorEvent } from '../../events.js'
import { conformanceErrors as errors } from './errors.js'
import { sampleEvent } from './sample-event.js'
import { quoted, shown } from './wording.js'

/** How many events come with a save at most. */
const MOST = 3

/** The events that the saves of a check came with, and those that must be kept since. */
export class KeptEvents {
  readonly #given = new Map<string, SavedTwoFactorEvent>()
  readonly #due = new Map<string, SavedTwoFactorEvent[]>()
  #saves = 0

  /** One or more events for one more save. */
  make (userId: string): SavedTwoFactorEvent[] {
    const { size } = this.#given
    const events = Array.from({ length: 1 + this.#saves++ % MOST }, (_, place) => sampleEvent(userId, size + place))
    for (const event of events) this.#given.set(event.id, event)
    return events
  }

  /** The save that they came with was answered with `true`. */
  add (userId: string, events: readonly SavedTwoFactorEvent[]): void {
    this.#due.set(userId, [...this.#due.get(userId) ?? [], ...events])
  }

  /** Throws unless just those that are due were found, each once, as they were given and in their order; others are somebody else's. */
  check (userId: string, found: unknown): void {
    if (!Array.isArray(found)) throw new errors.TWO_FACTOR_REPOSITORY_EVENTS_INVALID(shown(found))
    const ours: object[] = found.filter((event: unknown) => this.#given.has(idOf(event)))
    const ids = ours.map(idOf)
    const due = this.#due.get(userId) ?? []
    for (const id of ids) {
      const event = this.#given.get(id)!
      if (event.userId !== userId) throw new errors.TWO_FACTOR_REPOSITORY_IDS_CONFUSED(quoted(userId), quoted(event.userId))
      if (!due.includes(event)) throw new errors.TWO_FACTOR_REPOSITORY_EVENTS_OF_REFUSED(quoted(userId), event.type)
    }
    if (new Set(ids).size < ids.length) throw new errors.TWO_FACTOR_REPOSITORY_EVENTS_REPEATED(quoted(userId))
    const lost = due.find(({ id }) => !ids.includes(id))
    if (lost !== undefined) throw new errors.TWO_FACTOR_REPOSITORY_EVENTS_LOST(quoted(userId), lost.type)
    if (ids.some((id, place) => due[place]!.id !== id)) throw new errors.TWO_FACTOR_REPOSITORY_EVENTS_DISORDERED(quoted(userId))
    for (const [place, event] of ours.entries()) {
      if (isDeepStrictEqual(asJson(event), asJson(due[place]!))) continue
      throw new errors.TWO_FACTOR_REPOSITORY_EVENT_CHANGED(JSON.stringify(due[place]), JSON.stringify(event))
    }
  }
}

function idOf (event: unknown): string {
  return String((event as { id?: unknown } | null | undefined)?.id)
}

function asJson (event: object): unknown {
  return JSON.parse(JSON.stringify(event))
}
