import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { CookieJar } from './cookie-jar.js'

export interface Answer {
  status: number
  /** Parsed JSON, or the text of anything else. */
  body: any
  headers: LightMyRequestResponse['headers']
  cookies: LightMyRequestResponse['cookies']
}

/** A browser over `inject`. */
export class Client {
  readonly jar = new CookieJar()
  readonly #app: FastifyInstance
  readonly #headers: Record<string, string>

  constructor (app: FastifyInstance, headers: Record<string, string> = {}) {
    this.#app = app
    this.#headers = headers
  }

  async get (url: string, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.send({ method: 'GET', url, headers })
  }

  async post (url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.send({ method: 'POST', url, headers, ...(body === undefined ? {} : { payload: body as object }) })
  }

  /** A page, as a browser asks for it. */
  async page (url: string, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.get(url, { accept: 'text/html,application/xhtml+xml', ...headers })
  }

  /** A form, as a browser posts it. */
  async submit (url: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.send({
      method: 'POST',
      url,
      headers: { accept: 'text/html,application/xhtml+xml', 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers },
      payload: new URLSearchParams(fields).toString()
    })
  }

  async send (options: InjectOptions): Promise<Answer> {
    const cookies = { ...Object.fromEntries(this.jar), ...options.cookies }
    const response = await this.#app.inject({ ...options, headers: { ...this.#headers, ...options.headers }, cookies })
    this.jar.keep([response.headers['set-cookie'] ?? []].flat())
    const json = response.body !== '' && /json/.test(String(response.headers['content-type']))
    return { status: response.statusCode, body: json ? response.json() : response.body, headers: response.headers, cookies: response.cookies }
  }
}
