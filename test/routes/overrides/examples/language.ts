import type { TwoFactorMessageOverrides } from 'fastify-two-factor'

export const messages: TwoFactorMessageOverrides = {
  de: {
    challengeTitle: 'Code eingeben',
    codeLabel: 'Einmalcode',
    verify: 'Anmelden',
    invalidCode: 'Der Code ist falsch oder wurde schon verwendet. Warten Sie auf den nächsten.'
  },
  en: { verify: 'Go' }
}
