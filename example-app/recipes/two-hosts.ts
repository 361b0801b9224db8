import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { TwoFactorOptions } from 'fastify-two-factor'

const API = 'https://api.acme.example'
const FRONT_END = 'https://app.acme.example'

/** Before the plugin is registered, so that nobody has to be signed in for a preflight. */
export async function allowFrontEnd (app: FastifyInstance): Promise<void> {
  await app.register(cors, { origin: FRONT_END, credentials: true, exposedHeaders: ['Retry-After'] })
}

/** Changes may come from both hosts, `next` may name both, and the pages are those of the front end. */
export const twoHosts: Pick<TwoFactorOptions, 'origin' | 'pages' | 'urls'> = {
  origin: [API, FRONT_END],
  pages: false,
  urls: {
    login: `${FRONT_END}/login`,
    home: FRONT_END,
    challenge: `${FRONT_END}/code`,
    enrollment: `${FRONT_END}/enroll`,
    preferences: `${FRONT_END}/security`,
    stepUp: `${FRONT_END}/confirm`
  }
}
