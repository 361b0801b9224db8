export type Role = 'member' | 'accountant' | 'administrator'

export interface UsersTable {
  /** Never changes and is never given to somebody else, unlike the name. */
  id: string
  username: string
  password_hash: string
  role: Role
  locale: string | null
  time_zone: string | null
  grace_ends_at: string | null
}

export interface LoginAttemptsTable {
  name_hash: string
  /** Milliseconds since 1970; each guess moves it on by a minute. */
  busy_until: number
}

/** The columns that the application may query; the rest is the plugin's. */
interface TwoFactorTable {
  user_id: string
  /** 0 or 1. */
  enabled: number
}

/** What the plugin tells of, until the relay takes it. */
interface TwoFactorEventsTable {
  position: number | string
  /** JSON. */
  event: string
}

/** The application's own tables, and the plugin's beside them. */
export interface Tables {
  users: UsersTable
  login_attempts: LoginAttemptsTable
  two_factor: TwoFactorTable
  two_factor_events: TwoFactorEventsTable
}
