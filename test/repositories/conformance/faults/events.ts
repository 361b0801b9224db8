import { setImmediate as turn } from 'node:timers/promises'
import type { SavedTwoFactorEvent, TwoFactorRow } from '../../../../lib/index.js'
import { findingEvents, isUser, saving, type Fault, type Saving } from '../faulty-repository.js'

export const faultyEvents: readonly Fault[] = [
  {
    what: 'events that are no list',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_INVALID',
    message: /findEvents gives an object/,
    faulty: findingEvents(events => ({ events }))
  },
  {
    what: 'events that cannot be read',
    code: 'TWO_FACTOR_REPOSITORY_REJECTED',
    message: /findEvents\("aB3x"\) rejects with "no such table"/,
    faulty: findingEvents(() => { throw new Error('no such table') })
  },
  {
    what: 'events that are dropped',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_LOST',
    message: /for "aB3x".*of type \w+.*one transaction/,
    faulty: saving(async ({ save }, row, expected) => await save(row, expected, []))
  },
  {
    what: 'a save that writes only the first of its events',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_LOST',
    faulty: saving(async ({ save, events }, row, expected) => await save(row, expected, events.slice(0, 1)))
  },
  {
    what: 'first saves without their events',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_LOST',
    faulty: saving(async ({ save, events }, row, expected) => await save(row, expected, expected === undefined ? [] : events))
  },
  {
    what: 'events that are written before the row',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_OF_REFUSED',
    message: /answers with false for "aB3x".*the row first/,
    faulty: keepingApart(async ({ save, keep, events }, row, expected) => {
      keep(events)
      return await save(row, expected, [])
    })
  },
  {
    what: 'events of a change that was lost in a crowd',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_OF_REFUSED',
    faulty: keepingApart(async ({ save, stored, keep, events }, row, expected) => {
      if (expected === undefined || stored() !== expected) return await save(row, expected)
      keep(events)
      await turn()
      return await save(row, expected, [])
    })
  },
  {
    what: 'events of a user without a row',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_OF_REFUSED',
    message: /"nobody-/,
    faulty: keepingApart(async ({ save, userId, keep, events }, row, expected) => {
      if (!isUser(userId)) keep(events)
      return await save(row, expected)
    })
  },
  {
    what: 'events that are written twice',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_REPEATED',
    faulty: saving(async ({ save, events }, row, expected) => await save(row, expected, [...events, ...events]))
  },
  {
    what: 'the latest event first',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_DISORDERED',
    message: /Number them/,
    faulty: findingEvents(events => events.toReversed())
  },
  {
    what: 'the events of one save in any order',
    code: 'TWO_FACTOR_REPOSITORY_EVENTS_DISORDERED',
    faulty: saving(async ({ save, events }, row, expected) => await save(row, expected, events.toReversed()))
  },
  {
    what: 'events for all users in one list',
    code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED',
    message: /"aB3x" and "bob"/,
    faulty: sound => ({ findEvents: async () => [...await sound.findEvents('bob'), ...await sound.findEvents('aB3x')] })
  },
  {
    what: 'times cut to seconds',
    code: 'TWO_FACTOR_REPOSITORY_EVENT_CHANGED',
    message: /was saved, .* came back. Keep it as JSON/,
    faulty: findingEvents(events => events.map(event => ({ ...event, at: `${String(event.at).slice(0, 19)}.5Z` })))
  },
  {
    what: 'names without what a Latin-1 column cannot hold',
    code: 'TWO_FACTOR_REPOSITORY_EVENT_CHANGED',
    faulty: findingEvents(events => events.map(event => JSON.parse(JSON.stringify(event).replaceAll(/[^\0-\u00ff]/gu, '?'))))
  },
  {
    what: 'events without who did it',
    code: 'TWO_FACTOR_REPOSITORY_EVENT_CHANGED',
    faulty: findingEvents(events => events.map(({ by, ...event }) => event))
  }
]

interface KeepingApart extends Saving { keep (events: readonly SavedTwoFactorEvent[]): void }

/** Saves that may keep events by themselves. */
function keepingApart (save: (saving: KeepingApart, row: TwoFactorRow, expected: number | undefined) => Promise<unknown>): Fault['faulty'] {
  const kept: SavedTwoFactorEvent[] = []
  return (sound, rows) => ({
    ...saving(async (saving, row, expected) => await save({ ...saving, keep: events => kept.push(...events) }, row, expected))(sound, rows),
    findEvents: async userId => [...await sound.findEvents(userId), ...kept.filter(event => event.userId === userId)]
  })
}
