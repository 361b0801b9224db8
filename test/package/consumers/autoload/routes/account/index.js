import { requireSignIn } from 'fastify-two-factor'

export default async app => {
  app.addHook('onRequest', requireSignIn)
  app.get('/', async request => `You are ${request.twoFactor.userId}`)
}
