/** A place that a browser can be sent to. */
export type Place = 'login' | 'home' | 'challenge' | 'enrollment' | 'preferences' | 'stepUp'

/** How a built-in route is called, and which page has the form that posts to it. */
export interface Address {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly form?: Place
}

/** The built-in routes by name, below the prefix. */
export const addresses = {
  preferences: { method: 'GET', url: '/' },
  startEnrollment: { method: 'POST', url: '/enrollment', form: 'preferences' },
  enrollment: { method: 'GET', url: '/enrollment' },
  confirmEnrollment: { method: 'POST', url: '/enrollment/confirm', form: 'enrollment' },
  cancelEnrollment: { method: 'POST', url: '/enrollment/cancel', form: 'enrollment' },
  challenge: { method: 'GET', url: '/challenge' },
  verify: { method: 'POST', url: '/challenge', form: 'challenge' },
  recover: { method: 'POST', url: '/recovery', form: 'challenge' },
  signOut: { method: 'POST', url: '/sign-out', form: 'preferences' },
  stepUpOptions: { method: 'GET', url: '/step-up' },
  stepUp: { method: 'POST', url: '/step-up', form: 'stepUp' },
  startPasskey: { method: 'POST', url: '/passkeys', form: 'preferences' },
  confirmPasskey: { method: 'POST', url: '/passkeys/confirm', form: 'preferences' },
  requestCode: { method: 'POST', url: '/sent-code', form: 'preferences' },
  confirmSentCodes: { method: 'POST', url: '/sent-code/confirm', form: 'preferences' },
  regenerateRecoveryCodes: { method: 'POST', url: '/recovery-codes', form: 'preferences' },
  markRecoveryCodesSaved: { method: 'POST', url: '/recovery-codes/saved', form: 'preferences' },
  renameAuthenticator: { method: 'POST', url: '/authenticators/:id/rename', form: 'preferences' },
  removeAuthenticator: { method: 'POST', url: '/authenticators/:id/remove', form: 'preferences' },
  unlock: { method: 'POST', url: '/unlock', form: 'preferences' },
  disable: { method: 'POST', url: '/disable', form: 'preferences' },
  revokeTrustedClient: { method: 'POST', url: '/trusted-clients/:id/revoke', form: 'preferences' },
  revokeTrustedClients: { method: 'POST', url: '/trusted-clients/revoke', form: 'preferences' },
  revokeSession: { method: 'POST', url: '/sessions/:id/revoke', form: 'preferences' },
  revokeOtherSessions: { method: 'POST', url: '/sessions/revoke-others', form: 'preferences' },
  assets: { method: 'GET', url: '/assets/:file' }
} as const satisfies Record<string, Address>

/** The name of a built-in route. */
export type RouteName = keyof typeof addresses

/** Where each built-in route is, its prefixes included; parameters are written as `:id`. Missing where the route was left out. */
export type Links = { readonly [Name in RouteName]?: string | undefined }
