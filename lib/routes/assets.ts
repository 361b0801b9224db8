import { script } from '../pages/assets/script.js'
import { stylesheet } from '../pages/assets/stylesheet.js'
import type { BuiltInRoutes } from './route.js'
import { content, routeSchema, text } from './schemas.js'

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
      params: { type: 'object', required: ['file'], properties: { file: { ...text, description: Object.keys(files).join(' or ') } } },
      answers: { 200: content('text/css', 'text/javascript') },
      errors: [],
      open: true
    }),
    handler: async (request, reply) => {
      const { file } = request.params as { file: string }
      const asset = Object.hasOwn(files, file) ? files[file] : undefined
      if (asset === undefined) return reply.callNotFound()
      return reply.type(asset.type).send(asset.content)
    }
  }
}
