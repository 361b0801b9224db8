import { encodeKey } from './key.js'

const ACCOUNT_NAME_MAX_BYTES = 128
const ISSUER_NAME_MAX_BYTES = 64

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
 * Names are cut so that the URI always fits a QR code.
 */
export function keyUri ({ key, issuerName, serviceName, accountName, imageUrl }: KeyUriInput): string {
  const issuer = encodeURIComponent(labelPart(issuerName ?? '', ISSUER_NAME_MAX_BYTES) || labelPart(serviceName, ISSUER_NAME_MAX_BYTES))
  const account = encodeURIComponent(labelPart(accountName ?? '', ACCOUNT_NAME_MAX_BYTES))
  const label = account === '' ? issuer : `${issuer}:${account}`
  const image = imageUrl === undefined ? '' : `&image=${encodeURIComponent(imageUrl)}`
  return `otpauth://totp/${label}?secret=${encodeKey(key)}&issuer=${issuer}&algorithm=SHA1&digits=6&period=30${image}`
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
