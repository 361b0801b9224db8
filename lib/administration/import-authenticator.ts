import { randomId } from '../crypto/random.js'
import { invalidInput } from '../errors.js'
import { importAuthenticator as decide } from '../methods/totp/import.js'
import { asHmacKey, requireBase32Key } from '../methods/totp/key.js'
import { openKeys, sealKey, totpAuthenticators } from '../methods/totp/authenticator.js'
import { SHORTEST_KEY_BYTES } from '../methods/totp/totp.js'
import { refuse } from '../record/decision.js'
import { DEFAULT_NAME } from '../record/names.js'
import { requireUserId } from '../repositories/user-id.js'
import type { Installation } from '../session/installation.js'
import { optionalName } from '../web/input.js'
import { doneBy, emptyRecord, type By } from './user.js'

const KEY_MIN_BYTES = 16
const KEY_MAX_BYTES = 64

export interface ImportedAuthenticator {
  /** The key as base32. */
  secret: string
  name?: string | undefined
  allowShortKey?: boolean | undefined
}

/** Zero bytes at the end that a random key may have by chance. */
const MOST_ZEROS = 2

export async function importAuthenticator (
  { storage, settings }: Installation,
  userId: string,
  { secret, name, allowShortKey = false }: ImportedAuthenticator,
  { by }: By = {}
): Promise<{ imported: boolean }> {
  requireUserId(userId)
  const key = requireBase32Key(secret)
  const shortest = allowShortKey === true ? SHORTEST_KEY_BYTES : KEY_MIN_BYTES
  if (key.length < shortest || key.length > KEY_MAX_BYTES) {
    throw invalidInput(`The secret must be a key of ${shortest} to ${KEY_MAX_BYTES} bytes, got ${key.length}.`)
  }
  const zeros = key.length - asHmacKey(key).length
  if (zeros > MOST_ZEROS) throw invalidInput('The secret must not end in zero bytes: they add nothing to a key.')
  const opener = { ring: settings.service.secret, userId }
  const id = randomId()
  const imported = { id, name: optionalName(name) ?? DEFAULT_NAME, key, sealedKey: sealKey(opener, id, key) }
  return await storage.decide<{ imported: boolean }>(userId, {
    ...doneBy(by, userId),
    asksUser: 'always',
    decide: ({ record = emptyRecord(), user, now }) => user === null
      ? refuse(undefined, 'TWO_FACTOR_NOT_FOUND')
      : decide(record, { ...imported, keys: openKeys(opener, totpAuthenticators(record)), stamp: randomId() }, now)
  })
}
