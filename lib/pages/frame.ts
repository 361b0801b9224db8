import { html } from 'ghtml'
import { hashedName } from './assets/names.js'
import { fill } from './messages.js'
import type { PageContext } from './page.js'

const stylesheet = hashedName('two-factor.css')
const script = hashedName('two-factor.js')

interface Frame {
  heading: string
  content: string
  /** What was done a moment ago. */
  notice: string | undefined
  /** Address of the page that an answer to a form stands for: a reload and the way back belong there. */
  address: string | undefined
}

/** A page with its heading, below the class that the stylesheet is about. */
export function frame ({ heading, content, notice, address }: Frame): string {
  return html`<div class="two-factor"!${address === undefined ? '' : html` data-address="${address}"`}>
<h1>${heading}</h1>
!${notice === undefined ? '' : html`<p class="note good" role="status">${notice}</p>`}
!${content}
</div>`
}

/** The title of the window: an error in it is heard before the page is read. */
export function titleText (heading: string, error: string | undefined, { messages, siteName }: PageContext): string {
  const title = `${heading} – ${siteName}`
  return error === undefined ? title : fill(messages.errorTitle, { title })
}

interface Head {
  /** The application's own stylesheet, after the built-in one. */
  stylesheet: string | undefined
  /** Where the browser goes on to by itself. */
  refresh: string | undefined
}

/**
 * What every page has in its head: stylesheets, and one script that only adds comfort. Its `referrer` overrides the
 * `no-referrer` of the headers, under which browsers would post forms with `Origin: null` (Fetch, section 3.2): over plain
 * http nothing tells such a post from another site's.
 */
export function headHtml ({ stylesheet: own, refresh }: Head, { links }: PageContext): string {
  const assets = links.assets?.replace('/:file', '')
  return html`<meta name="referrer" content="same-origin">
!${refresh === undefined ? '' : html`<meta http-equiv="refresh" content="0; url=${refresh}">`}
!${assets === undefined ? '' : html`<link rel="stylesheet" href="${assets}/${stylesheet}">`}
!${own === undefined ? '' : html`<link rel="stylesheet" href="${own}">`}
!${assets === undefined ? '' : html`<script src="${assets}/${script}" defer></script>`}`
}
