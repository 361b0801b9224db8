import { hashedName, isAssetName } from '../pages/assets/names.js'
import { assets } from '../pages/assets/texts.js'
import { at, type BuiltInRoutes } from './route.js'
import { content, routeSchema, text } from './schemas.js'

const params = {
  type: 'object',
  required: ['file'],
  properties: { file: { ...text, description: `${Object.keys(assets).join(' or ')}, or its name with the hash` } }
}

/** Browsers ask for an asset anew each time under its plain name; under its name with the hash they keep it for good. */
export function assetsRoute (): BuiltInRoutes['assets'] {
  return {
    ...at('assets'),
    schema: routeSchema({
      operationId: 'twoFactorAssets',
      summary: 'The stylesheet and the script of the pages',
      params,
      answers: { 200: content('text/css', 'text/javascript') },
      errors: []
    }),
    handler: async (request, reply) => {
      const { file } = request.params as { file: string }
      // a hash of another release, while two run side by side, gives the text that is here, and no browser keeps it
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
