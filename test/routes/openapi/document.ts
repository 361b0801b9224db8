import swagger from '@fastify/swagger'
import { createApplication, type TestApplication } from '../../support/application.js'

export interface Operation {
  operationId: string
  summary: string
  tags: string[]
  security?: object[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description: string, content?: Record<string, { schema: { properties?: { code?: { enum?: string[] } } } }> }>
}

export interface Document {
  openapi: string
  security: object[]
  components: { securitySchemes: Record<string, object> }
  paths: Record<string, Record<string, Operation>>
}

/** An application that documents its routes, as the README tells it to, and the document. */
export async function createDocumented (openapi = '3.0.3'): Promise<TestApplication & { document: Document }> {
  const application = await createApplication({
    precede: async app => {
      await app.register(swagger, {
        hideUntagged: true,
        openapi: {
          openapi,
          info: { title: 'Acme', version: '1.0.0' },
          security: [{ session: [] }],
          components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sessionId' } } }
        }
      })
    }
  })
  await application.app.ready()
  // as a client gets it: JSON
  return { ...application, document: JSON.parse(JSON.stringify(application.app.swagger())) }
}
