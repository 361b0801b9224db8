/** Every error of the plugin by its code: the HTTP status, and a message that says what to do. `%s` is filled in. */
export const errorTable = {
  TWO_FACTOR_SIGN_IN_REQUIRED: { status: 401, message: 'Nobody is signed in here, or the sign-in is over. Sign in first.' },
  TWO_FACTOR_CHALLENGE_REQUIRED: { status: 403, message: 'The password was right, a second factor is due. Complete the challenge.' },
  TWO_FACTOR_ENROLLMENT_REQUIRED: { status: 403, message: 'Two-factor authentication is needed here. Enable it first.' },
  TWO_FACTOR_STEP_UP_REQUIRED: { status: 403, message: 'A second factor is due again. Step up with one of its methods first.' },
  TWO_FACTOR_REAUTHENTICATION_REQUIRED: { status: 403, message: 'The sign-in is not fresh enough. Give the password, or sign in again.' },
  TWO_FACTOR_INVALID_PASSWORD: { status: 422, message: 'The password is wrong. Try again.' },
  TWO_FACTOR_INVALID_CODE: { status: 422, message: 'The code is wrong or was used already. Wait for the next one and try again.' },
  TWO_FACTOR_INVALID_CREDENTIAL: {
    status: 422,
    message: 'The passkey or security key did not confirm this: the answer is wrong, was used already or came too late. Try again.'
  },
  TWO_FACTOR_METHOD_NOT_ALLOWED: {
    status: 403,
    message: 'This way of proving it is not allowed here. Use one of the methods that are offered.'
  },
  TWO_FACTOR_LOCKED: { status: 429, message: 'Too many wrong attempts. Try again in %s seconds.' },
  TWO_FACTOR_TOO_MANY_CODES: {
    status: 429,
    message: 'No other code can be sent yet. Use the last one, if it still counts, or ask for another in %s seconds.'
  },
  TWO_FACTOR_BLOCKED: {
    status: 403,
    message: 'Too many wrong codes: one-time codes are blocked. Use a recovery code, or ask an administrator.'
  },
  TWO_FACTOR_NOT_ENABLED: { status: 409, message: 'Two-factor authentication is off for this user. Enable it first.' },
  TWO_FACTOR_REQUIRED_BY_POLICY: { status: 409, message: 'This user\'s role requires two-factor authentication, it cannot be turned off.' },
  TWO_FACTOR_LAST_AUTHENTICATOR: {
    status: 409,
    message: 'No other authenticator of this user works here. Add another one first, or disable two-factor authentication.'
  },
  TWO_FACTOR_TOO_MANY_AUTHENTICATORS: {
    status: 409,
    message: 'There are as many authenticators of this kind as there can be. Remove one first, or replace them all.'
  },
  TWO_FACTOR_ALREADY_REGISTERED: {
    status: 409,
    message: 'This passkey or security key is registered already. Use it, or take another one.'
  },
  TWO_FACTOR_NO_ENROLLMENT: {
    status: 404,
    message: 'No enrollment is pending: it was confirmed, has expired, was ended, or was not started here. Look at the preferences.'
  },
  TWO_FACTOR_NOT_FOUND: { status: 404, message: 'There is no such entry for this user.' },
  TWO_FACTOR_CROSS_ORIGIN: {
    status: 403,
    message: 'A change that comes from another site is refused. Send it from this site, or list that origin in `origin`.'
  },
  TWO_FACTOR_UNAVAILABLE: { status: 503, message: 'Two-factor authentication is not available right now. Try again later.' },
  TWO_FACTOR_OPTION_INVALID: { status: 500, message: 'fastify-two-factor: %s' }
} as const

/** The code of each error of the plugin. */
export type TwoFactorErrorCode = keyof typeof errorTable
