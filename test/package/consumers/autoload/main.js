import autoload from '@fastify/autoload'
import fastify from 'fastify'
import { join } from 'node:path'
import { walk } from './walk.mjs'

const app = fastify()
app.register(autoload, { dir: join(import.meta.dirname, 'plugins') })
app.register(autoload, { dir: join(import.meta.dirname, 'routes') })
await walk(app)
