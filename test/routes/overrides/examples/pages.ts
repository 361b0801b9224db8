import view from '@fastify/view'
import { Eta } from 'eta'
import type { FastifyInstance } from 'fastify'
import type { TwoFactorOptions } from 'fastify-two-factor'

export async function renderViews (app: FastifyInstance, root: string): Promise<void> {
  await app.register(view, { engine: { eta: new Eta() }, root, viewExt: 'eta' })
}

export const pages: TwoFactorOptions['pages'] = {
  challenge: (model, { reply, messages }) => reply.viewAsync('challenge', { ...model, messages }),
  layout: (model, { reply, language, dir }) => {
    reply.header('content-security-policy', "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'")
    return reply.viewAsync('layout', { ...model, language, dir })
  }
}
