/** The user id that the application passed. Throws a `TypeError` for anything else: it is a mistake in the application. */
export function requireUserId (userId: unknown): string {
  if (isUserId(userId)) return userId
  const error = new TypeError('fastify-two-factor: the user id must be a string of 1 to 255 bytes. Pass String(user.id) for numbers.')
  throw Object.assign(error, { code: 'ERR_INVALID_ARG_VALUE' })
}

function isUserId (value: unknown): value is string {
  return typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= 255 && value.isWellFormed() && !value.includes('\0')
}
