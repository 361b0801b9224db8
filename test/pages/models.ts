import { frame, headHtml, titleText } from '../../lib/pages/frame.js'
import { builtInPages, headingOf, type PageModel, type PageName } from '../../lib/pages/pages.js'
import { contextWith } from './context.js'

const NOW = new Date(Date.UTC(2026, 0, 15, 10))

/** What a browser is asked for a passkey, as long as that of a security key. */
export const requestOptions = {
  challenge: 'c'.repeat(56),
  rpId: 'acme.example',
  timeout: 300_000,
  userVerification: 'discouraged',
  allowCredentials: [{ type: 'public-key', id: 'k'.repeat(86), transports: ['usb', 'nfc'] }]
}

/** What a browser is asked to make. */
export const creationOptions = {
  challenge: 'c'.repeat(56),
  rp: { id: 'acme.example', name: 'Acme' },
  user: { id: 'u'.repeat(43), name: 'alice@example.com', displayName: 'alice@example.com' },
  pubKeyCredParams: [{ type: 'public-key', alg: -8 }],
  excludeCredentials: []
}

export const phone = { id: 'phone', type: 'totp', name: 'Phone', createdAt: NOW, lastUsedAt: NOW, synced: undefined }
export const key = { id: 'key', type: 'passkey', name: 'Key', createdAt: NOW, lastUsedAt: undefined, synced: false }

export const message = { id: 'message', type: 'sent-code', name: 'Codes by message', createdAt: NOW, lastUsedAt: NOW, synced: undefined }

const byPasskey = { methods: ['passkey'], passkeyOptions: requestOptions, codeTo: undefined, codeExpiresAt: undefined }

/** The model of each page, of a user who has a passkey and nothing else. */
const models: { [Name in 'preferences' | 'registration' | 'challenge' | 'stepUp']: PageModel<Name> & { action: string } } = {
  preferences: {
    ...byPasskey,
    action: '',
    enabled: true,
    required: false,
    requiredFrom: undefined,
    phishingResistant: false,
    blocked: false,
    lockedUntil: undefined,
    method: 'passkey',
    authenticators: [key],
    recoveryCodesLeft: 10,
    recoveryCodesSaved: true,
    trustedClients: [],
    currentTrustedClientId: undefined,
    sessions: undefined,
    trustDays: 30,
    codeConfirmed: false,
    passwordRequired: false,
    stepUpRequired: false,
    unlocksLeft: 3,
    passkeys: true,
    passkeyRequiredFrom: undefined,
    wantsPasskey: false,
    heldForPasskey: false,
    acceptedCredentials: undefined,
    enrolled: false,
    codesGiven: false,
    recovered: false,
    lastWayBack: false,
    chosenSecret: true,
    passwordField: false,
    lockedSeconds: undefined,
    signInUrl: undefined,
    notNowUrl: undefined,
    homeUrl: '/'
  },
  registration: {
    action: '/two-factor/passkeys/confirm',
    options: creationOptions,
    name: 'Firefox on Linux',
    others: [],
    recovered: false,
    onlyMethod: true,
    expiresAt: NOW,
    cancelUrl: '/two-factor'
  },
  challenge: {
    ...byPasskey,
    action: '/two-factor/challenge',
    blocked: false,
    lockedSeconds: undefined,
    trustDays: 30,
    sendCodeAction: '/two-factor/sent-code?page=challenge',
    recoveryAction: '/two-factor/recovery',
    signOutAction: '/two-factor/sign-out'
  },
  stepUp: {
    ...byPasskey,
    action: '/two-factor/step-up',
    blocked: false,
    lockedSeconds: undefined,
    recovered: false,
    preferencesUrl: '/two-factor',
    signOutAction: '/two-factor/sign-out',
    sendCodeAction: '/two-factor/sent-code?page=stepUp',
    recoveryAction: '',
    homeUrl: '/'
  }
}

export type ModelledPage = keyof typeof models

type Given<Name extends PageName> = Partial<PageModel<Name> & { action: string, error: string | undefined }>

/** A page in its frame, of a user who has a passkey and nothing else, with other things over that. */
export async function pageWith<Name extends ModelledPage> (
  name: Name,
  given: Given<Name> = {},
  around: Parameters<typeof contextWith>[0] = {}
): Promise<string> {
  const context = contextWith(around)
  const model = { error: undefined, ...models[name], ...given } as PageModel<Name> & { action: string, error: string | undefined }
  const heading = headingOf(name, model, context.messages)
  const content = await builtInPages[name](model, context)
  return await builtInPages.layout({
    title: titleText(heading, model.error, context),
    head: headHtml({ stylesheet: undefined, refresh: undefined }, context),
    body: frame({ heading, content, notice: context.notice, address: undefined }),
    header: '',
    footer: '',
    action: model.action,
    error: model.error
  }, context)
}
