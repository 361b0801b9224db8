import { enrolling } from '../enrollment/enrolling.js'
import type { ListedSession } from '../record/sessions.js'
import { isEnrollmentStepUpDue, isReauthenticationDue } from '../record/sign-in/freshness.js'
import { asksForPasskey } from '../record/sign-in/resistance.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { statusOf, type TwoFactorStatus } from '../record/status.js'
import { useTrustedClient } from '../record/trusted-clients.js'
import { unlocksLeft } from '../record/unlocks.js'
import { offered, sentCodesOf } from '../sign-in/proof-options.js'
import type { Visit } from '../session/visit.js'
import { shownToken } from '../trusted-clients/cookie.js'
import { trustDays } from '../trusted-clients/days.js'

export interface TwoFactorPreferences extends Omit<TwoFactorStatus, 'sessions'> {
  /** The user's sign-ins, as in the status; `current` is this one. */
  sessions: (ListedSession & { current: boolean })[] | undefined
  method: TwoFactorMethod
  /** Types of authenticators that can prove something here and now; none where a change cannot be made. */
  methods: string[]
  /** Id of the trusted client that this browser is. */
  currentTrustedClientId: string | undefined
  /** Days for which this user may have a client remembered; 0 means not at all. */
  trustDays: number
  /** Where codes can be sent to, masked; nothing where no code would be sent. */
  codeTo: string | undefined
  /** Whether the user confirmed that address: codes to it are taken. Otherwise the code that is sent confirms it. */
  codeConfirmed: boolean
  /** Until when the code counts that was sent in this session last. */
  codeExpiresAt: Date | undefined
  /** Whether a change asks for the password, or for a new sign-in where the user has none. */
  passwordRequired: boolean
  /** Whether starting an enrollment asks for a step-up first. */
  stepUpRequired: boolean
  /** How often the user may lift a lock of their codes themselves now, 0 to 3; a block they cannot lift. */
  unlocksLeft: number
}

/** Everything the user may know about their own two-factor authentication. */
export async function show (visit: Visit): Promise<TwoFactorPreferences> {
  const { signIn, record, user, policy, now } = await visit.require(enrolling, { asksUser: 'always' })
  const { service: { expiryDays }, sessions } = visit.installation.settings
  const status = statusOf(record, policy!, expiryDays, now, sessions)
  const codes = sentCodesOf(visit, { signIn, record, user, policy, now })
  const client = shownToken(visit.request, record, signIn.userId)
  return {
    ...status,
    sessions: status.sessions?.map(session => ({ ...session, current: session.id === signIn.id })),
    method: signIn.method,
    methods: offered(visit, { signIn, record, user, policy, now }, true).methods,
    ...codes,
    currentTrustedClientId: client !== undefined && useTrustedClient(record, client, expiryDays, now).trusted ? client.id : undefined,
    trustDays: trustDays(expiryDays, { signIn, user, policy }),
    passwordRequired: isReauthenticationDue(signIn, sessions.freshSeconds, now),
    stepUpRequired: isEnrollmentStepUpDue(record, signIn, asksForPasskey(signIn, policy), now),
    unlocksLeft: unlocksLeft(record.codeAttempts, now)
  }
}
