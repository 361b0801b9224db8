import { randomBytes } from 'node:crypto'
import { randomId } from '../../crypto/random.js'
import { activateBy, type ConfirmedEnrollment } from '../../enrollment/activate.js'
import { enrolling } from '../../enrollment/enrolling.js'
import { errors } from '../../errors.js'
import { accept, andThen } from '../../record/decision.js'
import { labelOf } from '../../record/client-label.js'
import { DEFAULT_NAME, refuseName } from '../../record/names.js'
import { asksForPasskey } from '../../record/sign-in/resistance.js'
import { canAskPassword, provePassword } from '../../session/password.js'
import { challengeFor } from '../../session/proof.js'
import type { Visit } from '../../session/visit.js'
import { clientNames, UNKNOWN_CLIENT } from '../../trusted-clients/label.js'
import { optionalFlag, optionalName, optionalPassword, requireObject } from '../../web/input.js'
import { requireRegistrationAnswer } from './answer.js'
import { CHALLENGE_SECONDS, isLiveChallenge, issueChallenge } from './challenge.js'
import { readClientData } from './client-data.js'
import { creationOptions } from './credential-options.js'
import { addPasskey } from './enrollment.js'
import type { Made } from './facts.js'
import { passkeysOf } from './passkey.js'
import type { RelyingParty } from './relying-party.js'
import { start as decide } from './start.js'
import { verifyRegistration } from './verify.js'

export interface StartPasskeyOptions {
  password?: string | null | undefined
}

export interface StartedPasskey {
  /** What `navigator.credentials.create` takes, as JSON (PublicKeyCredentialCreationOptionsJSON); for one use. */
  options: object
  /** When the options no longer count. */
  expiresAt: Date
}

export interface ConfirmPasskeyOptions {
  /** Default: browser and system, as far as the browser says them. */
  name?: string | null | undefined
  /** The new passkey takes the place of all other authenticators. */
  replace?: boolean | null | undefined
}

const USER_HANDLE_BYTES = 32

/** Starts the registration of a passkey or security key. Those that are registered stay, and none of them is made again. */
export async function startPasskey (visit: Visit, options: StartPasskeyOptions = {}): Promise<StartedPasskey> {
  const signIn = visit.requireSession()
  const { rpId, userVerification } = requireRelyingParty(visit)
  const { settings } = visit.installation
  const passwordProved = await provePassword(visit, signIn, optionalPassword(requireObject(options).password), enrolling)
  const input = { signIn, passwordProved, freshSeconds: settings.sessions.freshSeconds }
  const drawn = randomBytes(USER_HANDLE_BYTES).toString('base64url')
  const { record, user, now } = await visit.change(signIn, enrolling, {
    asksUser: 'always',
    decide: ({ record, user, policy, now }) => andThen(
      decide(record, {
        ...input,
        userHandle: drawn,
        passwordAskable: canAskPassword(settings, user),
        resistant: asksForPasskey(signIn, policy)
      }, now),
      record => accept(record, { record, user: user!, now })
    )
  })
  return {
    options: creationOptions({
      rpId,
      rpName: user.issuerName || settings.service.issuerName,
      userHandle: record.userHandle!,
      accountName: user.accountName,
      passkeys: passkeysOf(record),
      userVerification,
      challenge: issueChallenge(challengeFor(visit, signIn, 'registration'), record.assertions ?? 0, now)
    }),
    expiresAt: new Date(now + CHALLENGE_SECONDS * 1000)
  }
}

/** Registers the passkey that `navigator.credentials.create` made, and turns it on. */
export async function confirmPasskey (visit: Visit, credential: object, options: ConfirmPasskeyOptions = {}): Promise<ConfirmedEnrollment> {
  const signIn = visit.requireSession()
  const passkeys = requireRelyingParty(visit)
  const answer = requireRegistrationAnswer(credential)
  const given = requireObject(options)
  const replace = optionalFlag('replace', given.replace)
  const name = optionalName(given.name)
  const label = passkeyLabel(visit)
  const id = randomId()
  const challenge = readClientData(answer.response.clientDataJSON)?.challenge
  const place = challengeFor(visit, signIn, 'registration')
  return await activateBy<Made | undefined>(visit, signIn, replace, {
    prepare: async () => {
      const verified = await verifyRegistration(answer, passkeys)
      if ('facts' in verified) return verified.facts
      visit.request.log.info({ reason: verified.reason }, 'fastify-two-factor: a passkey was not registered')
      return undefined
    },
    decide: ({ record, now }, input, made) => addPasskey(record, {
      ...input,
      id,
      name: name ?? (refuseName(record, label, record.authenticators) === undefined ? label : DEFAULT_NAME),
      made,
      syncable: passkeys.syncable,
      isLive: (assertions, now) => challenge !== undefined && isLiveChallenge(challenge, place, assertions, now)
    }, now)
  })
}

/** What a passkey is called that nobody named: the browser and its system, in English, as far as they say so. */
export function passkeyLabel ({ request }: Visit): string {
  const label = labelOf(clientNames(request.headers['user-agent']))
  return label === UNKNOWN_CLIENT ? DEFAULT_NAME : label
}

function requireRelyingParty ({ installation: { settings: { passkeys } } }: Visit): RelyingParty {
  if (passkeys !== undefined) return passkeys
  throw new errors.TWO_FACTOR_METHOD_NOT_ALLOWED({ cause: new Error('The option passkeys is not given: there are no passkeys here.') })
}
