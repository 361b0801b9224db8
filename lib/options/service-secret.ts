import { createKeyRing, type KeyRing } from '../crypto/key-ring.js'
import { optionInvalid } from '../errors.js'
import { isObject } from './checks.js'
import { checkKnown } from './option.js'

/** Several service secrets by name: new seals use `current`, and what the others sealed still opens. */
export interface TwoFactorKeyRing { current: string, keys: Readonly<Record<string, string | Uint8Array>> }

const MIN_BYTES = 32

const ADVICE = 'Make one with: node -p "crypto.randomBytes(32).toString(\'hex\')"'

/** The key ring of the `secret` option; throws `TWO_FACTOR_OPTION_INVALID`, which never tells the secret. */
export function readSecret (secret: unknown): KeyRing {
  if (typeof secret === 'string' || secret instanceof Uint8Array) return createKeyRing(secretBytes('service.secret', secret))
  if (!isObject(secret)) {
    const got = secret === null ? 'null' : typeof secret
    throw optionInvalid('service.secret', `must be a random text or { current, keys }, got ${got}. ${ADVICE}`)
  }
  checkKnown('service.secret', secret, ['current', 'keys'])
  const { keys, current: name } = secret as TwoFactorKeyRing
  if (!isObject(keys)) throw optionInvalid('service.secret.keys', 'must be an object of secrets by name')
  if (!Object.hasOwn(keys, name)) throw optionInvalid('service.secret.current', 'must be the name of one of the keys')
  const { [name]: current, ...others } = keys
  return createKeyRing(
    secretBytes(`service.secret.keys.${name}`, current),
    Object.entries(others).map(([name, key]) => secretBytes(`service.secret.keys.${name}`, key))
  )
}

function secretBytes (name: string, secret: unknown): Uint8Array {
  const bytes = typeof secret === 'string' || secret instanceof Uint8Array ? Uint8Array.from(Buffer.from(secret)) : new Uint8Array()
  if (bytes.length < MIN_BYTES) throw optionInvalid(name, `must be at least ${MIN_BYTES} random bytes, got ${bytes.length}`)
  if (new Set(bytes).size < 8 || /change.?me|placeholder|your.?secret/i.test(Buffer.from(bytes).toString('latin1'))) {
    throw optionInvalid(name, `must be random, got a placeholder. ${ADVICE}`)
  }
  return bytes
}
