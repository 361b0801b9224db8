import type { TwoFactorOptions } from 'fastify-two-factor'
import { html } from 'ghtml'

/** The site's own frame around every page of the plugin. */
export const pages: TwoFactorOptions['pages'] = {
  layout: ({ title, head, body }, { language, dir }) => html`<!doctype html>
<html lang="${language}" dir="${dir}" data-theme="dark">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>!${head}<link rel="stylesheet" href="/site.css"></head>
<body><nav><a href="/">Acme</a></nav><main>!${body}</main></body></html>`
}
