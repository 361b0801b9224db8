import type { TwoFactorMessages } from './en.js'

/** The German texts, which say “Sie”. */
export const de: TwoFactorMessages = {
  preferencesTitle: 'Zwei-Faktor-Authentifizierung',
  enrollmentTitle: 'Richten Sie Ihre Authenticator-App ein',
  registrationTitle: 'Fügen Sie einen Passkey oder Sicherheitsschlüssel hinzu',
  recoveryCodesTitle: 'Sichern Sie Ihre Wiederherstellungscodes',
  challengeTitle: 'Geben Sie Ihren Code ein',
  stepUpTitle: 'Bestätigen Sie Ihre Identität',
  goOnTitle: 'Einen Moment',
  failureTitle: 'Das hat nicht geklappt',
  errorTitle: 'Fehler: {title}',

  stateOn: 'Die Zwei-Faktor-Authentifizierung ist aktiviert.',
  stateOff: 'Die Zwei-Faktor-Authentifizierung ist deaktiviert.',
  stateRequired: 'Ihre Organisation verlangt die Zwei-Faktor-Authentifizierung. Richten Sie sie ein, um fortzufahren.',
  stateRequiredFrom: 'Ab {date} verlangt Ihre Organisation die Zwei-Faktor-Authentifizierung. Richten Sie sie vorher ein.',
  statePasskeyRequiredFrom: 'Ab {date} verlangt Ihre Organisation einen Passkey oder Sicherheitsschlüssel. Fügen Sie vorher einen hinzu.',
  stateHeldForPasskey: 'Ihre Organisation verlangt einen Passkey oder Sicherheitsschlüssel. Fügen Sie einen hinzu, um fortzufahren.',
  stateWantsPasskey: 'Die gewünschte Seite verlangt einen Passkey oder Sicherheitsschlüssel. Fügen Sie einen hinzu, um fortzufahren.',
  stateNoPasskeys:
    'Hier wird ein Passkey oder Sicherheitsschlüssel benötigt, aber auf dieser Website lässt sich keiner hinzufügen. Wenden ' +
    'Sie sich an die Administration.',
  stateBlocked:
    'Nach zu vielen falschen Codes sind Ihre Authenticator-Apps gesperrt. Richten Sie unten eine neue ein: Sie ersetzt die gesperrten.',
  stateLocked: 'Zu viele falsche Codes. Versuchen Sie es {wait} erneut. Ein Wiederherstellungscode funktioniert sofort.',
  stateLockedHere: 'Zu viele falsche Codes: Codes werden {wait} wieder angenommen.',
  statePasskeyWorks: 'Ihr Passkey oder Sicherheitsschlüssel funktioniert trotzdem.',
  stateEnrolled: 'Ihr neuer Authentifikator funktioniert ab sofort.',
  stateCodesGiven:
    'Ihre Wiederherstellungscodes wurden gerade eben angezeigt, und sie werden nur einmal angezeigt. ' +
    'Wenn Sie sie nicht gesichert haben, erstellen Sie unten neue.',
  stateRecovered:
    'Sie haben sich mit einem Wiederherstellungscode angemeldet. Wenn Sie Ihren Authentifikator verloren haben, ' +
    'richten Sie jetzt einen neuen ein. Wenn nicht, müssen Sie nichts tun.',

  doneAdded: '„{name}“ wurde hinzugefügt und funktioniert ab sofort.',
  doneRemoved: '„{name}“ wurde entfernt. Andere Geräte wurden abgemeldet.',
  doneRenamed: 'Der neue Name ist „{name}“.',
  doneSaved: 'Gut: Ihre Wiederherstellungscodes sind gesichert.',
  doneUnlocked: 'Sie haben jetzt einen weiteren Versuch.',
  doneDisabled: 'Die Zwei-Faktor-Authentifizierung wurde deaktiviert.',
  doneRevoked: '„{name}“ wurde vergessen.',
  doneRevokedAll: 'Alle Browser wurden vergessen.',
  doneSessionRevoked: '„{name}“ wurde abgemeldet.',
  doneOthersRevoked: 'Sie sind überall sonst abgemeldet.',
  doneCancelled: 'Die Einrichtung wurde abgebrochen. Es wurde nichts geändert.',
  doneReplacedKey: 'Das ist ein neuer Schlüssel. Der zuvor angezeigte funktioniert nicht mehr.',

  codeLabel: 'Sechsstelliger Code',
  codeHint: 'Aus Ihrer Authenticator-App.',
  codeHintSent: 'Aus der Nachricht, die Ihnen geschickt wurde.',
  codeHintEither: 'Aus Ihrer Authenticator-App oder aus der Nachricht, die Ihnen geschickt wurde.',
  sendCode: 'Code an {to} senden',
  sendCodeAgain: 'Noch einen Code senden',
  codeSent: 'Ein Code wurde an {to} gesendet. Er kann einmal verwendet werden, bis {time}.',
  usePasskey: 'Passkey oder Sicherheitsschlüssel verwenden',
  usePasskeyNamed: 'Passkey oder Sicherheitsschlüssel verwenden: {action}',
  orCode: 'Oder mit einem Code:',
  passkeysNeedScript:
    'Passkeys und Sicherheitsschlüssel brauchen JavaScript, das in diesem Browser ausgeschaltet ist. Schalten Sie es ein oder ' +
    'verwenden Sie eine andere Methode.',
  passkeyFailed: 'Das hat nicht geklappt oder wurde abgebrochen. Bitte versuchen Sie es erneut.',
  passwordLabel: 'Ihr Passwort',
  passwordDue: 'Ihre Anmeldung liegt einige Zeit zurück: Bitte geben Sie Ihr Passwort ein.',
  recoveryCodeLabel: 'Wiederherstellungscode',
  recoveryCodeHint: '24 Buchstaben und Ziffern. Jeder Code funktioniert nur einmal.',
  secretLabel: 'Ihr eigenes Geheimnis (optional)',
  secretHint: 'Ein beliebiger Text, aber nicht Ihr Passwort. Er fließt in den Schlüssel ein; lassen Sie das Feld im Zweifel leer.',
  advanced: 'Erweitert',
  nameLabel: 'Name dieses Authentifikators',
  nameHint: 'Damit Sie ihn später von anderen unterscheiden können, zum Beispiel: mein Smartphone.',
  unnamedAuthenticator: 'Authentifikator',

  why: 'Auch wer Ihr Passwort kennt, kann sich ohne einen Code von Ihrem Smartphone nicht anmelden. Die Einrichtung dauert zwei Minuten.',
  howGetApp:
    'Installieren Sie eine Authenticator-App, falls Sie noch keine haben: Google Authenticator, Microsoft Authenticator oder 2FAS. ' +
    'Oder nehmen Sie Ihren Passwortmanager. Auf iPhone und Mac ist schon eine App dabei: Passwörter.',
  howScan: 'Scannen Sie damit einen QR-Code und geben Sie den Code ein, den die App anzeigt.',
  howSave: 'Sichern Sie Ihre Wiederherstellungscodes für den Fall, dass Sie Ihr Smartphone verlieren.',
  othersSignedOut: 'Ihre anderen Geräte werden abgemeldet.',
  enable: 'Zwei-Faktor-Authentifizierung einrichten',
  notNow: 'Nicht jetzt',
  addAuthenticator: 'Weiteren Authentifikator hinzufügen',
  addAuthenticatorHint: 'Ein zweites Smartphone oder ein Passwortmanager, falls Sie das erste verlieren.',
  addAuthenticatorFull:
    'Sie haben fünf Authenticator-Apps, mehr sind nicht möglich. Entfernen Sie eine, bevor Sie eine weitere hinzufügen.',
  addApp: 'Authenticator-App hinzufügen',
  addAppHint:
    'Ein Smartphone oder ein Passwortmanager, der Codes anzeigt, falls Ihr Passkey einmal nicht zur Hand ist oder nicht funktioniert.',
  addPasskey: 'Passkey oder Sicherheitsschlüssel hinzufügen',
  addPasskeyHint:
    'Sie bestätigen mit Fingerabdruck, Gesicht, der PIN Ihres Geräts oder einem Sicherheitsschlüssel. Sie müssen keinen Code eingeben, ' +
    'und eine gefälschte Website kann damit nichts anfangen.',
  addPasskeyFull:
    'Sie haben fünf Passkeys und Sicherheitsschlüssel, mehr sind nicht möglich. Entfernen Sie einen, bevor Sie einen weiteren hinzufügen.',
  addSentCodes: 'Codes per Nachricht erhalten',
  addSentCodesHint: 'Wenn Sie sich anmelden und darum bitten, wird ein Code an {to} gesendet.',
  sentCodesChanged: 'Ihre Adresse hat sich geändert. Codes gehen an die neue, {to}, sobald Sie sie bestätigen.',
  sentCodesWarning:
    'Das ist weniger sicher als eine Authenticator-App oder ein Passkey: Wer Ihre Nachrichten lesen kann, kann den Code ' +
    'verwenden, und eine Nachricht kann spät ankommen.',
  startEnrollment: 'Weiter',
  confirmEnrollment: 'Bestätigen',
  cancel: 'Abbrechen',
  replaceLabel: 'Jeden anderen Authentifikator entfernen: {names}',
  replaceLostLabel: 'Entfernen, was ich verloren habe: {names}',
  stepScan: 'Scannen Sie diesen QR-Code mit Ihrer Authenticator-App',
  stepOpen: 'Fügen Sie das Konto zu Ihrer Authenticator-App hinzu',
  stepConfirm: 'Geben Sie den Code ein, den die App anzeigt',
  qrCodeAlt: 'QR-Code für Ihre Authenticator-App. Der Schlüssel unten enthält dasselbe als Text.',
  showQrCode: 'QR-Code anzeigen, um ihn mit einem anderen Gerät zu scannen',
  openInApp: 'Meine Authenticator-App öffnen',
  cannotScan: 'Scannen klappt nicht?',
  cannotOpen: 'Es öffnet sich nichts?',
  keyInstruction: 'Tragen Sie diese Angaben von Hand in die App ein:',
  accountLabel: 'Konto',
  keyLabel: 'Schlüssel',
  keyTypeLabel: 'Typ',
  keyType: 'zeitbasiert',
  validUntil: 'Geben Sie den ersten Code zu diesem Schlüssel bis {time} ein.',
  registrationInstruction:
    'Geben Sie einen Namen ein und fahren Sie fort: Ihr Browser fragt dann nach Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel.',
  registrationUntil: 'Das ist bis {time} möglich.',
  addSecondMethod:
    'Fügen Sie danach auch eine Authenticator-App oder einen weiteren Schlüssel hinzu. Solange Sie nur diesen haben, helfen Ihnen nur ' +
    'Ihre Wiederherstellungscodes, wenn Sie ihn verlieren oder er nicht funktioniert.',
  copy: 'Kopieren',
  copied: 'Kopiert',

  authenticators: 'Authentifikatoren',
  typeTotp: 'Authenticator-App',
  typePasskey: 'Passkey oder Sicherheitsschlüssel',
  typeSentCode: 'Codes per Nachricht',
  synced: 'Zwischen Geräten synchronisiert',
  addedOn: 'Hinzugefügt: {date}',
  lastUsedOn: 'Zuletzt verwendet: {date}',
  neverUsed: 'Noch nie verwendet',
  rename: 'Umbenennen',
  renameNamed: '{name} umbenennen',
  remove: 'Entfernen',
  removeNamed: '{name} entfernen',
  removeHint: 'Ihre anderen Geräte werden abgemeldet.',

  recoveryCodes: 'Wiederherstellungscodes',
  recoveryCodesLeft: 'Verbleibende Codes: {count}',
  recoveryCodesNone:
    'Sie haben keine Wiederherstellungscodes mehr. Wenn Sie jetzt Ihren Authentifikator verlieren, verlieren Sie Ihr Konto. ' +
    'Erstellen Sie neue.',
  recoveryCodesFew: 'Sie haben nur noch wenige Wiederherstellungscodes. Erstellen Sie bald neue.',
  recoveryCodesUnsaved:
    'Sie haben noch nicht bestätigt, dass Ihre Wiederherstellungscodes gesichert sind. Wenn Sie sie nicht haben, erstellen Sie neue.',
  recoveryCodesOn: 'Die Zwei-Faktor-Authentifizierung ist aktiviert. Nur noch ein Schritt: Sichern Sie Ihre Codes.',
  recoveryCodesNew: 'Ihre alten Wiederherstellungscodes funktionieren nicht mehr. Sichern Sie diese.',
  recoveryCodesInstruction:
    'Wenn Sie Ihren Authentifikator verlieren, können Sie sich mit jedem dieser Codes einmal anmelden. Bewahren Sie die Codes dort auf, ' +
    'wo Sie sie auch ohne Ihr Smartphone finden: in einem Passwortmanager oder auf Papier ausgedruckt.',
  shownOnce: 'Sie können die Codes später nicht mehr einsehen.',
  recoveryCodesFile: 'Wiederherstellungscodes für {site}',
  regenerate: 'Neue Wiederherstellungscodes erstellen',
  regenerateHint: 'Ihre bisherigen Codes funktionieren dann nicht mehr.',
  download: 'Herunterladen',
  print: 'Drucken',
  markSaved: 'Ich habe diese Codes gesichert',
  markedSaved: 'Ich habe meine Codes gesichert',
  continue: 'Weiter',

  trustedClients: 'Gemerkte Browser',
  trustedClientsHint: 'Browser, in denen nicht nach einem Code gefragt wird.',
  trustedClientsNone: 'Browser, in denen nicht nach einem Code gefragt wird. Keine: Bei jeder Anmeldung wird nach einem Code gefragt.',
  trustedClientsEither: 'Browser, in denen weder nach einem Code noch nach einem Passkey gefragt wird.',
  trustedClientsEitherNone:
    'Browser, in denen weder nach einem Code noch nach einem Passkey gefragt wird. Keine: Bei jeder Anmeldung wird danach gefragt.',
  trustedClientsMore: 'Alle anzeigen',
  rememberedOn: 'Gemerkt: {date}',
  trustedUntil: 'Bis: {date}',
  currentClient: 'dieser Browser',
  browserOnSystem: '{browser} unter {system}',
  unknownClient: 'Unbekannter Browser',
  revoke: 'Vergessen',
  revokeNamed: '{name} vergessen',
  revokeAll: 'Alle vergessen',
  sessions: 'In diesen Browsern angemeldet',
  sessionsHint: 'In jedem davon sind Sie angemeldet. Beenden Sie, was Sie nicht kennen, und ändern Sie dann Ihr Passwort.',
  sessionsMore: 'Weitere anzeigen',
  signedInOn: 'Angemeldet: {date}',
  methodRecoveryCode: 'Wiederherstellungscode',
  methodTrustedClient: 'gemerkter Browser',
  methodExternal: 'anderswo bestätigt',
  revokeSession: 'Beenden',
  revokeSessionNamed: 'Sitzung von {name} beenden',
  revokeOtherSessions: 'Alle anderen beenden',
  revokeOtherSessionsHint: 'Meldet Sie überall außer hier ab. In gemerkten Browsern wird wieder nach einem Code gefragt.',

  needsAuthenticator: '{action}: Dafür ist ein Authentifikator nötig, der funktioniert. Richten Sie zuerst einen neuen ein.',
  disable: 'Zwei-Faktor-Authentifizierung deaktivieren',
  disableHint: 'Ihr Konto ist dann nur noch durch Ihr Passwort geschützt.',
  requiredHere: 'Ihre Organisation verlangt die Zwei-Faktor-Authentifizierung. Sie kann hier nicht deaktiviert werden.',
  unlock: 'Einen weiteren Versuch freigeben',
  unlockHint: 'Sie sind angemeldet und können diese vorübergehende Sperre deshalb aufheben.',
  signInAgain: 'Um etwas zu ändern, melden Sie sich bitte erneut an.',
  signInAgainAction: 'Erneut anmelden',
  home: 'Fertig',
  back: 'Zurück',
  signOut: 'Abmelden',
  help: 'Brauchen Sie Hilfe?',

  signingInAs: 'Anmeldung bei {site} als {account}',
  signedInAs: 'Angemeldet bei {site} als {account}',
  notYou: 'Sind Sie das nicht? Abmelden',
  trustClient: 'In diesem Browser {days} lang nicht nach einem Code fragen (nicht auf gemeinsam genutzten Computern)',
  trustClientEither: 'In diesem Browser {days} lang nicht mehr fragen (nicht auf gemeinsam genutzten Computern)',
  verify: 'Anmelden',
  lostAuthenticator: 'Authentifikator verloren?',
  useRecoveryCode: 'Wiederherstellungscode verwenden',
  useRecoveryCodeHint:
    'Melden Sie sich mit einem Wiederherstellungscode an. Andere Sitzungen werden beendet, ' +
    'und in gemerkten Browsern wird wieder nach einem Code gefragt.',
  stepUpInstruction: 'Bitte bestätigen Sie noch einmal, um fortzufahren.',
  stepUp: 'Bestätigen',
  stepUpRecovered:
    'Sie haben sich mit einem Wiederherstellungscode angemeldet. Wenn Sie Ihren Authentifikator nicht mehr haben, ' +
    'richten Sie zuerst einen neuen ein.',
  setUpNew: 'Neuen Authentifikator einrichten',
  noWayToConfirm:
    'Nichts von dem, was Sie eingerichtet haben, kann hier jetzt verwendet werden. Melden Sie sich ab, melden Sie sich erneut an und ' +
    'verwenden Sie einen Wiederherstellungscode: Dann können Sie einen neuen Authentifikator einrichten. Wenn Sie keine ' +
    'Wiederherstellungscodes haben, wenden Sie sich an die Administration.',
  signInByRecoveryCode:
    'Nach zu vielen falschen Codes sind Einmalcodes gesperrt. Melden Sie sich ab, melden Sie sich erneut an und verwenden Sie einen ' +
    'Wiederherstellungscode: Dann können Sie einen neuen Authentifikator einrichten. Wenn Sie keine Wiederherstellungscodes haben, ' +
    'wenden Sie sich an die Administration.',

  invalidCode: 'Dieser Code ist falsch oder wurde schon verwendet. Warten Sie auf den nächsten und versuchen Sie es erneut.',
  invalidFirstCode:
    'Dieser Code passt nicht zu dem Schlüssel, der hier angezeigt wird. Wenn Sie vorher einen anderen gescannt haben, ' +
    'scannen Sie diesen. Die Uhrzeit Ihres Smartphones muss automatisch eingestellt sein.',
  invalidRecoveryCode: 'Dieser Wiederherstellungscode ist falsch oder wurde schon verwendet. Versuchen Sie es mit einem anderen.',
  invalidCredential:
    'Ihr Passkey oder Sicherheitsschlüssel hat das nicht bestätigt, oder es hat zu lange gedauert. Bitte versuchen Sie es erneut.',
  methodNotAllowed: 'Dieser Code genügt hier nicht. Verwenden Sie eine der Methoden, die diese Seite anbietet.',
  syncedNotAllowed:
    'Passkeys, die zwischen Geräten synchronisiert werden, sind hier nicht erlaubt. Verwenden Sie einen Sicherheitsschlüssel oder ' +
    'einen Passkey, der auf einem Gerät bleibt.',
  alreadyRegistered: 'Dieser Passkey oder Sicherheitsschlüssel ist schon registriert. Verwenden Sie einen anderen.',
  malformedInput: 'Bitte prüfen Sie Ihre Eingabe.',
  malformedCode: 'Ein Code hat sechs Ziffern. Bitte prüfen Sie Ihre Eingabe.',
  malformedRecoveryCode: 'Ein Wiederherstellungscode hat 24 Buchstaben und Ziffern. Bitte prüfen Sie Ihre Eingabe.',
  malformedName: 'Dieser Name ist zu lang oder enthält unzulässige Zeichen. Bitte wählen Sie einen anderen.',
  malformedSecret: 'Ihr eigenes Geheimnis kann 1 bis 128 Zeichen haben. Bitte wählen Sie ein anderes.',
  invalidPassword: 'Dieses Passwort ist falsch.',
  locked: 'Zu viele Fehlversuche. Versuchen Sie es {wait} erneut.',
  lockedRecovery:
    'Zu viele falsche Wiederherstellungscodes. Prüfen Sie, ob es einer von Ihren ist: Ein richtiger wird weiterhin angenommen.',
  tooManyRequests: 'Das ging etwas zu schnell. Versuchen Sie es {wait} erneut.',
  tooManyCodes:
    'Es kann noch kein weiterer Code gesendet werden. Verwenden Sie den letzten, falls er noch gilt, oder fordern Sie {wait} ' +
    'einen neuen an.',
  blocked:
    'Zu viele falsche Codes: Einmalcodes sind gesperrt. Verwenden Sie einen Wiederherstellungscode ' +
    'oder wenden Sie sich an die Administration.',
  reauthenticationRequired:
    'Ihre Anmeldung liegt für diese Änderung zu lange zurück. Geben Sie Ihr Passwort ein oder melden Sie sich erneut an.',
  noEnrollment: 'Die Einrichtung ist abgelaufen. Bitte beginnen Sie von vorn.',
  tooManyAuthenticators:
    'Mehr Authentifikatoren dieser Art sind nicht möglich. Entfernen Sie zuerst einen oder lassen Sie sie durch den neuen ersetzen.',
  lastAuthenticator:
    'Der letzte Authentifikator, mit dem Sie sich anmelden können, kann nicht entfernt werden. Fügen Sie zuerst einen anderen hinzu.',
  requiredByPolicy: 'Ihre Organisation verlangt die Zwei-Faktor-Authentifizierung: Sie kann nicht deaktiviert werden.',
  notEnabled: 'Die Zwei-Faktor-Authentifizierung ist schon deaktiviert.',
  notFound: 'Diesen Eintrag gibt es nicht mehr.',
  crossOrigin: 'Diese Anfrage kam von einer anderen Website und wurde abgelehnt. Bitte versuchen Sie es hier.',
  unavailable: 'Das ist gerade nicht verfügbar. Bitte versuchen Sie es gleich noch einmal.',
  tryAgain: 'Erneut versuchen',
  tryNow: 'jetzt',
  failed: 'Das hat nicht geklappt. Bitte versuchen Sie es erneut.'
}
