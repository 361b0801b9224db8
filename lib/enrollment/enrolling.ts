import type { SignInStatus } from '../record/sign-in/status.js'

/** Whoever may enroll: signed in, or held back until they have. */
export const enrolling: readonly SignInStatus[] = ['enrollment', 'complete']
