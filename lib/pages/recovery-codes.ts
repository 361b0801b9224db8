import { html } from 'ghtml'
import type { RecoveryCodesModel, TwoFactorPage } from './page.js'

export const recoveryCodesPage: TwoFactorPage<RecoveryCodesModel> = ({ recoveryCodes, location }, { messages }) => {
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(recoveryCodes.join('\n') + '\n')}`
  return html`<p>${messages.recoveryCodesInstruction}</p>
<ol class="recovery-codes" id="recovery-codes">
!${recoveryCodes.map(code => html`<li><code dir="ltr">${code}</code></li>`)}
</ol>
<p class="actions">
<button type="button" class="scripted" data-copy="recovery-codes" data-copied="${messages.copied}">${messages.copy}</button>
<a class="button" href="${file}" download="recovery-codes.txt">${messages.download}</a>
<button type="button" class="scripted" data-print>${messages.print}</button>
</p>
<p><a class="button main" href="${location}">${messages.continue}</a></p>`
}
