import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { digest } from '../crypto/digest.js'
import { randomId } from '../crypto/random.js'
import type { TwoFactorRecord } from '../record/record.js'
import type { ShownToken } from '../record/trusted-clients.js'

const SECRET_BYTES = 32

/** A token as its cookie carries it, with what the record keeps of it. */
export interface TrustedClientToken extends ShownToken {
  readonly value: string
}

/** A new token: an id of 128 and a secret of 256 random bits. */
export function createToken (userId: string): TrustedClientToken {
  const id = randomId()
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  return { id, hash: tokenHash(userId, secret), value: `${id}.${secret}` }
}

/** What the client shows as this user's token; nothing where there is no such cookie. */
export function shownToken (request: FastifyRequest, record: TwoFactorRecord, userId: string): ShownToken | undefined {
  const value = request.cookies[cookieName(request, record)]
  if (value === undefined) return undefined
  const [id = '', secret = ''] = value.split('.')
  return { id, hash: tokenHash(userId, secret) }
}

export function setTokenCookie (
  request: FastifyRequest,
  reply: FastifyReply,
  record: TwoFactorRecord,
  token: TrustedClientToken,
  expiryDays: number
): void {
  writeCookie(request, reply, record, token.value, { maxAge: expiryDays * 86_400 })
}

export function clearTokenCookie (request: FastifyRequest, reply: FastifyReply, record: TwoFactorRecord): void {
  writeCookie(request, reply, record, '', { maxAge: 0, expires: new Date(0) })
}

/**
 * Writes the header at once, and all of it: what the application sets for every cookie by `parseOptions` is not for this one,
 * and whatever drops the session afterwards drops this header with it.
 */
function writeCookie (
  request: FastifyRequest,
  reply: FastifyReply,
  record: TwoFactorRecord,
  value: string,
  life: { maxAge: number, expires?: Date }
): void {
  reply.header('set-cookie', request.server.serializeCookie(cookieName(request, record), value, { ...attributes(request), ...life }))
}

/** The name of the cookie: there is one per user of a browser, and the name tells nobody whose it is. */
function cookieName (request: FastifyRequest, record: TwoFactorRecord): string {
  return `${isSecure(request) ? '__Host-' : ''}two-factor-${record.cookieName}`
}

function attributes (request: FastifyRequest): { path: string, httpOnly: true, sameSite: 'lax', secure: boolean } {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(request) }
}

/** Whether the cookie is secure: as the session's own cookie is, which the session plugin resolved for this request. */
function isSecure (request: FastifyRequest): boolean {
  return request.session.cookie.secure !== false
}

function tokenHash (userId: string, secret: string): string {
  return digest('trusted client', userId, secret)
}
