/** The English texts; every language has these keys. `{…}` is filled in: `{wait}` with `in 15 minutes`. */
export const en = {
  preferencesTitle: 'Two-factor authentication',
  enrollmentTitle: 'Set up your authenticator app',
  recoveryCodesTitle: 'Your recovery codes',
  challengeTitle: 'Enter your code',
  stepUpTitle: 'Confirm it is you',
  goOnTitle: 'One moment',
  failureTitle: 'This did not work',

  stateOn: 'Two-factor authentication is on.',
  stateOff: 'Two-factor authentication is off.',
  stateRequired: 'Your role requires two-factor authentication. Enable it to go on.',
  stateRequiredFrom: 'Your role will require two-factor authentication from {date} on. Enable it before then.',
  stateBlocked:
    'After too many wrong codes your authenticators are blocked. Set up a new one below: it takes the place of the blocked ones.',
  stateLocked: 'After too many wrong codes no code is accepted for now. Try again {wait}.',
  stateEnrolled: 'Your new authenticator works from now on.',
  stateCodesGiven:
    'Your recovery codes were shown a moment ago, and are shown only once. If you have not kept them, ' +
    'make new ones below.',
  stateRecovered:
    'You signed in with a recovery code. ' +
    'If you lost your authenticator, set up a new one now and let it replace the old ones. ' +
    'If not, there is nothing to do.',

  codeLabel: 'Six-digit code',
  codeHint: 'From your authenticator app.',
  passwordLabel: 'Your password',
  recoveryCodeLabel: 'Recovery code',
  recoveryCodeHint: '24 letters and digits. Each code works once.',
  secretLabel: 'Your own secret (optional)',
  secretHint: 'Any text. It is mixed into the key; leave it empty if in doubt.',
  nameLabel: 'Name of the authenticator (optional)',
  nameHint: 'For example: my phone.',
  unnamedAuthenticator: 'Authenticator',

  enableHint: 'You need an authenticator app, on your phone for example. Signing in then takes your password and a code from the app.',
  enable: 'Enable two-factor authentication',
  addAuthenticator: 'Add another authenticator',
  startEnrollment: 'Continue',
  confirmEnrollment: 'Confirm',
  cancel: 'Cancel',
  replaceLabel: 'Replace my other authenticators',
  scanInstruction: 'Scan this QR code with your authenticator app.',
  qrCodeAlt: 'QR code for your authenticator app. The key below is the same as text.',
  openInApp: 'Open in the app on this device',
  keyInstruction: 'Cannot scan it? Type this key into the app.',
  copy: 'Copy',
  copied: 'Copied',
  confirmInstruction: 'Then enter the code that the app shows.',

  authenticators: 'Authenticators',
  addedOn: 'Added on {date}',
  lastUsedOn: 'Last used on {date}',
  neverUsed: 'Never used',
  remove: 'Remove',
  removeNamed: 'Remove {name}',

  recoveryCodes: 'Recovery codes',
  recoveryCodesLeft: 'Codes left: {count}',
  recoveryCodesNone: 'You have no recovery codes left. Make new ones, or you lose access with your authenticator.',
  recoveryCodesFew: 'You have few recovery codes left. Make new ones soon.',
  recoveryCodesInstruction:
    'Keep these codes in a safe place. If you lose your authenticator, each of them lets you sign in once. They are shown only now.',
  regenerate: 'Make new recovery codes',
  regenerateHint: 'The codes you have now stop working.',
  download: 'Download as text',
  print: 'Print',
  continue: 'Continue',

  trustedClients: 'Remembered clients',
  trustedClientsNone: 'No client is remembered.',
  trustedUntil: 'Until {date}',
  currentClient: 'this one',
  unknownClient: 'Unknown client',
  revoke: 'Forget',
  revokeNamed: 'Forget {name}',
  revokeAll: 'Forget all',

  needsAuthenticator: 'this takes a code. Set up a new authenticator first.',
  disable: 'Disable two-factor authentication',
  disableHint: 'Your account is then protected by your password alone.',
  signInAgain: 'For changes, please sign in again.',
  home: 'Back',
  signOut: 'Sign out',

  trustClient: 'Remember this client for {count} days',
  trustClientOneDay: 'Remember this client for one day',
  verify: 'Sign in',
  useRecoveryCode: 'Use a recovery code',
  useRecoveryCodeHint: 'Lost your authenticator? A recovery code lets you in. It ends your other sessions and remembered clients.',
  stepUpInstruction: 'Please enter a fresh code to go on.',
  stepUp: 'Confirm',
  stepUpRecovered: 'You signed in with a recovery code. If you no longer have your authenticator, set up a new one first.',
  setUpNew: 'Set up a new authenticator',
  signInByRecoveryCode:
    'After too many wrong codes one-time codes are blocked. Sign out, sign in again and use a recovery ' +
    'code: then you can set up a new authenticator. Without recovery codes, ask an administrator.',

  invalidCode: 'This code is wrong or was used already. Wait for the next one and try again.',
  malformedInput: 'Please check what you typed.',
  malformedName: 'This name is too long, or has signs that a name cannot have. Please choose another one.',
  invalidPassword: 'This password is wrong.',
  locked: 'Too many wrong attempts. Try again {wait}.',
  tooManyRequests: 'That was a little fast. Try again {wait}.',
  blocked: 'Too many wrong codes: one-time codes are blocked. Use a recovery code, or ask an administrator.',
  reauthenticationRequired: 'Your sign-in is too old for this change. Enter your password, or sign in again.',
  noEnrollment: 'The set-up has expired. Please start again.',
  tooManyAuthenticators: 'You have five authenticators already. Remove one first, or let the new one replace them.',
  lastAuthenticator: 'The last authenticator cannot be removed.',
  requiredByPolicy: 'Your role requires two-factor authentication: it cannot be disabled.',
  notEnabled: 'Two-factor authentication is off already.',
  notFound: 'This entry is gone already.',
  crossOrigin: 'This request came from another site and was refused.',
  unavailable: 'This is not available right now. Please try again in a moment.',
  tryAgain: 'Try again',
  failed: 'This did not work. Please try again.'
}

export type TwoFactorMessages = Record<keyof typeof en, string>
