import type { TwoFactorMessages } from './messages/en.js'
import type { PageName } from './pages.js'

type Text = keyof TwoFactorMessages

const code = ['codeLabel', 'codeHint'] as const
const passkey = ['usePasskey', 'usePasskeyNamed', 'orCode', 'passkeysNeedScript', 'passkeyFailed', 'statePasskeyWorks'] as const
const sentCode = ['codeHintSent', 'codeHintEither', 'sendCode', 'sendCodeAgain', 'codeSent'] as const
const password = ['passwordLabel', 'passwordDue'] as const
const recovery = ['lostAuthenticator', 'useRecoveryCode', 'useRecoveryCodeHint', 'recoveryCodeLabel', 'recoveryCodeHint'] as const

/** What may have gone wrong, on whatever page that is told. */
export const errorTexts = [
  'invalidCode', 'invalidFirstCode', 'invalidRecoveryCode', 'malformedInput', 'malformedCode', 'malformedRecoveryCode', 'malformedName',
  'malformedSecret', 'invalidPassword', 'locked', 'stateLocked', 'lockedRecovery', 'tooManyRequests', 'tooManyCodes', 'blocked',
  'reauthenticationRequired',
  'invalidCredential', 'methodNotAllowed', 'syncedNotAllowed', 'alreadyRegistered', 'noEnrollment', 'tooManyAuthenticators',
  'lastAuthenticator', 'requiredByPolicy', 'notEnabled', 'notFound', 'crossOrigin', 'failed', 'unavailable'
] as const satisfies readonly Text[]

/** What was done, on whatever page that is told. */
export const noticeTexts = [
  'doneAdded', 'doneRemoved', 'doneRenamed', 'doneSaved', 'doneUnlocked', 'doneDisabled', 'doneRevoked', 'doneRevokedAll',
  'doneCancelled', 'doneReplacedKey', 'doneSessionRevoked', 'doneOthersRevoked'
] as const satisfies readonly Text[]

export type NoticeText = typeof noticeTexts[number]

/** What stands on every page, or may. */
export const frameTexts = ['errorTitle', 'help', 'tryNow', ...errorTexts, ...noticeTexts] as const satisfies readonly Text[]

/** The texts that each page may show, besides those of every page: a language that has them all can show the page. */
export const pageTexts: Readonly<Record<PageName, readonly Text[]>> = {
  preferences: [
    'preferencesTitle', 'signedInAs', 'stateOn', 'stateOff', 'stateRequired', 'stateRequiredFrom', 'stateBlocked', 'stateLockedHere',
    'stateRecovered', 'stateEnrolled', 'stateCodesGiven', 'signInByRecoveryCode', 'noWayToConfirm', 'needsAuthenticator',
    ...code, ...passkey, ...sentCode, ...password,
    'stateHeldForPasskey', 'stateWantsPasskey', 'stateNoPasskeys', 'statePasskeyRequiredFrom',
    'unlock', 'unlockHint', 'signInAgain', 'signInAgainAction',
    'why', 'howGetApp', 'howScan', 'howSave', 'othersSignedOut', 'enable', 'notNow', 'setUpNew',
    'addAuthenticator', 'addAuthenticatorHint', 'addAuthenticatorFull', 'addApp', 'addAppHint', 'addPasskey', 'addPasskeyHint',
    'addPasskeyFull', 'addSentCodes', 'addSentCodesHint', 'sentCodesChanged', 'sentCodesWarning', 'confirmEnrollment',
    'startEnrollment', 'advanced', 'secretLabel', 'secretHint',
    'authenticators', 'unnamedAuthenticator', 'typeTotp', 'typePasskey', 'typeSentCode', 'synced', 'addedOn', 'lastUsedOn',
    'neverUsed', 'nameLabel',
    'rename', 'renameNamed', 'remove', 'removeNamed', 'removeHint',
    'recoveryCodes', 'recoveryCodesLeft', 'recoveryCodesNone', 'recoveryCodesFew', 'recoveryCodesUnsaved', 'markedSaved',
    'regenerate', 'regenerateHint',
    'trustedClients', 'trustedClientsHint', 'trustedClientsNone', 'trustedClientsEither', 'trustedClientsEitherNone',
    'trustedClientsMore', 'rememberedOn', 'trustedUntil', 'currentClient',
    'browserOnSystem', 'unknownClient', 'revoke', 'revokeNamed', 'revokeAll',
    'sessions', 'sessionsHint', 'sessionsMore', 'signedInOn', 'methodRecoveryCode', 'methodTrustedClient', 'methodExternal',
    'revokeSession', 'revokeSessionNamed', 'revokeOtherSessions', 'revokeOtherSessionsHint',
    'disable', 'disableHint', 'requiredHere', 'home', 'back', 'signOut'
  ],
  enrollment: [
    'enrollmentTitle', ...code, 'stepScan', 'stepOpen', 'stepConfirm', 'qrCodeAlt', 'showQrCode', 'openInApp', 'cannotScan', 'cannotOpen',
    'keyInstruction', 'accountLabel', 'keyLabel', 'keyTypeLabel', 'keyType', 'validUntil', 'copy', 'copied',
    'nameLabel', 'nameHint', 'unnamedAuthenticator', 'typeSentCode', 'replaceLabel', 'replaceLostLabel', 'confirmEnrollment', 'cancel'
  ],
  registration: [
    'registrationTitle', 'registrationInstruction', 'registrationUntil', 'addSecondMethod', 'passkeysNeedScript', 'passkeyFailed',
    'nameLabel', 'nameHint', 'unnamedAuthenticator', 'typeSentCode', 'replaceLabel', 'replaceLostLabel', 'continue', 'cancel'
  ],
  recoveryCodes: [
    'recoveryCodesTitle', 'recoveryCodesOn', 'recoveryCodesNew', 'recoveryCodesInstruction', 'recoveryCodesFile', 'shownOnce',
    'copy', 'copied', 'download', 'print', 'markSaved', 'continue'
  ],
  challenge: [
    'challengeTitle', 'stepUpTitle', 'signingInAs', ...code, ...passkey, ...sentCode, ...recovery, 'trustClient',
    'trustClientEither', 'verify', 'notYou'
  ],
  stepUp: [
    'stepUpTitle', 'signedInAs', ...code, ...passkey, ...sentCode, ...recovery, 'stateLockedHere',
    'stepUpInstruction', 'stepUpRecovered', 'setUpNew',
    'signInByRecoveryCode', 'noWayToConfirm', 'stepUp', 'signOut', 'cancel'
  ],
  goOn: ['goOnTitle', 'continue'],
  failure: ['failureTitle', 'tryAgain', 'back']
}
