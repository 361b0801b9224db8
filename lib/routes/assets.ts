import { hashedName, isAssetName } from '../pages/assets/names.js'
import { assets } from '../pages/assets/texts.js'
import { at, type BuiltInRoutes } from './route.js'
import { content, routeSchema, text } from './schemas.js'

/** Under its own name an asset is asked for anew each time, under its name with the hash of its text it is kept for good. */
export function assetsRoute (): BuiltInRoutes['assets'] {
  return {
    ...at('assets'),
    schema: routeSchema({
      operationId: 'twoFactorAssets',
      summary: 'The stylesheet and the script of the pages',
      params: { type: 'object', required: ['file'], properties: { file: { ...text, description: `${Object.keys(assets).join(' or ')}, or its name with the hash` } } },
      answers: { 200: content('text/css', 'text/javascript') },
      errors: [],
      open: true
    }),
    handler: async (request, reply) => {
      const { file } = request.params as { file: string }
      // the hash of another release, while two run side by side: what is here now, kept by nobody
      const name = file.replace(/\.[0-9a-f]{10}\./, '.')
      if (!isAssetName(name)) return reply.callNotFound()
      const { type, hash, text } = assets[name]
      const etag = `"${hash}"`
      reply.headers({ etag, 'cache-control': file === hashedName(name) ? 'public, max-age=31536000, immutable' : 'no-cache' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type(type).send(text)
    }
  }
}
