import type { TwoFactorMessages } from './messages/en.js'
import type { PageName } from './pages.js'

type Text = keyof TwoFactorMessages

const code = ['codeLabel', 'codeHint'] as const
const password = ['passwordLabel', 'passwordDue'] as const
const recovery = ['lostAuthenticator', 'useRecoveryCode', 'useRecoveryCodeHint', 'recoveryCodeLabel', 'recoveryCodeHint'] as const

/** What may have gone wrong, on whatever page that is told. */
export const errorTexts = [
  'invalidCode', 'invalidFirstCode', 'invalidRecoveryCode', 'malformedInput', 'malformedCode', 'malformedRecoveryCode', 'malformedName',
  'malformedSecret', 'invalidPassword', 'locked', 'stateLocked', 'lockedRecovery', 'tooManyRequests', 'blocked', 'reauthenticationRequired',
  'noEnrollment', 'tooManyAuthenticators', 'lastAuthenticator', 'requiredByPolicy', 'notEnabled', 'notFound', 'crossOrigin', 'failed',
  'unavailable'
] as const satisfies readonly Text[]

/** What was done, on whatever page that is told. */
export const noticeTexts = [
  'doneAdded', 'doneRemoved', 'doneRenamed', 'doneSaved', 'doneUnlocked', 'doneDisabled', 'doneRevoked', 'doneRevokedAll',
  'doneCancelled', 'doneReplacedKey'
] as const satisfies readonly Text[]

export type NoticeText = typeof noticeTexts[number]

/** What stands on every page, or may. */
export const frameTexts = ['errorTitle', 'help', 'tryNow', ...errorTexts, ...noticeTexts] as const satisfies readonly Text[]

/** The texts that each page may show, besides those of every page: a language that has them all can show the page. */
export const pageTexts: Readonly<Record<PageName, readonly Text[]>> = {
  preferences: [
    'preferencesTitle', 'signedInAs', 'stateOn', 'stateOff', 'stateRequired', 'stateRequiredFrom', 'stateBlocked', 'stateLockedHere',
    'stateRecovered', 'stateEnrolled', 'stateCodesGiven', 'signInByRecoveryCode', 'needsAuthenticator', ...code, ...password,
    'unlock', 'unlockHint', 'signInAgain', 'signInAgainAction',
    'why', 'howGetApp', 'howScan', 'howSave', 'othersSignedOut', 'enable', 'notNow', 'setUpNew',
    'addAuthenticator', 'addAuthenticatorHint', 'addAuthenticatorFull', 'startEnrollment', 'advanced', 'secretLabel', 'secretHint',
    'authenticators', 'unnamedAuthenticator', 'typeTotp', 'addedOn', 'lastUsedOn', 'neverUsed', 'nameLabel',
    'rename', 'renameNamed', 'remove', 'removeNamed', 'removeHint',
    'recoveryCodes', 'recoveryCodesLeft', 'recoveryCodesNone', 'recoveryCodesFew', 'recoveryCodesUnsaved', 'markedSaved',
    'regenerate', 'regenerateHint',
    'trustedClients', 'trustedClientsHint', 'trustedClientsNone', 'trustedClientsMore', 'rememberedOn', 'trustedUntil', 'currentClient',
    'browserOnSystem', 'unknownClient', 'revoke', 'revokeNamed', 'revokeAll',
    'disable', 'disableHint', 'requiredHere', 'home', 'back', 'signOut'
  ],
  enrollment: [
    'enrollmentTitle', ...code, 'stepScan', 'stepOpen', 'stepConfirm', 'qrCodeAlt', 'showQrCode', 'openInApp', 'cannotScan', 'cannotOpen',
    'keyInstruction', 'accountLabel', 'keyLabel', 'keyTypeLabel', 'keyType', 'validUntil', 'copy', 'copied',
    'nameLabel', 'nameHint', 'unnamedAuthenticator', 'replaceLabel', 'replaceLostLabel', 'confirmEnrollment', 'cancel'
  ],
  recoveryCodes: [
    'recoveryCodesTitle', 'recoveryCodesOn', 'recoveryCodesNew', 'recoveryCodesInstruction', 'recoveryCodesFile', 'shownOnce',
    'copy', 'copied', 'download', 'print', 'markSaved', 'continue'
  ],
  challenge: ['challengeTitle', 'signingInAs', ...code, ...recovery, 'trustClient', 'verify', 'notYou'],
  stepUp: [
    'stepUpTitle', 'signedInAs', ...code, ...recovery, 'stateLockedHere', 'stepUpInstruction', 'stepUpRecovered', 'setUpNew',
    'signInByRecoveryCode', 'stepUp', 'signOut', 'cancel'
  ],
  goOn: ['goOnTitle', 'continue'],
  failure: ['failureTitle', 'tryAgain', 'back']
}
