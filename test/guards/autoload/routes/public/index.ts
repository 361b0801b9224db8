import type { FastifyInstance } from 'fastify'

export default async (app: FastifyInstance): Promise<void> => {
  app.get('/', async () => 'public')
}
