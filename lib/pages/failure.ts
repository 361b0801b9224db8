import { html } from 'ghtml'
import { errorNote } from './fields.js'
import type { FailureModel, TwoFactorPage } from './page.js'

/** What failed, and the way back to where it can be tried again. */
export const failurePage: TwoFactorPage<FailureModel> = ({ error, tryAgainUrl, homeUrl }, { messages }) => html`!${errorNote(error)}
!${tryAgainUrl === undefined ? '' : html`<p><a class="button main" href="${tryAgainUrl}">${messages.tryAgain}</a></p>`}
<p><a href="${homeUrl}">${messages.home}</a></p>`
