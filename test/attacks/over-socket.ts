import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Client } from '../support/client.js'

export interface RawAnswer { status: number, headers: IncomingHttpHeaders, body: string }

/** A request over a socket, with its path as it is: `inject` resolves `..` before the application sees it. */
export async function overSocket (app: FastifyInstance, { method = 'GET', path, headers = {}, body }: { method?: string, path: string, headers?: Record<string, string | string[]>, body?: string }): Promise<RawAnswer> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return await new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', method, path, agent: false, headers: { connection: 'close', ...headers } })
    request.on('response', response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => { text += chunk }).on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }))
    })
    request.on('upgrade', (response, socket, head) => {
      socket.destroy()
      resolve({ status: response.statusCode!, headers: response.headers, body: head.toString() })
    })
    request.on('error', reject)
    request.end(body)
  })
}

export function cookieHeader ({ jar }: Client): string {
  return jar.header
}
