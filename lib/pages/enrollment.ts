import { html } from 'ghtml'
import { modulesOf } from '../methods/totp/qr-code.js'
import { buttonForm, checkBox, codeField, errorNote, wasChecked } from './fields.js'
import type { EnrollmentModel, TwoFactorPage } from './page.js'

/** Cameras read a module of four pixels. A symbol of few modules is shown larger. */
const MODULE_PIXELS = 4
const QR_CODE_PIXELS = 240

export const enrollmentPage: TwoFactorPage<EnrollmentModel> = (model, context) => {
  const { action, error, qrCode, uri, secret, replaceable, cancelAction } = model
  const { messages } = context
  const image = `data:image/svg+xml;base64,${Buffer.from(qrCode).toString('base64')}`
  const modules = modulesOf(qrCode)
  const pixels = modules * Math.max(MODULE_PIXELS, Math.ceil(QR_CODE_PIXELS / modules))
  const key = secret.match(/.{1,4}/g)!.join(' ')
  return html`!${errorNote(error)}
<p>${messages.scanInstruction}</p>
<p class="qr-code"><img src="${image}" alt="${messages.qrCodeAlt}" width="${pixels}" height="${pixels}"></p>
<p class="this-device"><a class="button" href="${uri}">${messages.openInApp}</a></p>
<p>${messages.keyInstruction}</p>
<div class="actions key"><code id="key" dir="ltr">${key}</code>
<button type="button" class="scripted" data-copy="key" data-copied="${messages.copied}">${messages.copy}</button></div>
<form method="post" action="${action}">
<p>${messages.confirmInstruction}</p>
!${codeField(messages, 'code')}
!${replaceable
    ? checkBox({ id: 'replace', name: 'replace', label: messages.replaceLabel, checked: wasChecked(context, action, 'replace') })
    : ''}
<button class="main">${messages.confirmEnrollment}</button>
</form>
!${buttonForm({ action: cancelAction, label: messages.cancel })}`
}
