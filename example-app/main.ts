import { buildApp } from './app.js'
import { ConfigError, readConfig } from './config.js'
import { demoUserLines } from './demo-users.js'

try {
  const config = readConfig(process.env)
  const app = await buildApp(config)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, async () => { await app.close() })
  const address = await app.listen({ host: config.host, port: config.port })
  console.log(`Example of fastify-two-factor at ${address}`)
  if (!config.production) console.log(demoUserLines.join('\n'))
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
