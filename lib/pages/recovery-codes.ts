import { html } from 'ghtml'
import { buttonForm } from './fields.js'
import { fill } from './messages.js'
import type { PageContext, RecoveryCodesModel, TwoFactorPage } from './page.js'

export const recoveryCodesPage: TwoFactorPage<RecoveryCodesModel> = (model, context) => {
  const { action, recoveryCodes, first, location } = model
  const { messages, siteName } = context
  const about = aboutCodes(model, context)
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent([...about, '', messages.recoveryCodesInstruction, '', ...recoveryCodes, ''].join('\n'))}`
  return html`<p class="note good" role="status">${first ? messages.recoveryCodesOn : messages.recoveryCodesNew}</p>
<p>${messages.recoveryCodesInstruction} ${messages.shownOnce}</p>
<p class="printed">!${about.map(line => html`<bdi>${line}</bdi>`).join('<br>')}</p>
<ol class="recovery-codes" id="recovery-codes"!${action === '' ? '' : ' data-leaving'}>
!${recoveryCodes.map(code => html`<li><code dir="ltr">${code}</code></li>`)}
</ol>
<p class="actions">
<button type="button" class="scripted" data-copy="recovery-codes" data-copied="${messages.copied}">${messages.copy}</button>
<a class="button" href="${file}" download="${fileName(siteName)}">${messages.download}</a>
<button type="button" class="scripted" data-print>${messages.print}</button>
</p>
!${action === ''
    ? html`<p><a class="button main" href="${location}">${messages.continue}</a></p>`
    : buttonForm(context, { action, label: messages.markSaved, kind: 'main' })}`
}

/** What somebody who finds the codes years later needs to know: of which site they are, whose, and of which day. */
function aboutCodes ({ createdAt }: RecoveryCodesModel, { messages, siteName, account, language, timeZone }: PageContext): string[] {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(createdAt)
  return [fill(messages.recoveryCodesFile, { site: siteName }), account, day].filter(line => line !== '')
}

/** `acme-recovery-codes.txt`, of what the site's name has of letters and digits. */
function fileName (siteName: string): string {
  const letters = siteName.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase()
  const site = letters.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
  return [site, 'recovery-codes.txt'].filter(Boolean).join('-')
}
