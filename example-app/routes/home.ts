import type { FastifyPluginAsync } from 'fastify'
import { html } from 'ghtml'
import { sendPage } from '../pages/layout.js'
import { CHALLENGE, PREFERENCES } from '../two-factor.js'
import type { Users } from '../users.js'

const signOut = html`<form method="post" action="/logout"><button>Sign out</button></form>`

/** The home page: anybody may see it, and it tells the state of this session. */
export const homeRoutes: FastifyPluginAsync<{ users: Users }> = async (site, { users }) => {
  site.get('/', async (request, reply) => {
    const state = await request.twoFactor.check()
    switch (state.status) {
      case 'anonymous':
        return await sendPage(reply, 'Example', html`<p>Nobody is signed in.</p><p><a href="/login">Sign in</a></p>`)
      case 'challenge':
        return await sendPage(reply, 'Example', html`
<p>The password was right. <a href="${CHALLENGE}">Enter your one-time code</a> to go on.</p>
!${signOut}`)
      case 'enrollment':
        return await sendPage(reply, 'Example', html`
<p>Your role needs it: <a href="${PREFERENCES}">enable two-factor authentication</a> to go on.</p>
!${signOut}`)
      case 'complete': {
        const user = await users.find(state.userId)
        return await sendPage(reply, 'Example', html`<p>Signed in as <strong>${request.session.username}</strong> (${state.method}).</p>
<ul>
<li><a href="${PREFERENCES}">Two-factor authentication</a></li>
<li><a href="/accounts">Accounts</a>, only with two-factor authentication</li>
<li><a href="/payout">Payout</a>, only with a fresh code</li>
<li><a href="/password">Change the password</a></li>
<li><a href="/me">Who am I?</a></li>
!${user?.role === 'administrator' ? html`<li><a href="/admin">Administration</a></li>` : ''}
</ul>
!${signOut}`)
      }
    }
  })
}
