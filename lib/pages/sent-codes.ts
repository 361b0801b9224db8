import { html } from 'ghtml'
import { timeNode } from './dates.js'
import { buttonForm } from './fields.js'
import { fill, fillHtml } from './messages.js'
import type { PageContext } from './page.js'

interface SentCodes {
  /** Where a code can be sent to, masked. */
  codeTo: string | undefined
  codeExpiresAt: Date | undefined
}

interface SendCodeForm {
  action: string | undefined
  error: string | undefined
  /** Whether it is what to do first, while no code was sent. */
  main: boolean
}

/** That a code was sent, where to, and until when it can be used. */
export function sentNote ({ codeTo, codeExpiresAt }: SentCodes, context: PageContext): string {
  if (codeTo === undefined || codeExpiresAt === undefined) return ''
  const to = html`<bdi>${codeTo}</bdi>`
  return html`<p class="note">!${fillHtml(context.messages.codeSent, { to, time: timeNode(codeExpiresAt, 'time', context) })}</p>`
}

/** The button by which a code is sent, on a page that knows where to. */
export function sendCodeForm ({ codeTo, codeExpiresAt }: SentCodes, context: PageContext, { action, error, main }: SendCodeForm): string {
  const { messages } = context
  const label = codeExpiresAt === undefined ? fill(messages.sendCode, { to: codeTo! }) : messages.sendCodeAgain
  return buttonForm(context, { action, label, kind: main && codeExpiresAt === undefined ? 'main' : 'quiet', error })
}
