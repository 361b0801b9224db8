import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'

/** Before the plugin is registered: routes of the application have schemas of Zod, those of the plugin are JSON Schema already. */
export async function documentWithZod (app: FastifyInstance): Promise<void> {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, {
    openapi: { info: { title: 'Acme', version: '1.0.0' } },
    transform: given => given.schema?.tags?.includes('two-factor')
      ? { schema: given.schema, url: given.url }
      : jsonSchemaTransform(given)
  })
}
