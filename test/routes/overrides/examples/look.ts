import type { TwoFactorOptions } from 'fastify-two-factor'

/** The site's colors, font and corners, and its logo above each page. */
export const pages: TwoFactorOptions['pages'] = {
  stylesheet: '/acme.css',
  header: '<a href="/"><img src="/acme.svg" alt="Acme" width="120" height="32"></a>'
}
