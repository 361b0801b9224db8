import { script } from '../pages/assets/script.js'
import { stylesheet } from '../pages/assets/stylesheet.js'
import type { BuiltInRoutes } from './route.js'
import { routeSchema, text } from './schemas.js'

const files: Readonly<Record<string, { type: string, content: string }>> = {
  'two-factor.css': { type: 'text/css; charset=utf-8', content: stylesheet },
  'two-factor.js': { type: 'text/javascript; charset=utf-8', content: script }
}

/** The stylesheet and the script of the pages. */
export function assetsRoute (): BuiltInRoutes['assets'] {
  return {
    method: 'GET',
    url: '/assets/:file',
    schema: routeSchema({
      operationId: 'twoFactorAssets',
      summary: 'The stylesheet and the script of the pages',
      params: { type: 'object', required: ['file'], properties: { file: { type: 'string', enum: Object.keys(files) } } },
      answers: { 200: text },
      errors: []
    }),
    handler: async (request, reply) => {
      const { type, content } = files[(request.params as { file: string }).file]!
      return reply.type(type).send(content)
    }
  }
}
