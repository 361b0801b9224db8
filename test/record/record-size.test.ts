import t from 'tap'
import { randomBytes } from 'node:crypto'
import Bowser from 'bowser'
import { createKeyRing } from '../../lib/crypto/key-ring.js'
import { randomId } from '../../lib/crypto/random.js'
import { bytesOf as bytesOfPasskeys, PASSKEY_LIMIT, PASSKEYS_MAX_BYTES, type Passkey } from '../../lib/methods/passkey/passkey.js'
import { PENDING_CODES_LIMIT } from '../../lib/methods/sent-code/request.js'
import { sealKey, type TotpEnrollment } from '../../lib/methods/totp/authenticator.js'
import { NAMES_MAX_BYTES } from '../../lib/record/names.js'
import type { TwoFactorRecord } from '../../lib/record/record.js'
import { SESSIONS_LIMIT } from '../../lib/record/sessions.js'
import { SIGN_IN_METHODS } from '../../lib/record/sign-in-method.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import { readName } from '../../lib/web/name.js'
import { messagesOf } from '../methods/sent-code/fixtures.js'
import { DAY, HOUR, NOW, passkeyOf, recordOf, securityKeyOf, startOfDay, stepOf, TODAY } from './fixtures.js'

const LARGEST = 24_576

const opener = { ring: createKeyRing(Buffer.alloc(32, 1)), userId: 'user' }

function hash (): string {
  return randomBytes(32).toString('base64url')
}

interface Contents {
  authenticators: number
  keyBytes: number
  name: string
  clients: number
  browser: string
  system: string
  signedOut: number
  sessions: number
  days: number
  enrolling: boolean
  passkeys: boolean
  sentCodes?: boolean
}

function filled ({ authenticators, keyBytes, name, clients, browser, system, signedOut, sessions, days, enrolling, passkeys, sentCodes = false }: Contents): TwoFactorRecord {
  const attempts = { failures: 99, lockedUntil: NOW + HOUR }
  return recordOf({
    stamp: randomId(),
    cookieName: randomId(),
    ...(passkeys && { userHandle: hash(), assertions: 2 ** 32 - 1, endedUntil: NOW }),
    ...(sentCodes && { sentCodes: { sends: Array<number>(10).fill(NOW), pending: Array.from({ length: PENDING_CODES_LIMIT }, () => ({ hash: hash(), signInId: randomId(), purpose: 'enrollment', addressHash: hash(), sentAt: NOW, used: true as const })) } }),
    authenticators: [...Array.from({ length: authenticators }, () => {
      const id = randomId()
      return { id, type: 'totp', name, key: sealKey(opener, id, randomBytes(keyBytes)), createdAt: NOW, lastUsedAt: NOW, lastStep: stepOf(NOW) }
    }), ...(passkeys ? largestPasskeys(name) : []), ...(sentCodes ? [messagesOf({ id: randomId(), name, lastUsedAt: NOW, addressHash: hash() })] : [])],
    ...(enrolling ? { enrollment: { id: randomId(), type: 'totp', name, key: sealKey(opener, 'new', randomBytes(20)), signInId: randomId(), startedAt: NOW, failures: 9 } as TotpEnrollment } : {}),
    ...(days === 0 ? {} : { codeAttempts: { ...attempts, days: Object.fromEntries(Array.from({ length: days }, (_, ago) => [TODAY - ago, 3])), blockedAt: NOW, unlockedAt: [NOW, NOW, NOW], unblockedAt: NOW }, passwordAttempts: attempts, recoveryAttempts: { failures: 10, since: NOW } }),
    recoveryCodes: Array.from({ length: 10 }, hash),
    recoveryCodesSavedAt: NOW,
    trustedClients: Array.from({ length: clients }, () => ({ id: randomId(), hash: hash(), browser, system, createdAt: NOW, lastUsedAt: startOfDay(NOW), expiresAt: NOW + 30 * DAY })),
    ...(sessions > 0 && { sessions: Array.from({ length: sessions }, () => ({ id: randomId(), browser, system, method: longestOf(SIGN_IN_METHODS), at: NOW, endsAt: NOW + 365 * DAY })) }),
    signedOut: Array.from({ length: signedOut }, () => ({ id: randomId(), endsAt: NOW + 365 * DAY }))
  })
}

/** As many passkeys of as many bytes as there may be, each of which was used since. */
function largestPasskeys (name: string): Passkey[] {
  const transports = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal']
  const added = (credentialId: string): Passkey => ({ id: randomId(), type: 'passkey', name, createdAt: NOW, lastUsedAt: NOW, credentialId, publicKey: 'x', signCount: 0, backupEligible: false, backedUp: false, transports })
  const empty = Array.from({ length: PASSKEY_LIMIT }, () => added(''))
  const [first, ...others] = empty
  const full = [{ ...first!, credentialId: 'x'.repeat(PASSKEYS_MAX_BYTES - bytesOfPasskeys(empty)) }, ...others]
  return full.map(passkey => ({ ...passkey, signCount: 2 ** 32 - 1 }))
}

function longestOf (names: object): string {
  return Object.values(names).reduce((one: string, other: string) => other.length > one.length ? other : one)
}

function bytesOf (record: TwoFactorRecord): number {
  return Buffer.byteLength(serializeRecord(record))
}

t.test('stays under 24 KB with as much of everything as there may be', async t => {
  // of twelve names together; JSON writes a quote as two bytes
  const longest = Math.floor(NAMES_MAX_BYTES / 12 / 4) * 4
  for (const name of ['"'.repeat(64) + '\u0301'.repeat((longest - 64) / 2), '😀'.repeat(longest / 4)]) {
    const bytes = bytesOf(filled({ authenticators: 5, keyBytes: 64, name, clients: 20, browser: longestOf(Bowser.BROWSER_MAP), system: longestOf(Bowser.OS_MAP), signedOut: 50, sessions: SESSIONS_LIMIT, days: 31, enrolling: true, passkeys: true, sentCodes: true }))
    t.equal(readName(name), name)
    t.ok(bytes < LARGEST, `${bytes} bytes with names like ${name.slice(0, 2)}`)
  }
})

t.test('stays around 1.4 KB for one authenticator, ten recovery codes and two trusted clients', async t => {
  const bytes = bytesOf(filled({ authenticators: 1, keyBytes: 20, name: 'My phone', clients: 2, browser: 'Safari', system: 'iOS', signedOut: 0, sessions: 0, days: 0, enrolling: false, passkeys: false }))
  t.ok(bytes < 1400, `${bytes} bytes`)
})

t.test('stays around 2.5 KB with a synced passkey and a security key besides', async t => {
  const usual = filled({ authenticators: 1, keyBytes: 20, name: 'My phone', clients: 2, browser: 'Safari', system: 'iOS', signedOut: 0, sessions: 0, days: 0, enrolling: false, passkeys: false })
  const publicKey = randomBytes(77).toString('base64url')
  const passkeys = [passkeyOf(randomId(), { publicKey, credentialId: randomBytes(32).toString('base64url') }), securityKeyOf(randomId(), { publicKey, credentialId: randomBytes(64).toString('base64url') })]
  const bytes = bytesOf({ ...usual, authenticators: [...usual.authenticators, ...passkeys], userHandle: hash(), assertions: 99 })
  t.ok(bytes < 2500, `${bytes} bytes`)
})
