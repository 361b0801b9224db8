import { html } from 'ghtml'
import { helpLink } from './fields.js'
import type { FailureModel, TwoFactorPage } from './page.js'

/** The way back to where it can be tried again. What failed stands above. */
export const failurePage: TwoFactorPage<FailureModel> = ({ tryAgainUrl, homeUrl }, context) => {
  const { messages } = context
  return html`!${tryAgainUrl === undefined ? '' : html`<p><a class="button main" href="${tryAgainUrl}">${messages.tryAgain}</a></p>`}
<p><a!${tryAgainUrl === undefined ? html` class="button main"` : ''} href="${homeUrl}">${messages.back}</a></p>
!${helpLink(context)}`
}
