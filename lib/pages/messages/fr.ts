import type { TwoFactorMessages } from './en.js'

/** The French texts, which say “vous”; the space before `:`, `;`, `?` and inside the quotation marks is U+202F. */
export const fr: TwoFactorMessages = {
  preferencesTitle: 'Authentification à deux facteurs',
  enrollmentTitle: 'Configurez votre application d’authentification',
  registrationTitle: 'Ajoutez une passkey ou une clé de sécurité',
  recoveryCodesTitle: 'Enregistrez vos codes de récupération',
  challengeTitle: 'Saisissez votre code',
  stepUpTitle: 'Confirmez votre identité',
  goOnTitle: 'Un instant',
  failureTitle: 'Cela n’a pas fonctionné',
  errorTitle: 'Erreur : {title}',

  stateOn: 'L’authentification à deux facteurs est activée.',
  stateOff: 'L’authentification à deux facteurs est désactivée.',
  stateRequired: 'Votre organisation exige l’authentification à deux facteurs. Configurez-la pour continuer.',
  stateRequiredFrom:
    'Votre organisation exigera l’authentification à deux facteurs à partir du {date}. Configurez-la avant cette date.',
  statePasskeyRequiredFrom:
    'Votre organisation exigera une passkey ou une clé de sécurité à partir du {date}. Ajoutez-en une avant cette date.',
  stateHeldForPasskey: 'Votre organisation exige une passkey ou une clé de sécurité. Ajoutez-en une pour continuer.',
  stateWantsPasskey: 'La page demandée exige une passkey ou une clé de sécurité. Ajoutez-en une pour continuer.',
  stateNoPasskeys:
    'Une passkey ou une clé de sécurité est nécessaire ici, mais ce site ne permet pas d’en ajouter. Contactez ' +
    'l’équipe d’administration.',
  stateBlocked:
    'Après trop de codes incorrects, vos applications d’authentification sont bloquées. Configurez-en une nouvelle ci-dessous : elle ' +
    'remplacera celles qui sont bloquées.',
  stateLocked: 'Trop de codes incorrects. Réessayez {wait}. Un code de récupération fonctionne tout de suite.',
  stateLockedHere: 'Trop de codes erronés : les codes seront de nouveau acceptés {wait}.',
  statePasskeyWorks: 'Votre passkey ou clé de sécurité fonctionne malgré tout.',
  stateEnrolled: 'Votre nouvel authentificateur fonctionne désormais.',
  stateCodesGiven:
    'Vos codes de récupération viennent d’être affichés et ne le sont qu’une seule fois. ' +
    'Si vous ne les avez pas conservés, créez-en de nouveaux ci-dessous.',
  stateRecovered:
    'Vous avez utilisé un code de récupération pour vous connecter. Si vous avez perdu votre authentificateur, ' +
    'configurez-en un nouveau maintenant. Sinon, vous n’avez rien à faire.',

  doneAdded: '« {name} » a été ajouté et fonctionne dès maintenant.',
  doneRemoved: '« {name} » a été supprimé. Les autres appareils ont été déconnectés.',
  doneRenamed: 'Le nouveau nom est « {name} ».',
  doneSaved: 'Parfait : vos codes de récupération sont enregistrés.',
  doneUnlocked: 'Vous disposez maintenant d’un nouvel essai.',
  doneDisabled: 'L’authentification à deux facteurs a été désactivée.',
  doneRevoked: '« {name} » n’est plus mémorisé.',
  doneRevokedAll: 'Plus aucun navigateur n’est mémorisé.',
  doneSessionRevoked: '« {name} » a été déconnecté.',
  doneOthersRevoked: 'Vous êtes déconnecté partout ailleurs.',
  doneCancelled: 'La configuration a été annulée. Rien n’a été modifié.',
  doneReplacedKey: 'Cette clé est nouvelle. Celle qui était affichée auparavant ne fonctionne plus.',

  codeLabel: 'Code à six chiffres',
  codeHint: 'Il s’affiche dans votre application d’authentification.',
  codeHintSent: 'Dans le message qui vous a été envoyé.',
  codeHintEither: 'Dans votre application d’authentification, ou dans le message qui vous a été envoyé.',
  sendCode: 'Envoyer un code à {to}',
  sendCodeAgain: 'Envoyer un autre code',
  codeSent: 'Un code a été envoyé à {to}. Il peut être utilisé une fois, jusqu’à {time}.',
  usePasskey: 'Utiliser une passkey ou une clé de sécurité',
  usePasskeyNamed: 'Utiliser une passkey ou une clé de sécurité : {action}',
  orCode: 'Ou avec un code :',
  passkeysNeedScript:
    'Les passkeys et les clés de sécurité ont besoin de JavaScript, qui est désactivé dans ce navigateur. Activez-le ou utilisez une ' +
    'autre méthode.',
  passkeyFailed: 'L’opération a échoué ou a été interrompue. Réessayez.',
  passwordLabel: 'Votre mot de passe',
  passwordDue: 'Votre connexion remonte à un certain temps : saisissez votre mot de passe.',
  recoveryCodeLabel: 'Code de récupération',
  recoveryCodeHint: '24 lettres et chiffres. Chaque code ne fonctionne qu’une fois.',
  secretLabel: 'Votre propre secret (facultatif)',
  secretHint: 'N’importe quel texte, sauf votre mot de passe. Il est intégré à la clé ; dans le doute, laissez ce champ vide.',
  advanced: 'Options avancées',
  nameLabel: 'Nom de cet authentificateur',
  nameHint: 'Pour le distinguer des autres par la suite, par exemple : mon téléphone.',
  unnamedAuthenticator: 'Authentificateur',

  why:
    'Même si quelqu’un découvre votre mot de passe, il lui faudra un code de votre téléphone pour se connecter. ' +
    'Deux minutes suffisent.',
  howGetApp:
    'Procurez-vous une application d’authentification si vous n’en avez pas : Google Authenticator, Microsoft Authenticator, 2FAS ' +
    'ou votre gestionnaire de mots de passe. L’iPhone et le Mac en ont déjà une : Mots de passe.',
  howScan: 'Scannez un code QR avec l’application et saisissez le code qu’elle affiche.',
  howSave: 'Enregistrez vos codes de récupération, pour le jour où vous perdriez votre téléphone.',
  othersSignedOut: 'Vos autres appareils seront déconnectés.',
  enable: 'Configurer l’authentification à deux facteurs',
  notNow: 'Pas maintenant',
  addAuthenticator: 'Ajouter un autre authentificateur',
  addAuthenticatorHint: 'Un second téléphone ou un gestionnaire de mots de passe, pour le jour où vous perdriez le premier.',
  addAuthenticatorFull:
    'Vous avez cinq applications d’authentification, le maximum autorisé. Supprimez-en une avant d’en ajouter une autre.',
  addApp: 'Ajouter une application d’authentification',
  addAppHint:
    'Un téléphone ou un gestionnaire de mots de passe qui affiche des codes, pour le jour où votre passkey n’est pas à portée de main ' +
    'ou ne fonctionne pas.',
  addPasskey: 'Ajouter une passkey ou une clé de sécurité',
  addPasskeyHint:
    'Vous confirmez avec votre empreinte, votre visage, le code de votre appareil ou une clé de sécurité. Il n’y a aucun code à ' +
    'saisir, et un faux site ne peut rien en faire. Une passkey s’appelle aussi clé d’accès.',
  addPasskeyFull: 'Vous avez cinq passkeys et clés de sécurité, le maximum autorisé. Supprimez-en une avant d’en ajouter une autre.',
  addSentCodes: 'Recevoir des codes par message',
  addSentCodesHint: 'Quand vous vous connectez et le demandez, un code est envoyé à {to}.',
  sentCodesChanged: 'Votre adresse a changé. Les codes seront envoyés à la nouvelle, {to}, dès que vous la confirmez.',
  sentCodesWarning:
    'C’est moins sûr qu’une application d’authentification ou une clé d’accès : quiconque peut lire vos messages peut ' +
    'utiliser le code, et un message peut arriver tard.',
  startEnrollment: 'Continuer',
  confirmEnrollment: 'Confirmer',
  cancel: 'Annuler',
  replaceLabel: 'Supprimer tout autre authentificateur : {names}',
  replaceLostLabel: 'Supprimer ce que j’ai perdu : {names}',
  stepScan: 'Scannez ce code QR avec votre application d’authentification',
  stepOpen: 'Ajoutez le compte à votre application d’authentification',
  stepConfirm: 'Saisissez le code affiché par l’application',
  qrCodeAlt: 'Code QR pour votre application d’authentification. La clé ci-dessous en est l’équivalent sous forme de texte.',
  showQrCode: 'Afficher le code QR, pour le scanner avec un autre appareil',
  openInApp: 'Ouvrir mon application d’authentification',
  cannotScan: 'Impossible de le scanner ?',
  cannotOpen: 'Rien ne s’ouvre ?',
  keyInstruction: 'Saisissez manuellement ces informations dans l’application :',
  accountLabel: 'Compte',
  keyLabel: 'Clé',
  keyTypeLabel: 'Type',
  keyType: 'basée sur le temps',
  validUntil: 'Saisissez le premier code de cette clé avant {time}.',
  registrationInstruction:
    'Donnez-lui un nom et continuez : votre navigateur vous demandera ensuite votre empreinte, votre visage, un code ou votre clé de ' +
    'sécurité.',
  registrationUntil: 'Vous pouvez le faire jusqu’à {time}.',
  addSecondMethod:
    'Ajoutez ensuite aussi une application d’authentification ou une autre clé. Tant que vous n’en avez qu’une, seuls vos codes de ' +
    'récupération vous aideront si vous la perdez ou si elle ne fonctionne pas.',
  copy: 'Copier',
  copied: 'Copié',

  authenticators: 'Authentificateurs',
  typeTotp: 'Application d’authentification',
  typePasskey: 'Passkey ou clé de sécurité',
  typeSentCode: 'Codes par message',
  synced: 'Synchronisée entre appareils',
  addedOn: 'Ajouté : {date}',
  lastUsedOn: 'Dernière utilisation : {date}',
  neverUsed: 'Jamais utilisé',
  rename: 'Renommer',
  renameNamed: 'Renommer {name}',
  remove: 'Supprimer',
  removeNamed: 'Supprimer {name}',
  removeHint: 'Vos autres appareils seront déconnectés.',

  recoveryCodes: 'Codes de récupération',
  recoveryCodesLeft: 'Codes restants : {count}',
  recoveryCodesNone:
    'Vous n’avez plus de codes de récupération. Si vous perdez maintenant votre authentificateur, vous perdez votre compte. ' +
    'Créez-en de nouveaux.',
  recoveryCodesFew: 'Il vous reste peu de codes de récupération. Créez-en bientôt de nouveaux.',
  recoveryCodesUnsaved:
    'Vous n’avez pas encore confirmé que vos codes de récupération sont enregistrés. Si vous ne les avez pas, créez-en de nouveaux.',
  recoveryCodesOn: 'L’authentification à deux facteurs est activée. Plus qu’une étape : enregistrez vos codes.',
  recoveryCodesNew: 'Vos anciens codes de récupération ne fonctionnent plus. Enregistrez ceux-ci.',
  recoveryCodesInstruction:
    'Si vous perdez votre authentificateur, chacun de ces codes vous permet de vous connecter une fois. Conservez-les là où vous ' +
    'les retrouverez sans votre téléphone : dans un gestionnaire de mots de passe ou imprimés sur papier.',
  shownOnce: 'Vous ne les reverrez plus.',
  recoveryCodesFile: 'Codes de récupération pour {site}',
  regenerate: 'Créer de nouveaux codes de récupération',
  regenerateHint: 'Vos codes actuels ne fonctionneront plus.',
  download: 'Télécharger',
  print: 'Imprimer',
  markSaved: 'J’ai enregistré ces codes',
  markedSaved: 'J’ai enregistré mes codes',
  continue: 'Continuer',

  trustedClients: 'Navigateurs mémorisés',
  trustedClientsHint: 'Navigateurs dans lesquels aucun code n’est demandé.',
  trustedClientsNone: 'Navigateurs dans lesquels aucun code n’est demandé. Aucun : un code est demandé à chaque connexion.',
  trustedClientsEither: 'Navigateurs dans lesquels ni code ni passkey n’est demandé.',
  trustedClientsEitherNone:
    'Navigateurs dans lesquels ni code ni passkey n’est demandé. Aucun : l’un ou l’autre est demandé à chaque connexion.',
  trustedClientsMore: 'Tout afficher',
  rememberedOn: 'Mémorisé : {date}',
  trustedUntil: 'Expiration : {date}',
  currentClient: 'ce navigateur',
  browserOnSystem: '{browser} sur {system}',
  unknownClient: 'Navigateur inconnu',
  revoke: 'Oublier',
  revokeNamed: 'Oublier {name}',
  revokeAll: 'Tout oublier',
  sessions: 'Connecté dans ces navigateurs',
  sessionsHint:
    'Vous êtes connecté dans chacun d’eux. Fermez ce que vous ne reconnaissez pas, puis changez votre mot de passe.',
  sessionsMore: 'Afficher les autres',
  signedInOn: 'Connecté : {date}',
  methodRecoveryCode: 'code de récupération',
  methodTrustedClient: 'navigateur mémorisé',
  methodExternal: 'confirmé ailleurs',
  revokeSession: 'Fermer',
  revokeSessionNamed: 'Fermer la session de {name}',
  revokeOtherSessions: 'Fermer toutes les autres',
  revokeOtherSessionsHint: 'Vous déconnecte partout sauf ici. Un code sera de nouveau demandé dans les navigateurs mémorisés.',

  needsAuthenticator: '{action} : il faut un authentificateur qui fonctionne. Configurez-en d’abord un nouveau.',
  disable: 'Désactiver l’authentification à deux facteurs',
  disableHint: 'Votre compte ne sera plus protégé que par votre mot de passe.',
  requiredHere: 'Votre organisation exige l’authentification à deux facteurs. Elle ne peut pas être désactivée ici.',
  unlock: 'Débloquer un nouvel essai',
  unlockHint: 'Votre session est ouverte, vous pouvez donc lever ce blocage temporaire.',
  signInAgain: 'Pour effectuer des modifications, reconnectez-vous.',
  signInAgainAction: 'Se reconnecter',
  home: 'Terminé',
  back: 'Retour',
  signOut: 'Se déconnecter',
  help: 'Besoin d’aide ?',

  signingInAs: 'Connexion à {site} en tant que {account}',
  signedInAs: 'Session ouverte sur {site} en tant que {account}',
  notYou: 'Ce n’est pas vous ? Se déconnecter',
  trustClient: 'Ne pas demander de code dans ce navigateur pendant {days} (sauf sur un ordinateur partagé)',
  trustClientEither: 'Ne plus demander dans ce navigateur pendant {days} (sauf sur un ordinateur partagé)',
  verify: 'Se connecter',
  lostAuthenticator: 'Authentificateur perdu ?',
  useRecoveryCode: 'Utiliser un code de récupération',
  useRecoveryCodeHint:
    'Connectez-vous avec un code de récupération. Vos autres sessions seront fermées, ' +
    'et un code sera de nouveau demandé dans les navigateurs mémorisés.',
  stepUpInstruction: 'Pour continuer, une nouvelle confirmation est nécessaire.',
  stepUp: 'Confirmer',
  stepUpRecovered:
    'Vous avez utilisé un code de récupération pour vous connecter. Si vous n’avez plus votre authentificateur, ' +
    'configurez-en d’abord un nouveau.',
  setUpNew: 'Configurer un nouvel authentificateur',
  noWayToConfirm:
    'Rien de ce que vous avez configuré ne peut être utilisé ici pour le moment. Déconnectez-vous, reconnectez-vous et utilisez un ' +
    'code de récupération : vous pourrez alors configurer un nouvel authentificateur. Si vous n’avez pas de code de récupération, ' +
    'contactez l’équipe d’administration.',
  signInByRecoveryCode:
    'Après trop de codes incorrects, les codes à usage unique sont bloqués. Déconnectez-vous, reconnectez-vous et utilisez un code ' +
    'de récupération : vous pourrez alors configurer un nouvel authentificateur. Si vous n’avez pas de code de récupération, ' +
    'contactez l’équipe d’administration.',

  invalidCode: 'Ce code est incorrect ou a déjà été utilisé. Attendez le suivant et réessayez.',
  invalidFirstCode:
    'Ce code ne correspond pas à la clé affichée ici. Si vous en avez scanné une autre auparavant, scannez celle-ci. ' +
    'L’heure de votre téléphone doit être réglée automatiquement.',
  invalidRecoveryCode: 'Ce code de récupération est incorrect ou a déjà été utilisé. Essayez-en un autre.',
  invalidCredential: 'Votre passkey ou clé de sécurité n’a pas donné de confirmation, ou il s’est écoulé trop de temps. Réessayez.',
  methodNotAllowed: 'Ce code ne suffit pas ici. Utilisez une des méthodes proposées sur cette page.',
  syncedNotAllowed:
    'Les passkeys synchronisées entre appareils ne sont pas autorisées ici. Utilisez une clé de sécurité ou une passkey qui reste sur ' +
    'un seul appareil.',
  alreadyRegistered: 'Cette passkey ou clé de sécurité est déjà enregistrée. Utilisez-en une autre.',
  malformedInput: 'Vérifiez votre saisie.',
  malformedCode: 'Un code comporte six chiffres. Vérifiez votre saisie.',
  malformedRecoveryCode: 'Un code de récupération comporte 24 lettres et chiffres. Vérifiez votre saisie.',
  malformedName: 'Ce nom est trop long ou contient des caractères non autorisés. Choisissez-en un autre.',
  malformedSecret: 'Votre propre secret peut comporter de 1 à 128 caractères. Choisissez-en un autre.',
  invalidPassword: 'Ce mot de passe est incorrect.',
  locked: 'Trop de tentatives incorrectes. Réessayez {wait}.',
  lockedRecovery: 'Trop de codes de récupération erronés. Vérifiez que c’est bien l’un des vôtres : un code correct fonctionne toujours.',
  tooManyRequests: 'C’était un peu trop rapide. Réessayez {wait}.',
  tooManyCodes:
    'Aucun autre code ne peut être envoyé pour le moment. Utilisez le dernier, s’il est encore valable, ou demandez-en un autre ' +
    '{wait}.',
  blocked:
    'Trop de codes incorrects : les codes à usage unique sont bloqués. Utilisez un code de récupération ' +
    'ou contactez l’équipe d’administration.',
  reauthenticationRequired: 'Votre connexion est trop ancienne pour cette modification. Saisissez votre mot de passe ou reconnectez-vous.',
  noEnrollment: 'La configuration a expiré. Recommencez.',
  tooManyAuthenticators:
    'Vous avez déjà le maximum autorisé d’authentificateurs de ce type. Supprimez-en d’abord un ou laissez le nouveau les remplacer.',
  lastAuthenticator:
    'Le dernier authentificateur qui vous permet de vous connecter ne peut pas être supprimé. Ajoutez-en d’abord un autre.',
  requiredByPolicy: 'Votre organisation exige l’authentification à deux facteurs : elle ne peut pas être désactivée.',
  notEnabled: 'L’authentification à deux facteurs est déjà désactivée.',
  notFound: 'Cet élément n’existe plus.',
  crossOrigin: 'Cette demande venait d’un autre site et a été refusée. Réessayez ici.',
  unavailable: 'Ce service n’est pas disponible pour le moment. Réessayez dans un instant.',
  tryAgain: 'Réessayer',
  tryNow: 'maintenant',
  failed: 'Cela n’a pas fonctionné. Réessayez.'
}
