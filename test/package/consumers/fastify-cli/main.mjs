import { build } from 'fastify-cli/helper.js'
import { walk } from './walk.mjs'

await walk(await build(['--log-level', 'fatal', 'app.mjs']))
