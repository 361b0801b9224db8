import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { statements } from './database.js'

const calls = {
  async start (application, options) {
    const { start } = await import(`./applications/${application}.js`)
    const { app, close, ...others } = await start(options)
    Object.assign(calls, others, {
      async stop () {
        await app.close()
        await close?.()
      }
    })
    return await app.listen({ host: '127.0.0.1', port: 0 })
  },

  /** Microseconds of processor time and statements so far. */
  spent () {
    const { user, system } = process.cpuUsage()
    return { microseconds: user + system, statements: statements.count }
  },

  /** Megabytes that are held once all garbage is collected. */
  held () {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    const { heapUsed, rss } = process.memoryUsage()
    return { heap: heapUsed / 2 ** 20, resident: rss / 2 ** 20 }
  }
}

process.on('message', async ({ id, name, args }) => {
  try {
    process.send({ id, result: await calls[name](...args) })
    if (name === 'stop') process.disconnect()
  } catch (error) {
    process.send({ id, error: String(error.stack) })
  }
})
process.once('disconnect', () => process.exit())
