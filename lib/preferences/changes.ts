import { randomId } from '../crypto/random.js'
import { disable as decideDisable, removeAuthenticator as decideRemoval, type ChangeInput } from '../record/preferences/remove.js'
import { stepUp as decideStepUp } from '../record/sign-in/verify.js'
import type { Decision } from '../record/decision.js'
import type { TwoFactorRecord } from '../record/record.js'
import { regenerateRecoveryCodes as decideRegeneration } from '../methods/recovery-code/proof.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { revokeTrustedClient as decideRevocation, revokeTrustedClients as decideRevocationOfAll } from '../record/trusted-clients.js'
import { goOn, keep } from '../session/entering.js'
import { optionalPassword, requireId, requireObject, requireOneTimeCode } from '../web/input.js'
import { provePassword } from '../session/password.js'
import { drawRecoveryCodes } from '../methods/recovery-code/set.js'
import type { AdmittedSituation, SessionContext } from '../session/visit.js'

/** What a change takes: a one-time code, and the password where it is due. */
export interface Proof {
  code: string
  password?: string | undefined
}

/** A one-time code proved again in this session. */
export async function stepUp (context: SessionContext, code: string): Promise<{ verifiedAt: Date }> {
  const signIn = context.requireSignIn()
  const digits = requireOneTimeCode(code)
  const verified = await context.change(signIn, {
    admitted: ['complete'],
    decide: (record, { now }) => decideStepUp(record, { signIn, proof: context.proof(record, signIn, digits) }, now),
    afterSave: verified => keep(context, verified)
  })
  return { verifiedAt: new Date(verified.verifiedAt!) }
}

/** New recovery codes in place of all that were left. */
export async function regenerateRecoveryCodes (context: SessionContext, proof: Proof): Promise<{ recoveryCodes: string[] }> {
  const userId = context.requireSignIn().userId
  const drawn = drawRecoveryCodes(userId)
  await change(context, proof, (record, input, { now }) => decideRegeneration(record, { ...input, codeHashes: drawn.hashes }, now))
  return { recoveryCodes: drawn.codes }
}

/** Removes one authenticator, not the last. Every other session ends. */
export async function removeAuthenticator (context: SessionContext, id: string, proof: Proof): Promise<void> {
  requireId(id)
  await change(context, proof, (record, input, { now }) => decideRemoval(record, { ...input, id }, now))
}

/** Turns two-factor authentication off. Every other session ends. */
export async function disable (context: SessionContext, proof: Proof): Promise<void> {
  await change(context, proof, (record, input, { policy, now }) => decideDisable(record, { ...input, required: policy!.required }, now))
}

export async function revokeTrustedClient (context: SessionContext, id: string): Promise<void> {
  const signIn = context.requireSignIn()
  requireId(id)
  await context.change(signIn, { admitted: ['complete'], decide: record => decideRevocation(record, id) })
}

export async function revokeTrustedClients (context: SessionContext): Promise<void> {
  const signIn = context.requireSignIn()
  await context.change(signIn, { admitted: ['complete'], decide: record => decideRevocationOfAll(record) })
}

/** One change that takes a proof; the session goes on, under a new id where the stamp changed. */
async function change (context: SessionContext, proof: Proof, decide: (record: TwoFactorRecord, input: ChangeInput, situation: AdmittedSituation) => Decision<SignIn>): Promise<void> {
  const signIn = context.requireSignIn()
  const { code, password } = requireObject(proof)
  const digits = requireOneTimeCode(code)
  const passwordProved = await provePassword(context, signIn, optionalPassword(password), ['complete'])
  const { reauthenticateSeconds } = context.application.settings
  await context.change(signIn, {
    admitted: ['complete'],
    needsUser: true,
    decide: (record, situation) => decide(record, {
      signIn,
      passwordProved,
      reauthenticateSeconds,
      proof: context.proof(record, signIn, digits),
      stamp: randomId()
    }, situation),
    afterSave: async changed => changed.stamp === signIn.stamp
      ? await keep(context, changed)
      : await goOn(context, changed)
  })
}
