import type { FastifyPluginAsync } from 'fastify'
import { requireSignIn, requireStepUp, requireTwoFactor } from 'fastify-two-factor'
import { html } from 'ghtml'
import { sendPage, wantsPage } from '../pages/layout.js'

const requireFreshCode = requireStepUp({ maxAgeSeconds: 300 })

const accounts = [{ name: 'Current account', balance: 1250 }, { name: 'Savings', balance: 8400 }]

const payoutBody = {
  type: 'object',
  required: ['amount'],
  properties: { amount: { type: 'integer', minimum: 1, maximum: 1000 } }
} as const

/** One route behind each guard: signed in, with two-factor authentication, with a code proved just now. */
export const accountRoutes: FastifyPluginAsync = async site => {
  site.get('/me', { onRequest: requireSignIn }, async request => {
    const { userId, method } = request.twoFactor
    return { userId, username: request.session.username, method }
  })

  site.get('/accounts', { onRequest: requireTwoFactor }, async (request, reply) => {
    if (!wantsPage(request)) return { accounts }
    return await sendPage(reply, 'Accounts', html`<ul>!${accounts.map(({ name, balance }) => html`<li>${name}: ${balance} €</li>`)}</ul>
<p><a href="/">Home</a></p>`)
  })

  site.get<{ Querystring: { done?: unknown } }>('/payout', { onRequest: requireFreshCode }, async (request, reply) => {
    return await sendPage(reply, 'Payout', html`
!${request.query.done === undefined ? '' : html`<p class="note" role="status">The payout is on its way.</p>`}
<form method="post" action="/payout">
<label for="amount">Amount in €</label>
<input id="amount" name="amount" type="number" inputmode="numeric" min="1" max="1000" required>
<button class="main">Pay out</button>
</form>
<p><a href="/">Home</a></p>`)
  })

  site.post<{ Body: { amount: number } }>('/payout', {
    onRequest: requireFreshCode,
    schema: { body: payoutBody }
  }, async (request, reply) => {
    const { amount } = request.body
    request.log.info({ userId: request.twoFactor.userId, amount }, 'payout')
    return wantsPage(request) ? reply.redirect('/payout?done', 303) : { paid: amount }
  })
}
