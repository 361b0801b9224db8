import type { TwoFactorMessages } from './en.js'

export const it: TwoFactorMessages = {
  preferencesTitle: 'Autenticazione a due fattori',
  enrollmentTitle: 'Configura la tua app di autenticazione',
  recoveryCodesTitle: 'I tuoi codici di recupero',
  challengeTitle: 'Inserisci il codice',
  stepUpTitle: 'Conferma che sei tu',
  goOnTitle: 'Un momento',
  failureTitle: 'Qualcosa non ha funzionato',

  stateOn: 'L’autenticazione a due fattori è attiva.',
  stateOff: 'L’autenticazione a due fattori non è attiva.',
  stateRequired: 'Il tuo ruolo richiede l’autenticazione a due fattori. Attivala per continuare.',
  stateRequiredFrom: 'Dal {date} il tuo ruolo richiederà l’autenticazione a due fattori. Attivala prima.',
  stateBlocked:
    'Dopo troppi codici errati i tuoi autenticatori sono bloccati. Configurane uno nuovo qui sotto: prenderà il posto di quelli bloccati.',
  stateLocked: 'Dopo troppi codici errati per ora nessun codice è accettato. Riprova {wait}.',
  stateEnrolled: 'Il tuo nuovo autenticatore funziona da adesso.',
  stateCodesGiven:
    'I codici di recupero sono stati mostrati poco fa, e si vedono una volta sola. Se non li hai ' +
    'conservati, creane di nuovi qui sotto.',
  stateRecovered:
    'Hai effettuato l’accesso con un codice di recupero. ' +
    'Se hai perso l’autenticatore, configurane subito uno nuovo e fagli sostituire i vecchi. ' +
    'Altrimenti non devi fare nulla.',

  codeLabel: 'Codice a sei cifre',
  codeHint: 'Dalla tua app di autenticazione.',
  passwordLabel: 'La tua password',
  recoveryCodeLabel: 'Codice di recupero',
  recoveryCodeHint: '24 lettere e cifre. Ogni codice vale una volta sola.',
  secretLabel: 'Un segreto a tua scelta (facoltativo)',
  secretHint: 'Un testo qualsiasi. Entra a far parte della chiave; nel dubbio lascialo vuoto.',
  nameLabel: 'Nome dell’autenticatore (facoltativo)',
  nameHint: 'Per esempio: il mio telefono.',
  unnamedAuthenticator: 'Autenticatore',

  enableHint: 'Ti serve un’app di autenticazione, per esempio sul telefono. Per accedere serviranno poi la password e un codice dell’app.',
  enable: 'Attiva l’autenticazione a due fattori',
  addAuthenticator: 'Aggiungi un altro autenticatore',
  startEnrollment: 'Continua',
  confirmEnrollment: 'Conferma',
  cancel: 'Annulla',
  replaceLabel: 'Sostituisci gli altri miei autenticatori',
  scanInstruction: 'Inquadra questo codice QR con la tua app di autenticazione.',
  qrCodeAlt: 'Codice QR per la tua app di autenticazione. La chiave qui sotto è la stessa in forma di testo.',
  openInApp: 'Apri nell’app su questo dispositivo',
  keyInstruction: 'Non riesci a inquadrarlo? Scrivi questa chiave nell’app.',
  copy: 'Copia',
  copied: 'Copiato',
  confirmInstruction: 'Poi inserisci il codice mostrato dall’app.',

  authenticators: 'Autenticatori',
  addedOn: 'Aggiunto il {date}',
  lastUsedOn: 'Usato l’ultima volta il {date}',
  neverUsed: 'Mai usato',
  remove: 'Rimuovi',
  removeNamed: 'Rimuovi {name}',

  recoveryCodes: 'Codici di recupero',
  recoveryCodesLeft: 'Codici rimasti: {count}',
  recoveryCodesNone: 'Non hai più codici di recupero. Creane di nuovi, o perderai l’accesso insieme all’autenticatore.',
  recoveryCodesFew: 'Ti restano pochi codici di recupero. Creane presto di nuovi.',
  recoveryCodesInstruction:
    'Conserva questi codici in un luogo sicuro. Se perdi l’autenticatore, ciascuno ti fa accedere una volta. Sono mostrati solo adesso.',
  regenerate: 'Crea nuovi codici di recupero',
  regenerateHint: 'I codici che hai ora non funzioneranno più.',
  download: 'Scarica come testo',
  print: 'Stampa',
  continue: 'Continua',

  trustedClients: 'Client ricordati',
  trustedClientsNone: 'Nessun client è ricordato.',
  trustedUntil: 'Fino al {date}',
  currentClient: 'questo',
  unknownClient: 'Client sconosciuto',
  revoke: 'Dimentica',
  revokeNamed: 'Dimentica {name}',
  revokeAll: 'Dimentica tutti',

  needsAuthenticator: 'serve un codice. Configura prima un nuovo autenticatore.',
  disable: 'Disattiva l’autenticazione a due fattori',
  disableHint: 'Il tuo account sarà protetto dalla sola password.',
  signInAgain: 'Per le modifiche, accedi di nuovo.',
  home: 'Indietro',
  signOut: 'Esci',

  trustClient: 'Ricorda questo client per {count} giorni',
  trustClientOneDay: 'Ricorda questo client per un giorno',
  verify: 'Accedi',
  useRecoveryCode: 'Usa un codice di recupero',
  useRecoveryCodeHint:
    'Hai perso l’autenticatore? Un codice di recupero ti fa entrare. Chiude le altre tue sessioni e dimentica i client ricordati.',
  stepUpInstruction: 'Per continuare inserisci un nuovo codice.',
  stepUp: 'Conferma',
  stepUpRecovered:
    'Hai effettuato l’accesso con un codice di recupero. Se non hai più il tuo autenticatore, ' +
    'configurane prima uno nuovo.',
  setUpNew: 'Configura un nuovo autenticatore',
  signInByRecoveryCode:
    'Dopo troppi codici errati, i codici monouso sono bloccati. Esci, accedi di nuovo e usa un codice di ' +
    'recupero: poi potrai configurare un nuovo autenticatore. Se non hai codici di recupero, rivolgiti a un amministratore.',

  invalidCode: 'Il codice è errato o è già stato usato. Attendi il prossimo e riprova.',
  malformedInput: 'Controlla quello che hai scritto.',
  malformedName: 'Questo nome è troppo lungo o contiene segni che un nome non può avere. Scegline un altro.',
  invalidPassword: 'La password è errata.',
  locked: 'Troppi tentativi errati. Riprova {wait}.',
  tooManyRequests: 'Un po’ troppo in fretta. Riprova {wait}.',
  blocked: 'Troppi codici errati: i codici monouso sono bloccati. Usa un codice di recupero o rivolgiti a un amministratore.',
  reauthenticationRequired: 'L’accesso è troppo vecchio per questa modifica. Inserisci la password o accedi di nuovo.',
  noEnrollment: 'La configurazione è scaduta. Ricomincia.',
  tooManyAuthenticators: 'Hai già cinque autenticatori. Rimuovine uno, o fai in modo che il nuovo li sostituisca.',
  lastAuthenticator: 'L’ultimo autenticatore non si può rimuovere.',
  requiredByPolicy: 'Il tuo ruolo richiede l’autenticazione a due fattori: non si può disattivare.',
  notEnabled: 'L’autenticazione a due fattori non è attiva.',
  notFound: 'Questa voce non c’è più.',
  crossOrigin: 'La richiesta veniva da un altro sito ed è stata rifiutata.',
  unavailable: 'Il servizio non è disponibile in questo momento. Riprova tra poco.',
  tryAgain: 'Riprova',
  failed: 'Non ha funzionato. Riprova.'
}
