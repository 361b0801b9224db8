import type { TwoFactorMessageOverrides } from 'fastify-two-factor'

export const messages: TwoFactorMessageOverrides = {
  en: { verify: 'Go' },
  'it-CH': { challengeTitle: 'Immetta il codice', verify: 'Entri' }
}
