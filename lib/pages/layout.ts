import { html } from 'ghtml'
import { hashedName } from './assets/names.js'
import type { LayoutModel, TwoFactorPage } from './page.js'

const stylesheet = hashedName('two-factor.css')
const script = hashedName('two-factor.js')

/**
 * The frame of every page: one stylesheet, one script that only adds comfort, nothing from other sites.
 * Its `referrer` overrides the `no-referrer` of the headers, under which browsers would post forms with
 * `Origin: null` (Fetch, section 3.2): over plain http nothing tells such a post from another site's.
 */
export const layout: TwoFactorPage<LayoutModel> = ({ title, body, refresh, address }, { language, dir, links }) => {
  const assets = links.assets?.replace('/:file', '')
  return html`<!doctype html>
<html lang="${language}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<title>${title}</title>
!${refresh === undefined ? '' : html`<meta http-equiv="refresh" content="0; url=${refresh}">`}
!${assets === undefined
? ''
: html`<link rel="stylesheet" href="${assets}/${stylesheet}">
<script src="${assets}/${script}" defer></script>`}
</head>
<body!${address === undefined ? '' : html` data-address="${address}"`}>
<main>
<h1>${title}</h1>
!${body}
</main>
</body>
</html>
`
}
