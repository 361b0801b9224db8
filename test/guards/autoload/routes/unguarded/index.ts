import type { FastifyInstance } from 'fastify'
import { requireTwoFactor } from '../../../../../lib/index.js'

export default async (app: FastifyInstance): Promise<void> => {
  app.get('/', async () => 'unguarded')
  app.get('/guarded', { preHandler: requireTwoFactor }, async request => request.twoFactor.userId)
}
