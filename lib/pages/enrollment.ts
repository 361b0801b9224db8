import { html } from 'ghtml'
import { modulesOf } from '../methods/totp/qr-code.js'
import { timeNode } from './dates.js'
import { buttonForm, codeField, form, helpLink } from './fields.js'
import { fillHtml } from './messages.js'
import { newAuthenticatorFields } from './new-authenticator.js'
import type { EnrollmentModel, PageContext, TwoFactorPage } from './page.js'

/** Cameras read a module of four pixels. A symbol of few modules is shown larger. */
const MODULE_PIXELS = 4
const QR_CODE_PIXELS = 240

export const enrollmentPage: TwoFactorPage<EnrollmentModel> = (model, context) => {
  const { expiresAt, cancelAction } = model
  const { messages } = context
  return html`<ol class="steps">
<li>!${addAccount(model, context)}</li>
<li>!${confirmation(model, context)}</li>
</ol>
<p class="hint">!${fillHtml(messages.validUntil, { time: timeNode(expiresAt, 'time', context) })}</p>
!${buttonForm(context, { action: cancelAction, label: messages.cancel })}
!${helpLink(context)}`
}

/**
 * The key as a QR code, as a link and as text. A phone cannot scan itself: there the link comes first, and the QR code is
 * shown for another device when its link is followed.
 */
function addAccount ({ qrCode, uri, secret, accountName }: EnrollmentModel, context: PageContext): string {
  const { messages } = context
  const image = `data:image/svg+xml;base64,${Buffer.from(qrCode).toString('base64')}`
  const modules = modulesOf(qrCode)
  const pixels = modules * Math.max(MODULE_PIXELS, Math.ceil(QR_CODE_PIXELS / modules))
  const groups = secret.match(/.{1,4}/g)!.map(group => html`<span>${group}</span>`).join(' ')
  return html`<h2 class="with-camera">${messages.stepScan}</h2>
<h2 class="on-phone">${messages.stepOpen}</h2>
<p class="on-phone"><a class="button" href="${uri}">${messages.openInApp}</a></p>
<p class="qr-code" id="qr-code"><img src="${image}" alt="${messages.qrCodeAlt}" width="${pixels}" height="${pixels}"></p>
<details>
<summary><span class="with-camera">${messages.cannotScan}</span><span class="on-phone">${messages.cannotOpen}</span></summary>
<p class="with-camera"><a href="${uri}">${messages.openInApp}</a></p>
<p class="on-phone"><a href="#qr-code">${messages.showQrCode}</a></p>
<p>${messages.keyInstruction}</p>
<dl>
!${accountName === '' ? '' : html`<dt>${messages.accountLabel}</dt><dd><bdi>${accountName}</bdi></dd>`}
<dt>${messages.keyLabel}</dt><dd class="key"><code id="key" dir="ltr">!${groups}</code>
<button type="button" class="scripted" data-copy="key" data-copied="${messages.copied}">${messages.copy}</button></dd>
<dt>${messages.keyTypeLabel}</dt><dd>${messages.keyType}</dd>
</dl>
</details>`
}

function confirmation (model: EnrollmentModel & { action: string, error: string | undefined }, context: PageContext): string {
  const { action, error } = model
  const { messages } = context
  return html`<h2>${messages.stepConfirm}</h2>
!${form(context, action, error, html`!${codeField(context, action, { id: 'code' })}
!${newAuthenticatorFields(model, context, action)}
<button class="main">${messages.confirmEnrollment}</button>`)}`
}
