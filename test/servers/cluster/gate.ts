import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Test } from 'tap'

export interface Gate {
  /** The server's address through the gate. */
  readonly url: string
  /** Cuts what is open and lets nobody in, as a server that is down. */
  close (): Promise<void>
  open (): Promise<void>
}

/** A way to a server that can be shut, and opened again at the same port. */
export async function startGate (t: Test, serverUrl: string): Promise<Gate> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  const server = createServer(inner => {
    const outer = connect(Number(target.port), target.hostname)
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => { sockets.delete(socket); inner.destroy(); outer.destroy() })
    }
    inner.pipe(outer).pipe(inner)
  })
  let port = 0
  const gate: Gate = {
    get url () { return Object.assign(new URL(serverUrl), { hostname: '127.0.0.1', port }).href },
    async close () {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
    async open () {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as AddressInfo).port
    }
  }
  await gate.open()
  t.teardown(() => gate.close())
  return gate
}
