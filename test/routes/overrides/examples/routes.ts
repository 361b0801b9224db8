import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { TwoFactorOptions } from 'fastify-two-factor'

/** Before the plugin is registered: limits of routes come by its hook. */
export async function limitRoutes (app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, { global: false })
}

const perAddress = { rateLimit: { max: 20, timeWindow: '1 minute' } }

async function checkCaptcha ({ headers }: FastifyRequest): Promise<void> {
  if (headers['x-captcha'] !== 'solved') throw Object.assign(new Error('Solve the captcha.'), { statusCode: 428 })
}

export const routes: TwoFactorOptions['routes'] = {
  verify: route => ({ ...route, url: '/code', config: perAddress, preHandler: checkCaptcha }),
  recover: route => ({ ...route, config: perAddress }),
  disable: route => ({
    ...route,
    async handler (request, reply) {
      const answer = await route.handler.call(this, request, reply)
      request.log.warn({ userId: request.twoFactor.userId }, 'two-factor authentication is off')
      return answer
    }
  })
}
