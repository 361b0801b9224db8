import { passkeys, type PasskeysOptions } from '../../lib/methods/passkey/peer.js'
import type { ApplicationOptions } from '../support/application.js'
import { SoftAuthenticator, type AssertionForgery, type AssertionJson, type RegistrationForgery, type RegistrationJson } from '../support/authenticator.js'
import type { Answer, Client } from '../support/client.js'
import type { Enrolled, LoginOptions, World } from './world.js'

export { SoftAuthenticator } from '../support/authenticator.js'

/** Where the application is. */
export const SITE = 'https://acme.example'

export interface Registered {
  client: Client
  authenticator: SoftAuthenticator
  recoveryCodes: string[]
}

/** The options of an application that takes passkeys. */
export function takingPasskeys (options: PasskeysOptions = {}): Pick<ApplicationOptions, 'origin' | 'passkeys'> {
  return { origin: SITE, passkeys: passkeys(options) }
}

/** A key that stays on its device, and counts. */
export function securityKey (): SoftAuthenticator {
  return new SoftAuthenticator()
}

/** A passkey that its owner's devices share; it counts nothing. */
export function syncedPasskey (): SoftAuthenticator {
  return new SoftAuthenticator({ synced: true })
}

/** Starts a registration and gives what the browser is to make a passkey by. */
export async function startPasskey (client: Client, body: object = {}): Promise<any> {
  const { status, body: { options } } = await client.post('/two-factor/passkeys', body)
  if (status !== 200) throw new Error(`the start of a registration was answered with ${status}`)
  return options
}

/** Starts a registration and gives what the browser made, or what it is made to say. */
export async function madePasskey (client: Client, authenticator: SoftAuthenticator, forgery: RegistrationForgery = {}): Promise<RegistrationJson> {
  return authenticator.create(await startPasskey(client), forgery)
}

/** Posts what the browser made. */
export async function confirmPasskey (client: Client, credential: unknown, body: object = {}): Promise<Answer> {
  return await client.post('/two-factor/passkeys/confirm', { credential, ...body })
}

/** Registers a passkey in a session that may: one without two-factor authentication so far, or one that proved it just now. */
export async function addPasskey (client: Client, authenticator: SoftAuthenticator, body: object = {}): Promise<Answer> {
  return await confirmPasskey(client, await madePasskey(client, authenticator), body)
}

/** Registers the first passkey of a user in a session of their own. */
export async function register (world: World, userId: string, authenticator: SoftAuthenticator = securityKey()): Promise<Registered> {
  const client = await world.login(userId)
  const { status, body } = await addPasskey(client, authenticator)
  if (status !== 200) throw new Error(`the registration of ${userId} was answered with ${status}`)
  return { client, authenticator, recoveryCodes: body.recoveryCodes }
}

/** Enrolls the user with an authenticator app and, in the same session, with a passkey. */
export async function enrollBoth (world: World, userId: string, authenticator: SoftAuthenticator = securityKey()): Promise<Enrolled & Registered> {
  const enrolled = await world.enroll(userId)
  const { status } = await addPasskey(enrolled.client, authenticator)
  if (status !== 200) throw new Error(`the registration of ${userId} was answered with ${status}`)
  return { ...enrolled, authenticator }
}

/** What this session may prove itself with by a passkey: a pending one at the challenge, a complete one for everything else. */
export async function passkeyOptions (client: Client): Promise<any> {
  for (const url of ['/two-factor/challenge', '/two-factor/step-up']) {
    const { body } = await client.get(url)
    if (body?.passkeyOptions !== undefined) return body.passkeyOptions
  }
  throw new Error('nothing asks this session for a passkey')
}

/** What the browser answers to a challenge of this session, or what it is made to say. */
export async function assertion (client: Client, authenticator: SoftAuthenticator, forgery: AssertionForgery = {}): Promise<AssertionJson> {
  return authenticator.get(await passkeyOptions(client), forgery)
}

/** Answers the challenge of a pending session. */
export async function answerChallenge (client: Client, credential: unknown, body: object = {}): Promise<Answer> {
  return await client.post('/two-factor/challenge', { credential, ...body })
}

/** Passes the password and the passkey. */
export async function signInByPasskey (
  world: World,
  userId: string,
  authenticator: SoftAuthenticator,
  { trustClient = false, ...options }: LoginOptions & { trustClient?: boolean } = {}
): Promise<Client> {
  const client = await world.login(userId, options)
  const { status } = await answerChallenge(client, await assertion(client, authenticator), { trustClient })
  if (status !== 200) throw new Error(`the passkey of ${userId} was answered with ${status}`)
  return client
}

/** Proves a passkey again in a complete session. */
export async function stepUpByPasskey (client: Client, authenticator: SoftAuthenticator, forgery: AssertionForgery = {}): Promise<Answer> {
  return await client.post('/two-factor/step-up', { credential: await assertion(client, authenticator, forgery) })
}
