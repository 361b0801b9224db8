import type { TwoFactorMethod } from './sign-in/sign-in.js'

type Event<Type extends string, Extra = {}> = { type: Type } & Extra

/** What a wrong code or password was tried for. */
export type AttemptPurpose = 'sign-in' | 'step-up' | 'enrollment' | 'disable' | 'recovery' | 'password'

/** What happened to a record or a sign-in; the user and the time are added when it is told. */
export type RecordEvent =
  | Event<'enabled' | 'imported' | 'disabled' | 'reset' | 'signed-out' | 'recovery-codes-regenerated' | 'sessions-revoked' | 'key-missing' | 'blocked'>
  | Event<'authenticator-added' | 'authenticator-removed', { authenticator: { id: string, name: string } }>
  | Event<'signed-in', { method: TwoFactorMethod }>
  | Event<'failed', { purpose: AttemptPurpose }>
  | Event<'locked', { until: Date }>
  | Event<'recovery-code-used', { left: number }>
  | Event<'client-trusted' | 'client-revoked', { client: { id: string, label: string } }>
