import type { SignInStatus } from '../record/sign-in/status.js'

/** The sign-ins that may enroll: complete ones, and those that are held back until they have enrolled. */
export const enrolling: readonly SignInStatus[] = ['enrollment', 'complete']
