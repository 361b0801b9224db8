import type { FastifyInstance } from 'fastify'

export default async (app: FastifyInstance): Promise<void> => {
  app.addHook('onRoute', route => { route.config = { ...route.config, twoFactor: false } })
}
