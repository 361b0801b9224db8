import type { TwoFactorMessages } from './messages/en.js'
import type { PageName } from './pages.js'

type Text = keyof TwoFactorMessages

const code = ['codeLabel', 'codeHint'] as const
const recovery = ['useRecoveryCode', 'useRecoveryCodeHint', 'recoveryCodeLabel', 'recoveryCodeHint'] as const

/** What may have gone wrong, on whatever page that is told. */
export const errorTexts = [
  'invalidCode', 'malformedInput', 'malformedName', 'invalidPassword', 'locked', 'tooManyRequests', 'blocked', 'reauthenticationRequired',
  'noEnrollment', 'tooManyAuthenticators', 'lastAuthenticator', 'requiredByPolicy', 'notEnabled', 'notFound', 'crossOrigin', 'failed',
  'unavailable'
] as const satisfies readonly Text[]

/** The texts that each page may show, besides those of errors: a language that has them all can show the page. */
export const pageTexts: Readonly<Record<PageName, readonly Text[]>> = {
  preferences: [
    'preferencesTitle', 'stateOn', 'stateOff', 'stateRequired', 'stateRequiredFrom', 'stateBlocked', 'stateLocked', 'stateRecovered',
    'stateEnrolled', 'stateCodesGiven', 'signInByRecoveryCode', 'needsAuthenticator',
    ...code, 'passwordLabel', 'secretLabel', 'secretHint', 'nameLabel', 'nameHint', 'unnamedAuthenticator',
    'enableHint', 'enable', 'addAuthenticator', 'startEnrollment',
    'authenticators', 'addedOn', 'lastUsedOn', 'neverUsed', 'remove', 'removeNamed',
    'recoveryCodes', 'recoveryCodesLeft', 'recoveryCodesNone', 'recoveryCodesFew', 'regenerate', 'regenerateHint',
    'trustedClients', 'trustedClientsNone', 'trustedUntil', 'currentClient', 'unknownClient', 'revoke', 'revokeNamed', 'revokeAll',
    'disable', 'disableHint', 'signInAgain', 'home', 'signOut'
  ],
  enrollment: [
    'enrollmentTitle', ...code, 'scanInstruction', 'qrCodeAlt', 'openInApp', 'keyInstruction', 'copy', 'copied',
    'confirmInstruction', 'replaceLabel', 'confirmEnrollment', 'cancel'
  ],
  recoveryCodes: ['recoveryCodesTitle', 'recoveryCodesInstruction', 'copy', 'copied', 'download', 'print', 'continue'],
  challenge: ['challengeTitle', ...code, ...recovery, 'stateLocked', 'blocked', 'trustClient', 'trustClientOneDay', 'verify', 'cancel'],
  stepUp: [
    'stepUpTitle', ...code, ...recovery, 'stateLocked', 'blocked', 'stepUpInstruction', 'stepUpRecovered', 'setUpNew',
    'signInByRecoveryCode', 'stepUp', 'signOut', 'cancel'
  ],
  goOn: ['goOnTitle', 'continue'],
  failure: ['failureTitle', 'tryAgain', 'home']
}
