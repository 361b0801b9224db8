import { html } from 'ghtml'
import type { GoOnModel, TwoFactorPage } from './page.js'

/** Goes on to an address that is too long for a header: the layout leads there by itself. */
export const goOnPage: TwoFactorPage<GoOnModel> = ({ location }, { messages }) => {
  return html`<p><a class="button main" href="${location}">${messages.continue}</a></p>`
}
