import { buildApp } from './app.js'
import { ConfigError, readConfig } from './config.js'
import { demoUserLines } from './demo-users.js'

try {
  const config = readConfig(process.env)
  const app = await buildApp(config)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, async () => { await app.close() })
  const address = await app.listen({ host: config.host, port: config.port })
  // in one piece, so that no line of the log comes between
  const [origin = address] = config.origins
  console.log([`Example of fastify-two-factor at ${origin}`, ...(config.production ? [] : demoUserLines(config))].join('\n'))
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
