import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { requireSignIn, requireTwoFactor } from 'fastify-two-factor'
import { html } from 'ghtml'
import { formErrors } from '../errors.js'
import { noteDone } from '../notices.js'
import { errorNote, field, type FormError } from '../pages/fields.js'
import { sendPage, wantsPage } from '../pages/layout.js'
import { requireFreshCode, requireFreshCodeOrTell } from '../step-up.js'
import { euros } from '../texts/formats.js'
import { wordingFor } from '../texts/texts.js'

const accounts = [{ name: 'currentAccount', balance: 1250 }, { name: 'savings', balance: 8400 }] as const

interface PayoutBody {
  amount: number
}

const payoutBody = {
  type: 'object',
  required: ['amount'],
  properties: { amount: { type: 'integer', minimum: 1, maximum: 1000 } }
} as const

/** One route behind each guard: signed in, with two-factor authentication, with something proved just now. */
export const accountRoutes: FastifyPluginAsync = async site => {
  site.get('/me', { onRequest: requireSignIn }, async request => {
    const { userId, method } = request.twoFactor
    return { userId, username: request.session.username, method }
  })

  site.get('/accounts', { onRequest: requireTwoFactor }, async (request, reply) => {
    if (!wantsPage(request)) return { accounts }
    const { language, texts } = wordingFor(request)
    return await sendPage(request, reply, {
      heading: texts.accountsTitle,
      content: html`<ul>!${accounts.map(({ name, balance }) => html`
<li class="entry"><span>${texts[name]}</span><strong>${euros(balance, language)}</strong></li>`)}</ul>`
    })
  })

  site.get('/payout', { onRequest: requireFreshCode }, async (request, reply) => {
    const { notice } = request.session
    return await showPayout(request, reply, notice?.isDone === false ? notice.values?.['amount'] : undefined)
  })

  site.post<{ Body: PayoutBody }>('/payout', {
    onRequest: requireTwoFactor,
    schema: { body: payoutBody },
    preHandler: requireFreshCodeOrTell('notPaidOut', ({ body }) => ({ amount: (body as PayoutBody).amount })),
    errorHandler: formErrors(showPayoutAgain)
  }, async (request, reply) => {
    const { amount } = request.body
    request.log.info({ userId: request.twoFactor.userId, amount }, 'payout')
    if (!wantsPage(request)) return { paid: amount }
    noteDone(request, 'paidOut', { amount })
    return reply.redirect('/payout', 303)
  })
}

async function showPayout (request: FastifyRequest, reply: FastifyReply, amount: unknown, error?: FormError): Promise<FastifyReply> {
  const { texts } = wordingFor(request)
  return await sendPage(request, reply, {
    heading: texts.payoutTitle,
    isError: error !== undefined,
    content: html`<form method="post" action="/payout">
!${errorNote(error)}
!${field(error, {
  name: 'amount',
  label: texts.amountLabel,
  autocomplete: 'off',
  attributes: 'inputmode="numeric" maxlength="4"',
  value: amount === undefined ? undefined : String(amount),
  hint: texts.amountHint
})}
<button class="main">${texts.payOut}</button>
</form>`
  })
}

async function showPayoutAgain (request: FastifyRequest, reply: FastifyReply, error: FormError): Promise<FastifyReply> {
  return await showPayout(request, reply, (request.body as Partial<PayoutBody> | undefined)?.amount, error)
}
