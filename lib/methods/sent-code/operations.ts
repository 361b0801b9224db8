import { randomId } from '../../crypto/random.js'
import { activateBy, type ConfirmedEnrollment } from '../../enrollment/activate.js'
import { enrolling } from '../../enrollment/enrolling.js'
import { errors, unavailable } from '../../errors.js'
import { accept, andThen, refuse } from '../../record/decision.js'
import { asksForPasskey } from '../../record/sign-in/resistance.js'
import type { SignInStatus } from '../../record/sign-in/status.js'
import { canAskPassword, provePassword } from '../../session/password.js'
import { sentPlace } from '../../session/proof.js'
import type { Visit } from '../../session/visit.js'
import { inTime } from '../../storage/time-limit.js'
import { optionalFlag, optionalPassword, requireObject } from '../../web/input.js'
import { requireOneTimeCode } from '../one-time-code.js'
import { maskAddress, usedAddressHash } from './address.js'
import { drawCode, sentCodeHash, sentCodeHashes } from './code.js'
import { confirmSentCodes as confirm } from './enrollment.js'
import { request as decide } from './request.js'
import type { SendCode } from './send-code.js'
import { SENT_CODE_SECONDS } from './sent-code.js'
import { withoutMessage } from './without-message.js'

export interface RequestCodeOptions {
  /** Where a change asks for it: for the first code to a new address. */
  password?: string | null | undefined
}

export interface RequestedCode {
  /** Where the code went to, masked: `a…e@acme.example`. */
  to: string
  /** Until when it counts. */
  expiresAt: Date
}

export interface ConfirmSentCodesOptions {
  /** Codes to this address take the place of all other authenticators. */
  replace?: boolean | null | undefined
}

/** Whoever passed the first factor may ask for a code. */
const requesting: readonly SignInStatus[] = ['challenge', ...enrolling]

/**
 * Sends a code to the user's address: for the sign-in that waits for one, for a step-up or, where the address is not confirmed
 * yet, to confirm it. It is counted before it is sent, so that no failure lets more of them go out.
 */
export async function requestCode (visit: Visit, options: RequestCodeOptions = {}): Promise<RequestedCode> {
  const signIn = visit.requireSession()
  const sendCode = requireSendCode(visit)
  const { request, installation: { settings } } = visit
  const password = optionalPassword(requireObject(options).password)
  const passwordProved = signIn.status !== 'challenge' && await provePassword(visit, signIn, password, enrolling)
  const code = drawCode()
  const { address, expiresAt } = await visit.change(signIn, requesting, {
    asksUser: 'always',
    decide: ({ record, user, policy, now }) => {
      const addressHash = usedAddressHash(true, signIn.userId, user)
      if (addressHash === undefined) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
      return andThen(decide(record, {
        signIn,
        passwordProved,
        freshSeconds: settings.sessions.freshSeconds,
        passwordAskable: canAskPassword(settings, user),
        resistant: asksForPasskey(signIn, policy),
        addressHash,
        hashFor: place => sentCodeHash(settings.service.secret, signIn.userId, place, code)
      }, now), (record, purpose) => accept(record, {
        purpose,
        address: user!.codeAddress!,
        locale: user!.locale,
        expiresAt: new Date(now + SENT_CODE_SECONDS * 1000)
      }))
    },
    afterSave: async ({ purpose, address, locale, expiresAt }) => {
      try {
        await inTime(sendCode({ userId: signIn.userId, to: address, code, purpose, expiresAt, locale }, request))
      } catch (error) {
        throw unavailable(withoutMessage(error, address, code))
      }
      return [{ type: 'code-sent', purpose }]
    }
  })
  return { to: maskAddress(address), expiresAt }
}

/** The code that was sent to an address turns it on: from then on codes to it are taken. */
export async function confirmSentCodes (visit: Visit, code: string, options: ConfirmSentCodesOptions = {}): Promise<ConfirmedEnrollment> {
  const signIn = visit.requireSession()
  requireSendCode(visit)
  const digits = requireOneTimeCode(code)
  const replace = optionalFlag('replace', requireObject(options).replace)
  const { secret } = visit.installation.settings.service
  const id = randomId()
  return await activateBy(visit, signIn, replace, {
    decide: ({ record, user, now }, input) => {
      const place = sentPlace(visit, signIn, user, 'enrollment')
      const facts = place && { place, hashes: sentCodeHashes(secret, signIn.userId, place, digits) }
      return confirm(record, { ...input, id, facts }, now)
    }
  })
}

function requireSendCode ({ installation: { settings: { sendCode } } }: Visit): SendCode {
  if (sendCode !== undefined) return sendCode
  throw new errors.TWO_FACTOR_METHOD_NOT_ALLOWED({ cause: new Error('The option sendCode is not given: no codes are sent here.') })
}
