import { digestsEqual } from '../crypto/digest.js'
import { labelOf, UNKNOWN_CLIENT, type ClientNames } from './client-label.js'
import { accept, type Decision } from './decision.js'
import type { LabeledClient, RecordEvent, SignInClient } from './events.js'
import { isEnabled, type TrustedClient, type TwoFactorRecord } from './record.js'
import { isListedAlike } from './sessions.js'
import { DAY, dayOf, isAhead } from './time.js'

/** How many trusted clients a user may have; one more drops the oldest. */
export const TRUSTED_CLIENTS_LIMIT = 20

/** What a client showed: the id and the digest of the secret from its cookie. */
export interface ShownToken {
  readonly id: string
  readonly hash: string
}

/** A token made for a client that is to be trusted. */
export interface NewTrustedClient extends ShownToken, ClientNames {}

/** Adds a client, and drops those whose trust has ended; past the limit the oldest is revoked. */
export function addTrustedClient (
  record: TwoFactorRecord,
  { id, hash, browser, system }: NewTrustedClient,
  expiryDays: number,
  now: number
): Decision<undefined> {
  const added: TrustedClient = { id, hash, browser, system, createdAt: now, lastUsedAt: startOfDay(now), expiresAt: now + expiryDays * DAY }
  const live = record.trustedClients.filter(client => !isOver(client, expiryDays, now))
  const kept = live.slice(-(TRUSTED_CLIENTS_LIMIT - 1))
  const events: RecordEvent[] = live.slice(0, live.length - kept.length).map(clientRevoked)
  events.push({ type: 'client-trusted', client: labeled(added) })
  return accept({ ...record, trustedClients: [...kept, added] }, undefined, events)
}

/**
 * Whether the client that showed this token is trusted. A use is noted once a day; a client whose trust
 * has ended is dropped; anything else that is wrong changes nothing.
 */
export function useTrustedClient (
  record: TwoFactorRecord,
  shown: ShownToken,
  expiryDays: number,
  now: number
): { trusted: boolean, record: TwoFactorRecord } {
  const found = record.trustedClients.find(({ id }) => id === shown.id)
  if (found === undefined || !digestsEqual(found.hash, shown.hash) || !isEnabled(record)) return { trusted: false, record }
  if (isOver(found, expiryDays, now)) return { trusted: false, record: withClients(record, found, undefined) }
  if (!isTrusted(found, expiryDays, now)) return { trusted: false, record }
  const lastUsedAt = startOfDay(now)
  return { trusted: true, record: found.lastUsedAt === lastUsedAt ? record : withClients(record, found, { ...found, lastUsedAt }) }
}

/** The clients that are trusted now, under the present expiry days. */
export function liveTrustedClients (record: TwoFactorRecord, expiryDays: number, now: number): readonly TrustedClient[] {
  return record.trustedClients.filter(client => isTrusted(client, expiryDays, now))
}

/**
 * A client that signs in, as it is told of. `record`: from before this sign-in; `shown`: its token, where the user may have
 * trusted clients. One that does not say what it is, is like no other.
 */
export function signInClient (
  record: TwoFactorRecord,
  { browser, system }: ClientNames,
  shown: ShownToken | undefined,
  expiryDays: number,
  now: number
): SignInClient {
  const label = labelOf({ browser, system })
  const remembered = shown !== undefined && useTrustedClient(record, shown, expiryDays, now).trusted
  const isAlike = (client: TrustedClient): boolean => label !== UNKNOWN_CLIENT && labelOf(client) === label
  const known = remembered || liveTrustedClients(record, expiryDays, now).some(isAlike) || isListedAlike(record, label, now)
  return { label, browser, system, remembered, known }
}

/** When a client's trust ends, under the present expiry days. */
export function trustEnd (client: TrustedClient, expiryDays: number): number {
  return Math.min(client.expiresAt, client.createdAt + expiryDays * DAY)
}

/** A client as it is told of. */
export function labeled ({ id, browser, system }: TrustedClient): LabeledClient {
  return { id, label: labelOf({ browser, system }), browser, system }
}

export function clientRevoked (client: TrustedClient): RecordEvent {
  return { type: 'client-revoked', client: labeled(client) }
}

function isOver (client: TrustedClient, expiryDays: number, now: number): boolean {
  return now >= trustEnd(client, expiryDays)
}

function isTrusted (client: TrustedClient, expiryDays: number, now: number): boolean {
  return !isOver(client, expiryDays, now) && !isAhead(client.createdAt, now)
}

/** The record with one client changed, or gone. */
export function withClients (record: TwoFactorRecord, client: TrustedClient, changed: TrustedClient | undefined): TwoFactorRecord {
  return { ...record, trustedClients: record.trustedClients.flatMap(other => other !== client ? [other] : changed ?? []) }
}

function startOfDay (now: number): number {
  return dayOf(now) * DAY
}
