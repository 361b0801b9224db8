import fastify from 'fastify'
import t from 'tap'
import { isDefaultErrorHandler } from '../../lib/web/error-handlers.js'

t.test('the error handler that Fastify has by itself is told from one of the application', async t => {
  const app = fastify()
  t.equal(isDefaultErrorHandler(app.errorHandler), true)
  app.setErrorHandler(async () => ({}))
  t.equal(isDefaultErrorHandler(app.errorHandler), false)
})
