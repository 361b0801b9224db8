import { encodeKey } from './key.js'

const ACCOUNT_NAME_MAX_BYTES = 128
const ISSUER_NAME_MAX_BYTES = 64

/** What apps take for granted, and some libraries want to read all the same. */
const DEFAULTS = '&algorithm=SHA1&digits=6&period=30'

/** What a QR code of version 12 and level M holds: at four pixels a module it still fits a window of 320. */
const LONGEST_WITH_DEFAULTS = 287

export interface KeyUriInput {
  key: Uint8Array
  /** Of the user's tenant; nothing in it falls back to the service's. */
  issuerName: string | null | undefined
  serviceName: string
  /** Nothing in it leaves the issuer alone: the user's id is never shown. */
  accountName: string | null | undefined
  imageUrl: string | undefined
}

/**
 * The `otpauth://totp/` URI that authenticator apps read (the Key Uri Format): issuer both in the
 * label and as a parameter, everything percent-encoded, SHA-1, six digits, 30 seconds.
 * Names are cut so that the URI always fits a QR code; what is long leaves out what goes without saying.
 */
export function keyUri ({ key, issuerName, serviceName, accountName, imageUrl }: KeyUriInput): string {
  const issuer = encodeURIComponent(labelPart(issuerName ?? '', ISSUER_NAME_MAX_BYTES) || labelPart(serviceName, ISSUER_NAME_MAX_BYTES))
  const account = encodeURIComponent(labelPart(accountName ?? '', ACCOUNT_NAME_MAX_BYTES))
  const label = account === '' ? issuer : `${issuer}:${account}`
  const image = imageUrl === undefined ? '' : `&image=${encodeURIComponent(imageUrl)}`
  const uriWith = (defaults: string): string => `otpauth://totp/${label}?secret=${encodeKey(key)}&issuer=${issuer}${defaults}${image}`
  const whole = uriWith(DEFAULTS)
  return whole.length <= LONGEST_WITH_DEFAULTS ? whole : uriWith('')
}

/** `:` separates issuer and account in a label, so neither may contain one. */
function labelPart (name: string, maxBytes: number): string {
  const clean = name.toWellFormed().replace(/[:\p{Cc}]/gu, ' ').trim()
  let cut = ''
  for (const character of clean) {
    if (Buffer.byteLength(cut + character) > maxBytes) break
    cut += character
  }
  return cut.trimEnd()
}
