import { html } from 'ghtml'
import { wordingIn } from '../texts/texts.js'

/** Name of the site, on its pages and in authenticator apps. */
export const SITE_NAME = 'Example'

export const STYLESHEET = '/brand.css'

export const HELP = '/help'

/** What stands above each page, the plugin's too. */
export const header = html`<a class="brand" href="/"><img src="/logo.svg" alt="" width="32" height="32">${SITE_NAME}</a>`

/** What stands below each page, the plugin's too, which may be in a language that is not there here. */
export function footer (wanted: string): string {
  const { language, texts } = wordingIn(wanted)
  return html`<div lang="${language}">
<nav class="actions"><a href="/">${texts.home}</a><a href="${HELP}">${texts.helpTitle}</a></nav>
<p>${texts.demo}</p>
</div>`
}
