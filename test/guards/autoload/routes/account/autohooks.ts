import type { FastifyInstance } from 'fastify'
import { requireSignIn } from '../../../../../lib/index.js'

export default async (app: FastifyInstance): Promise<void> => { app.addHook('onRequest', requireSignIn) }
