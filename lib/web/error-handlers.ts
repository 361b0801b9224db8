/**
 * Whether this error handler of a Fastify instance is Fastify's own, which answers everybody with JSON: then the application
 * has none, whose pages ours would take the place of.
 */
export function isDefaultErrorHandler (handler: { readonly name: string }): boolean {
  return handler.name === 'defaultErrorHandler'
}
