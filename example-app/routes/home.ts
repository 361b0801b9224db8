import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { TwoFactorState } from 'fastify-two-factor'
import { html } from 'ghtml'
import { sendPage } from '../pages/layout.js'
import { dayText } from '../texts/formats.js'
import { fill, wordingFor, type Texts } from '../texts/texts.js'
import { CHALLENGE, PREFERENCES } from '../two-factor.js'
import type { User, Users } from '../users.js'

type Complete = Extract<TwoFactorState, { status: 'complete' }>

/** The home page: anybody may see it, and it tells the state of this session. */
export const homeRoutes: FastifyPluginAsync<{ users: Users }> = async (site, { users }) => {
  site.get('/', async (request, reply) => {
    const state = await request.twoFactor.check()
    const { texts } = wordingFor(request)
    const user = state.status === 'complete' ? await users.find(state.userId) : undefined
    return await sendPage(request, reply, {
      heading: texts.homeTitle,
      content: user === undefined ? wayIn(state, texts) : menu(request, state as Complete, user)
    })
  })
}

function wayIn ({ status }: TwoFactorState, texts: Texts): string {
  switch (status) {
    case 'challenge':
      return html`<p>${texts.proofDue}</p>
<p><a class="button main" href="${CHALLENGE}">${texts.prove}</a></p>
!${signOut(texts)}`
    case 'enrollment':
      return html`<p>${texts.enrollmentDue}</p>
<p><a class="button main" href="${PREFERENCES}">${texts.setUpNow}</a></p>
!${signOut(texts)}`
    default:
      return html`<p>${texts.nobody}</p><p><a class="button main" href="/login">${texts.signIn}</a></p>`
  }
}

function menu (request: FastifyRequest, { method, requiredFrom }: Complete, { username, role, timeZone }: User): string {
  const { language, texts } = wordingFor(request)
  const item = (href: string, label: string, hint = ''): string => {
    return html`<li><a href="${href}">${label}</a>!${hint === '' ? '' : html`<span class="hint">${hint}</span>`}</li>`
  }
  return html`!${requiredFrom === undefined
    ? ''
    : html`<p class="note warning">${fill(texts.requiredFrom, { date: dayText(requiredFrom, language, timeZone) })}</p>
<p><a class="button" href="${PREFERENCES}">${texts.setUpNow}</a></p>`}
<p>${fill(texts.signedInAs, { name: username, method: texts.methods[method] })}</p>
<ul class="menu">
!${item('/accounts', texts.accountsTitle, texts.accountsHint)}
!${item('/payout', texts.payoutTitle, texts.payoutHint)}
!${item(PREFERENCES, texts.twoFactor, texts.twoFactorHint)}
!${item('/password', texts.passwordTitle)}
!${role === 'administrator' ? item('/admin', texts.administrationTitle, texts.administrationHint) : ''}
!${item('/me', texts.whoAmI, texts.whoAmIHint)}
</ul>
!${signOut(texts)}`
}

function signOut (texts: Texts): string {
  return html`<form method="post" action="/logout"><button>${texts.signOut}</button></form>`
}
