import type { FastifyPluginAsync } from 'fastify'
import { html } from 'ghtml'
import { HELP } from '../pages/brand.js'
import { sendPage } from '../pages/layout.js'
import { wordingFor } from '../texts/texts.js'

/** For somebody who has no code to enter. */
export const helpRoutes: FastifyPluginAsync = async site => {
  site.get(HELP, async (request, reply) => {
    const { texts } = wordingFor(request)
    return await sendPage(request, reply, {
      heading: texts.helpTitle,
      content: html`<ul>
<li>${texts.helpOther}</li>
<li>${texts.helpRecovery}</li>
<li>${texts.helpAdministrator}</li>
<li>${texts.helpLocked}</li>
</ul>`
    })
  })
}
