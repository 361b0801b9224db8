import type { Generated } from 'kysely'

export interface RowTable {
  user_id: string
  record: string
  enabled: number
  /** PostgreSQL's driver gives a bigint as text. */
  revision: number | string
}

/** The events that saves made true, until somebody takes them. */
export interface EventTable {
  /** Their order: of one user's events the earlier one has the lower number. */
  position: Generated<number | string>
  id: string
  user_id: string
  type: string
  /** Milliseconds since 1970. */
  at: number | string
  /** The whole event, as JSON. */
  event: string
}

/** The tables, by the names that they have by default. */
export interface Tables {
  two_factor: RowTable
  two_factor_events: EventTable
}
