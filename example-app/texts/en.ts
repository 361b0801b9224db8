/** The English texts of the example's own pages; `{…}` is filled in. */
export const en = {
  home: 'Home',
  demo: 'The example of fastify-two-factor: no money moves.',
  errorTitle: 'Error: {title}',
  failedTitle: 'That did not work',
  cancel: 'Cancel',
  passwordLabel: 'Password',

  homeTitle: 'Welcome',
  nobody: 'Nobody is signed in.',
  signedInAs: 'Signed in as {name}, {method}.',
  methods: {
    none: 'by password alone',
    totp: 'with a code from your authenticator app',
    passkey: 'with a passkey or security key',
    'sent-code': 'by password and a code that was sent',
    'recovery-code': 'with a recovery code',
    'trusted-client': 'by password, in a browser that you trust',
    external: 'by your organization, which asked for a second factor'
  },
  requiredFrom: 'Your organization will require two-factor authentication from {date} on.',
  setUpNow: 'Set it up now',
  proofDue: 'The password was right. One step is left.',
  prove: 'Confirm it’s you',
  enrollmentDue: 'Your organization requires two-factor authentication. Set up what is missing to go on.',
  twoFactor: 'Two-factor authentication',
  twoFactorHint: 'Set it up, look after it, turn it off.',
  accountsHint: 'Only with two-factor authentication.',
  payoutHint: 'Only with a code or a passkey of the last five minutes.',
  administrationHint: 'Only for administrators.',
  whoAmI: 'Who am I?',
  whoAmIHint: 'The same for programs, as JSON.',
  signOut: 'Sign out',

  signIn: 'Sign in',
  nameLabel: 'User name',
  keepSignedIn: 'Keep me signed in for 30 days',
  expired: 'The sign-in took too long. Please start again.',

  accountsTitle: 'Accounts',
  currentAccount: 'Current account',
  savings: 'Savings',

  payoutTitle: 'Payout',
  amountLabel: 'Amount in €',
  amountHint: 'From 1 to 1000.',
  payOut: 'Pay out',

  passwordTitle: 'Change your password',
  currentPasswordLabel: 'Current password',
  newPasswordLabel: 'New password',
  newPasswordHint: 'At least 12 characters.',
  passwordEnds: 'Your other devices will be signed out, and every browser will be asked for a code again.',
  changePassword: 'Change the password',

  helpTitle: 'Lost your phone?',
  helpRecovery:
    'You kept your recovery codes: sign in with your password, choose “Lost your authenticator?” where a code is asked for, and enter ' +
    'one of them. Then set up your new phone at once.',
  helpOther:
    'You have a passkey or security key, or the code on another device or in a password manager: each works as well as your phone.',
  helpAdministrator:
    'You have neither: ask an administrator. They make sure that it is you, and reset your two-factor authentication. ' +
    'Then your password is enough to sign in, and you can set it up again.',
  helpLocked:
    'Codes are locked after too many wrong ones: wait until the time that is shown is over. A passkey or a recovery code works at once.',

  administrationTitle: 'Administration',
  roles: { member: 'member', accountant: 'accountant', administrator: 'administrator' },
  on: 'On',
  off: 'Off',
  required: 'required',
  requiredLater: 'required from {date} on',
  blocked: 'Blocked after too many wrong codes.',
  lockedUntil: 'Locked until {time} after too many wrong codes.',
  kinds: { totp: 'Authenticator app', passkey: 'Passkey or security key' },
  lastUsed: 'Last used: {time}',
  neverUsed: 'Not used yet',
  recoveryCodesLeft: 'Recovery codes left: {count}',
  unlock: 'Unlock',
  unlockNamed: 'Unlock {name}',
  reset: 'Reset',
  resetNamed: 'Reset {name}',
  resetTitle: 'Reset two-factor authentication of {name}?',
  resetHint:
    'Their authenticators and recovery codes stop working, and they are signed out everywhere. Then their password is enough ' +
    'to sign in, until they set it up again.',
  resetSure: 'First make sure that it is {name} who asks: call them back, or see them.',

  /** What happened a moment ago, on the page that comes next. */
  notices: {
    signedOut: 'You are signed out.',
    passwordChanged: 'Your password was changed. Your other devices were signed out.',
    paidOut: 'The payout of €{amount} is on its way.',
    notPaidOut: 'The payout of €{amount} was not sent yet. Check it, and send it again.',
    wasReset: 'Two-factor authentication of {name} was reset.',
    wasUnlocked: '{name} can enter codes again.',
    notDone: 'Nothing was done yet. Please do it again.'
  },
  /** What is wrong with what was typed into a field. */
  invalid: {
    username: 'Enter your user name.',
    password: 'Enter your password.',
    newPassword: 'The new password needs at least 12 characters.',
    amount: 'Enter a whole amount from 1 to 1000.'
  },
  /** What went wrong, by the code of the error. */
  errors: {
    WRONG_CREDENTIALS: 'The user name or the password is wrong.',
    WRONG_PASSWORD: 'The password is wrong.',
    TOO_MANY_GUESSES: 'Too many wrong passwords. Try again in a minute.',
    TWO_FACTOR_CROSS_ORIGIN: 'A form that comes from another site is refused.',
    ADMINISTRATORS_ONLY: 'This is for administrators.',
    OWN_ACCOUNT: 'Ask another administrator to do this for your own account.',
    NOT_FOUND: 'There is nothing here.',
    UNAVAILABLE: 'This is not available right now. Try again later.',
    FAILED: 'Something went wrong here.',
    TWO_FACTOR_SIGN_IN_REQUIRED: 'Your password was changed meanwhile. Sign in with the new one.',
    TWO_FACTOR_BLOCKED: 'This user is blocked for the second time within 30 days. Only a reset helps now.',
    TWO_FACTOR_NOT_FOUND: 'There is no such user.',
    TWO_FACTOR_UNAVAILABLE: 'This is not available right now. Try again later.'
  }
}

/** One language's texts; each language has all of them. */
export type Texts = typeof en
