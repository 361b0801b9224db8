import cookie from '@fastify/cookie'
import session from '@fastify/session'
import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import twoFactor from '../../../../lib/index.js'
import { optionsWith } from '../../../support/start.js'

export default fastifyPlugin(async (app: FastifyInstance, { protect }: { protect: string }) => {
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  await app.register(twoFactor, optionsWith({ protect }))
  app.post('/login', { config: { twoFactor: false } }, async request => await request.twoFactor.signIn('carol'))
})
