import { html } from 'ghtml'
import { modulesOf } from '../methods/totp/qr-code.js'
import { NAME_MAX_BYTES } from '../web/name.js'
import { timeNode } from './dates.js'
import { buttonForm, checkBox, codeField, form, helpLink, textField, typedInto, wasChecked } from './fields.js'
import { fill, fillHtml } from './messages.js'
import { listText, shownName } from './names.js'
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
  const { action, error, name, others, recovered } = model
  const { messages, language } = context
  const names = listText(others.map(other => shownName(other.name, messages)), language)
  const label = fill(recovered ? messages.replaceLostLabel : messages.replaceLabel, { names })
  const isChecked = wasChecked(context, action, 'replace', recovered)
  return html`<h2>${messages.stepConfirm}</h2>
!${form(context, action, error, html`!${codeField(context, action, { id: 'code' })}
!${textField(context, action, {
  id: 'name',
  name: 'name',
  label: messages.nameLabel,
  hint: messages.nameHint,
  maxLength: NAME_MAX_BYTES,
  value: typedInto(context, action, 'name') ?? shownName(name, messages)
})}
!${others.length === 0 ? '' : checkBox({ id: 'replace', name: 'replace', label, checked: isChecked })}
<button class="main">${messages.confirmEnrollment}</button>`)}`
}
