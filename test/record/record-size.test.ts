import t from 'tap'
import { randomBytes } from 'node:crypto'
import Bowser from 'bowser'
import { createKeyRing } from '../../lib/crypto/key-ring.js'
import { randomId } from '../../lib/crypto/random.js'
import { sealKey, type TotpEnrollment } from '../../lib/methods/totp/authenticator.js'
import { NAMES_MAX_BYTES } from '../../lib/record/names.js'
import type { TwoFactorRecord } from '../../lib/record/record.js'
import { serializeRecord } from '../../lib/record/stored-form.js'
import { readName } from '../../lib/web/name.js'
import { DAY, HOUR, NOW, recordOf, startOfDay, stepOf, TODAY } from './fixtures.js'

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
  days: number
  enrolling: boolean
}

function filled ({ authenticators, keyBytes, name, clients, browser, system, signedOut, days, enrolling }: Contents): TwoFactorRecord {
  const attempts = { failures: 99, lockedUntil: NOW + HOUR }
  return recordOf({
    stamp: randomId(),
    cookieName: randomId(),
    authenticators: Array.from({ length: authenticators }, () => {
      const id = randomId()
      return { id, type: 'totp', name, key: sealKey(opener, id, randomBytes(keyBytes)), createdAt: NOW, lastUsedAt: NOW, lastStep: stepOf(NOW) }
    }),
    ...(enrolling ? { enrollment: { id: randomId(), type: 'totp', name, key: sealKey(opener, 'new', randomBytes(20)), signInId: randomId(), startedAt: NOW, failures: 9 } as TotpEnrollment } : {}),
    ...(days === 0 ? {} : { codeAttempts: { ...attempts, days: Object.fromEntries(Array.from({ length: days }, (_, ago) => [TODAY - ago, 3])), blockedAt: NOW, unlockedAt: [NOW, NOW, NOW], unblockedAt: NOW }, passwordAttempts: attempts, recoveryAttempts: { failures: 10, since: NOW } }),
    recoveryCodes: Array.from({ length: 10 }, hash),
    recoveryCodesSavedAt: NOW,
    trustedClients: Array.from({ length: clients }, () => ({ id: randomId(), hash: hash(), browser, system, createdAt: NOW, lastUsedAt: startOfDay(NOW), expiresAt: NOW + 30 * DAY })),
    signedOut: Array.from({ length: signedOut }, () => ({ id: randomId(), endsAt: NOW + 365 * DAY }))
  })
}

function longestOf (names: object): string {
  return Object.values(names).reduce((one: string, other: string) => other.length > one.length ? other : one)
}

function bytesOf (record: TwoFactorRecord): number {
  return Buffer.byteLength(serializeRecord(record))
}

t.test('stays under 24 KB with as much of everything as there may be', async t => {
  // of six names together; JSON writes a quote as two bytes
  const longest = NAMES_MAX_BYTES / 6
  for (const name of ['"'.repeat(64) + '\u0301'.repeat((longest - 64) / 2), '😀'.repeat(64)]) {
    const bytes = bytesOf(filled({ authenticators: 5, keyBytes: 64, name, clients: 20, browser: longestOf(Bowser.BROWSER_MAP), system: longestOf(Bowser.OS_MAP), signedOut: 50, days: 31, enrolling: true }))
    t.equal(readName(name), name)
    t.ok(bytes < LARGEST, `${bytes} bytes with names like ${name.slice(0, 2)}`)
  }
})

t.test('stays around 1.4 KB for one authenticator, ten recovery codes and two trusted clients', async t => {
  const bytes = bytesOf(filled({ authenticators: 1, keyBytes: 20, name: 'My phone', clients: 2, browser: 'Safari', system: 'iOS', signedOut: 0, days: 0, enrolling: false }))
  t.ok(bytes < 1400, `${bytes} bytes`)
})
