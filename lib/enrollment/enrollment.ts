import { randomBytes } from 'node:crypto'
import { openAuthenticatorKeys, sealAuthenticatorKey } from '../methods/totp/sealed-keys.js'
import { randomId } from '../crypto/random.js'
import { errors, unavailable } from '../errors.js'
import { deriveEnrollmentKey, encodeKey, SALT_BYTES } from '../methods/totp/key.js'
import { keyUri } from '../methods/totp/key-uri.js'
import { qrCodeSvg } from '../methods/totp/qr-code.js'
import { accept, andThen } from '../record/decision.js'
import { cancelEnrollment as decideCancel, confirmEnrollment as decideConfirmation, pendingEnrollment, startEnrollment as decideStart } from '../record/enrollment/confirm.js'
import type { PendingEnrollment } from '../record/record.js'
import type { SignIn, SignInStatus } from '../record/sign-in/sign-in.js'
import type { TwoFactorUser } from '../repositories/user-repository.js'
import { destination, enter, goOn } from '../session/entering.js'
import { optionalFlag, optionalName, optionalPassword, optionalSecret, requireObject, requireOneTimeCode } from '../web/input.js'
import { placeUrl } from '../web/urls.js'
import { provePassword } from '../session/password.js'
import { drawRecoveryCodes } from '../methods/recovery-code/set.js'
import type { SessionContext } from '../session/visit.js'

/** Of an authenticator that nobody named; the pages say it in the user's language. */
export const DEFAULT_NAME = 'Authenticator'

/** Whoever may enroll: signed in, or held back until he has. */
export const enrolling: readonly SignInStatus[] = ['enrollment', 'complete']

export interface TwoFactorEnrollment {
  /** The key, base32. */
  secret: string
  /** The `otpauth://` URI. */
  uri: string
  /** The URI as QR code, an SVG document. */
  qrCode: string
  expiresAt: Date
}

export interface StartEnrollmentOptions {
  /** A Secret of the user's own, 1–128 characters: it goes into the key together with what the server draws. */
  secret?: string | undefined
  /** Name of the authenticator, 1–64 characters. */
  name?: string | undefined
  password?: string | undefined
}

/** Starts an enrollment with a new key; one that was pending is replaced. */
export async function startEnrollment (context: SessionContext, options: StartEnrollmentOptions = {}): Promise<TwoFactorEnrollment> {
  const signIn = context.requireSignIn()
  const given = requireObject(options)
  const chosenSecret = optionalSecret(given.secret)
  const name = optionalName(given.name) ?? DEFAULT_NAME
  const password = optionalPassword(given.password)
  const { ring, reauthenticateSeconds } = context.application.settings
  const passwordProved = await provePassword(context, signIn, password, enrolling)
  const id = randomId()
  const key = deriveEnrollmentKey(ring.current.secret, randomBytes(SALT_BYTES), signIn.userId, chosenSecret)
  const sealed = sealAuthenticatorKey(ring, signIn.userId, id, key)
  const { pending, user } = await context.change(signIn, {
    admitted: enrolling,
    needsUser: true,
    decide: (record, { user, now }) => andThen(
      decideStart(record, { signIn, passwordProved, reauthenticateSeconds, id, name, key: sealed }, now),
      (record, pending) => accept(record, { pending, user })
    )
  })
  return await show(context, pending, key, user!)
}

/** The pending enrollment of this sign-in again, with the same key. */
export async function enrollment (context: SessionContext): Promise<TwoFactorEnrollment> {
  const { signIn, record, user, now } = await context.require(enrolling, { needsUser: true })
  const { pendingSeconds } = context.application.settings
  const pending = pendingEnrollment(record, signIn, pendingSeconds, now)
  if (pending === undefined) throw new errors.TWO_FACTOR_NO_ENROLLMENT()
  const key = openKey(context, signIn, pending)
  if (key === undefined) throw unavailable(new Error('The pending enrollment does not open: its service key is missing.'))
  return await show(context, pending, key, user!)
}

/**
 * A right code of the new authenticator turns it on. Every other session ends; an enrollment-only
 * sign-in is complete by it. Recovery codes are given once, where none are left.
 */
export async function confirmEnrollment (context: SessionContext, code: string, options: { replace?: boolean | undefined } = {}): Promise<{ status: 'complete', location: string, recoveryCodes: string[] }> {
  const signIn = context.requireSignIn()
  const digits = requireOneTimeCode(code)
  const replace = optionalFlag('replace', options.replace)
  const { window, pendingSeconds, urls } = context.application.settings
  const drawn = drawRecoveryCodes(signIn.userId)
  const { held, newRecoveryCodes } = await context.change(signIn, {
    admitted: enrolling,
    decide: (record, { status, now }) => andThen(
      decideConfirmation(record, {
        signIn,
        code: digits,
        key: record.enrollment && openKey(context, signIn, record.enrollment),
        window,
        pendingSeconds,
        replace,
        stamp: randomId(),
        codeHashes: drawn.hashes
      }, now),
      (record, confirmed) => accept(record, { ...confirmed, held: status === 'enrollment' })
    ),
    afterSave: async ({ signIn, held }) => {
      if (held) await enter(context, signIn)
      else await goOn(context, { ...signIn, next: undefined })
    }
  })
  return {
    status: 'complete',
    location: held ? destination(context, signIn) : signIn.next ?? placeUrl(urls, context.application.links, 'preferences'),
    recoveryCodes: newRecoveryCodes ? drawn.codes : []
  }
}

/** Ends the pending enrollment of this sign-in, if there is one. */
export async function cancelEnrollment (context: SessionContext): Promise<void> {
  const signIn = context.requireSignIn()
  await context.change(signIn, { admitted: enrolling, decide: record => decideCancel(record, signIn) })
}

function openKey ({ application }: SessionContext, { userId }: SignIn, pending: PendingEnrollment): Uint8Array | undefined {
  return openAuthenticatorKeys(application.settings.ring, userId, [pending]).opened[0]?.key
}

async function show (context: SessionContext, pending: PendingEnrollment, key: Uint8Array, user: TwoFactorUser): Promise<TwoFactorEnrollment> {
  const { settings } = context.application
  const uri = keyUri({
    key,
    issuerName: user.issuerName ?? settings.issuerName,
    accountName: user.accountName,
    imageUrl: settings.imageUrl
  })
  return { secret: encodeKey(key), uri, qrCode: await qrCodeSvg(uri), expiresAt: new Date(pending.startedAt + settings.pendingSeconds * 1000) }
}
