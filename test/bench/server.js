import { fork } from 'node:child_process'

const running = new Set()

/**
 * Starts an application of `applications` in a process of its own, so that its processor time is its own too.
 * Gives its URL and a way to call what it exports beside it.
 */
export async function startServer (application, options) {
  const child = fork(new URL('server-process.js', import.meta.url), { env: { ...process.env, NODE_ENV: 'production' } })
  running.add(child)
  const waiting = new Map()
  child.on('message', ({ id, error, result }) => {
    const { resolve, reject } = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) resolve(result)
    else reject(new Error(error))
  })
  child.once('exit', code => {
    running.delete(child)
    for (const { reject } of waiting.values()) reject(new Error(`The server ended with ${code}.`))
  })
  let calls = 0
  const call = (name, ...args) => new Promise((resolve, reject) => {
    const id = calls++
    waiting.set(id, { resolve, reject })
    child.send({ id, name, args })
  })
  const url = await call('start', application, options)
  return { url, call, stop: () => call('stop') }
}

export function killServers () {
  for (const child of running) child.kill()
}
