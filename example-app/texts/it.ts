import type { Texts } from './en.js'

export const it: Texts = {
  home: 'Pagina iniziale',
  demo: 'L’esempio di fastify-two-factor: nessun denaro si muove.',
  errorTitle: 'Errore: {title}',
  failedTitle: 'Qualcosa non ha funzionato',
  cancel: 'Annulla',
  passwordLabel: 'Password',

  homeTitle: 'Ti diamo il benvenuto',
  nobody: 'Non hai effettuato l’accesso.',
  signedInAs: 'Accesso effettuato come {name}, {method}.',
  methods: {
    none: 'con la sola password',
    totp: 'con un codice della tua app di autenticazione',
    passkey: 'con una passkey o chiave di sicurezza',
    'sent-code': 'con la password e un codice ricevuto',
    'recovery-code': 'con un codice di recupero',
    'trusted-client': 'con la password, in un browser di cui ti fidi',
    external: 'dalla tua organizzazione, che ha chiesto un secondo fattore'
  },
  requiredFrom: 'La tua organizzazione richiederà l’autenticazione a due fattori dal giorno {date}.',
  setUpNow: 'Configurala ora',
  proofDue: 'La password era corretta. Manca ancora un passo.',
  prove: 'Conferma la tua identità',
  enrollmentDue: 'La tua organizzazione richiede l’autenticazione a due fattori. Configura ciò che manca per continuare.',
  twoFactor: 'Autenticazione a due fattori',
  twoFactorHint: 'Configurala, gestiscila, disattivala.',
  accountsHint: 'Solo con l’autenticazione a due fattori.',
  payoutHint: 'Solo con un codice o una passkey degli ultimi cinque minuti.',
  administrationHint: 'Solo per gli amministratori.',
  whoAmI: 'Chi sono?',
  whoAmIHint: 'Lo stesso per i programmi, in JSON.',
  signOut: 'Esci',

  signIn: 'Accedi',
  nameLabel: 'Nome utente',
  keepSignedIn: 'Mantieni l’accesso per 30 giorni',
  expired: 'L’accesso ha richiesto troppo tempo. Ricomincia da capo.',

  accountsTitle: 'Conti',
  currentAccount: 'Conto corrente',
  savings: 'Risparmi',

  payoutTitle: 'Pagamento',
  amountLabel: 'Importo in €',
  amountHint: 'Da 1 a 1000.',
  payOut: 'Paga',

  passwordTitle: 'Cambia la password',
  currentPasswordLabel: 'Password attuale',
  newPasswordLabel: 'Nuova password',
  newPasswordHint: 'Almeno 12 caratteri.',
  passwordEnds: 'Gli altri tuoi dispositivi verranno disconnessi e a ogni browser sarà chiesto di nuovo il codice.',
  changePassword: 'Cambia la password',

  helpTitle: 'Hai perso il telefono?',
  helpRecovery:
    'Hai conservato i codici di recupero: accedi con la password, scegli la voce per chi ha perso l’autenticatore dove è chiesto il ' +
    'codice, e inseriscine uno. Poi configura subito il nuovo telefono.',
  helpOther:
    'Hai una passkey o chiave di sicurezza, o il codice su un altro dispositivo o in un gestore di password: valgono quanto il telefono.',
  helpAdministrator:
    'Non hai né gli uni né l’altro: rivolgiti a un amministratore. Verificherà che sia tu e azzererà la tua autenticazione a due ' +
    'fattori. Poi per accedere basterà la password, e potrai configurarla di nuovo.',
  helpLocked:
    'Dopo troppi codici errati i codici sono sospesi: attendi il tempo indicato. Una passkey o un codice di recupero funziona subito.',

  administrationTitle: 'Amministrazione',
  roles: { member: 'membro', accountant: 'contabile', administrator: 'amministratore' },
  on: 'Attiva',
  off: 'Non attiva',
  required: 'obbligatoria',
  requiredLater: 'obbligatoria dal giorno {date}',
  blocked: 'Blocco dopo troppi codici errati.',
  lockedUntil: 'Codici sospesi dopo troppi errori, fino a: {time}.',
  kinds: { totp: 'App di autenticazione', passkey: 'Passkey o chiave di sicurezza' },
  lastUsed: 'Ultimo uso: {time}',
  neverUsed: 'Mai usato finora',
  recoveryCodesLeft: 'Codici di recupero rimasti: {count}',
  unlock: 'Sblocca',
  unlockNamed: 'Sblocca {name}',
  reset: 'Azzera',
  resetNamed: 'Azzera {name}',
  resetTitle: 'Azzerare l’autenticazione a due fattori di {name}?',
  resetHint:
    'I suoi autenticatori e codici di recupero smetteranno di funzionare, e i suoi accessi verranno chiusi ovunque. Poi per accedere ' +
    'basterà la password, finché non la configurerà di nuovo.',
  resetSure: 'Prima accertati che sia davvero {name} a chiederlo: telefona, o parlatevi di persona.',

  notices: {
    signedOut: 'Uscita effettuata.',
    passwordChanged: 'La password è stata cambiata. Gli altri tuoi dispositivi sono stati disconnessi.',
    paidOut: 'Il pagamento di {amount} € è in corso.',
    notPaidOut: 'Il pagamento di {amount} € non è ancora stato inviato. Controllalo e invialo di nuovo.',
    wasReset: 'L’autenticazione a due fattori di {name} è stata azzerata.',
    wasUnlocked: '{name} può di nuovo inserire codici.',
    notDone: 'Non è ancora stato fatto nulla. Ripeti l’operazione.'
  },
  invalid: {
    username: 'Inserisci il tuo nome utente.',
    password: 'Inserisci la password.',
    newPassword: 'La nuova password deve avere almeno 12 caratteri.',
    amount: 'Inserisci un importo intero da 1 a 1000.'
  },
  errors: {
    WRONG_CREDENTIALS: 'Il nome utente o la password sono errati.',
    WRONG_PASSWORD: 'La password è errata.',
    TOO_MANY_GUESSES: 'Troppe password errate. Riprova tra un minuto.',
    TWO_FACTOR_CROSS_ORIGIN: 'Un modulo che proviene da un altro sito è rifiutato.',
    ADMINISTRATORS_ONLY: 'Questa pagina è per gli amministratori.',
    OWN_ACCOUNT: 'Per il tuo account rivolgiti a un altro amministratore.',
    NOT_FOUND: 'Qui non c’è nulla.',
    UNAVAILABLE: 'Per ora non è disponibile. Riprova più tardi.',
    FAILED: 'Qualcosa è andato storto.',
    TWO_FACTOR_SIGN_IN_REQUIRED: 'La password è stata cambiata nel frattempo. Accedi con quella nuova.',
    TWO_FACTOR_BLOCKED: 'Questo utente è bloccato per la seconda volta in 30 giorni. Ormai serve un azzeramento.',
    TWO_FACTOR_NOT_FOUND: 'Questo utente non esiste.',
    TWO_FACTOR_UNAVAILABLE: 'Per ora non è disponibile. Riprova più tardi.'
  }
}
