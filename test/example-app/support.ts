import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import type { Test } from 'tap'
import type { SoftAuthenticator } from '../support/authenticator.js'
import { bareNode } from '../support/bare-node.js'
import { codeOf } from '../support/codes.js'
import { CookieJar } from '../support/cookie-jar.js'

const SCRIPTS = resolve('example-app/dist')

// a test that fails early, or runs into its timeout, tears nothing down
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** What production asks for. */
export const production = {
  NODE_ENV: 'production',
  TWO_FACTOR_SECRET: '5d1f0c3a9be84276a1f3c7d25e6b8094',
  SESSION_SECRET: '8f20b6d4e1c94a7f93d5e8a7c6b10342'
}

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface Example {
  url: string
  sqliteFile: string
  /** A new one, or the one that has these cookies. */
  browser (cookies?: CookieJar): Browser
  /** A browser whose user's password was right. */
  login (username: string): Promise<Browser>
  /** Asks the process to end, as an operator does. */
  stop (): Promise<Ended>
}

/** Starts the built example on a free port, with a new database file unless one is given; it ends with the test. */
export async function startExample (t: Test, env: Record<string, string> = {}): Promise<Example> {
  const sqliteFile = env['SQLITE_FILE'] ?? join(t.testdir(), 'example.sqlite')
  const { child, ended } = spawnExample({ PORT: '0', ...env, SQLITE_FILE: sqliteFile })
  const stop = async (): Promise<Ended> => {
    child.kill('SIGTERM')
    return await ended
  }
  t.teardown(stop)
  const url = await addressOf(child, ended)
  const browser = (cookies?: CookieJar): Browser => new Browser(url, cookies)
  return {
    url,
    sqliteFile,
    browser,
    stop,
    async login (username) {
      const client = browser()
      await client.post('/login', { username, password: `${username}-password` })
      return client
    }
  }
}

/** Starts it where only this machine comes to it: it knows its origin there, and takes passkeys. */
export async function startLocalExample (t: Test): Promise<Example> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return await startExample(t, { PORT: String(port) })
}

/** Runs the example, or another of its scripts, to its end. */
export async function runExample (env: Record<string, string>, script = 'main.js'): Promise<Ended> {
  return await spawnExample(env, script).ended
}

export function spawnExample (env: Record<string, string>, script = 'main.js'): { child: ChildProcess, ended: Promise<Ended> } {
  // no service of the developer's
  const { NODE_V8_COVERAGE, DATABASE_URL, REDIS_URL, NODE_ENV, ORIGIN, HOST, TWO_FACTOR_SECRET, TWO_FACTOR_OTHER_SECRET, SESSION_SECRET, EVENTS_LOG, ...clean } = process.env
  const { program, args } = bareNode(env['NODE_OPTIONS'])
  const child = spawn(program, [...args, join(SCRIPTS, script)], { env: { ...clean, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => { output.stdout += String(chunk) })
  child.stderr.on('data', chunk => { output.stderr += String(chunk) })
  running.add(child)
  child.once('close', () => { running.delete(child) })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }))
  return { child, ended }
}

async function addressOf (child: ChildProcess, ended: Promise<Ended>): Promise<string> {
  let output = ''
  return await new Promise((resolve, reject) => {
    child.stdout!.on('data', chunk => {
      output += String(chunk)
      const [, address] = /^Example of fastify-two-factor at (http\S+)$/m.exec(output) ?? []
      if (address !== undefined) resolve(address)
    })
    ended.then(({ stderr }) => { reject(new Error(`The example ended at once: ${stderr}`)) }, reject)
  })
}

export interface Answer {
  status: number
  /** Parsed JSON, or text. */
  body: any
  location: string | null
  headers: Headers
}

/** A browser over `fetch`. It follows no redirect by itself. */
export class Browser {
  readonly cookies: CookieJar
  readonly #url: string

  constructor (url: string, cookies = new CookieJar()) {
    this.#url = url
    this.cookies = cookies
  }

  async get (path: string): Promise<Answer> {
    return await this.send(path)
  }

  async post (path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.send(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })
  }

  /** A page, as a browser asks for it. */
  async page (path: string): Promise<Answer> {
    return await this.send(path, { headers: { accept: 'text/html,*/*;q=0.8' } })
  }

  /** A form of the page at `from`, as a browser posts it. */
  async submit (path: string, fields: Record<string, string> = {}, from = path): Promise<Answer> {
    const headers = { accept: 'text/html,*/*;q=0.8', origin: this.#url, referer: this.#url + from, 'sec-fetch-site': 'same-origin' }
    return await this.send(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  }

  async send (path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers)
    headers.set('cookie', this.cookies.header)
    const response = await fetch(this.#url + path, { ...init, headers, redirect: 'manual' })
    this.cookies.keep(response.headers.getSetCookie())
    const json = response.headers.get('content-type')?.includes('json') === true
    return { status: response.status, body: json ? await response.json() : await response.text(), location: response.headers.get('location'), headers: response.headers }
  }
}

const STEP_MILLISECONDS = 30_000
// so close to its end a step may be over before the server looks at the code
const MARGIN_MILLISECONDS = 300

/**
 * An authenticator app beside a server with a real clock. Each code is of a later step than the last one,
 * from the three steps that the server takes: so it has three codes at once, or two at the end of a step.
 */
export class Authenticator {
  readonly #secret: string
  #lastStep = 0

  constructor (secret: string) {
    this.#secret = secret
  }

  code (): string {
    const now = Date.now()
    const current = Math.floor(now / STEP_MILLISECONDS)
    const ending = now % STEP_MILLISECONDS > STEP_MILLISECONDS - MARGIN_MILLISECONDS
    this.#lastStep = Math.max(this.#lastStep + 1, ending ? current : current - 1)
    if (this.#lastStep > current + 1) throw new Error('No code is left in this time step: order the test so that it needs fewer.')
    return codeOf(this.#secret, this.#lastStep * STEP_MILLISECONDS)
  }

  /** Codes that are none of this key in any step near. */
  wrongCodes (count: number): string[] {
    const right = [-3, -2, -1, 0, 1, 2, 3].map(steps => codeOf(this.#secret, Date.now(), steps))
    return Array.from({ length: count + right.length }, (_, index) => String(index).padStart(6, '0')).filter(code => !right.includes(code)).slice(0, count)
  }
}

/** Registers a passkey for the user of this browser. */
export async function addPasskey (browser: Browser, authenticator: SoftAuthenticator): Promise<Answer> {
  const { body: { options } } = await browser.post('/two-factor/passkeys')
  return await browser.post('/two-factor/passkeys/confirm', { credential: authenticator.create(options) })
}

/** Enables two-factor authentication for the user of this browser. */
export async function enroll (browser: Browser): Promise<{ authenticator: Authenticator, recoveryCodes: string[] }> {
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const authenticator = new Authenticator(secret)
  const { body: { recoveryCodes } } = await browser.post('/two-factor/enrollment/confirm', { code: authenticator.code() })
  return { authenticator, recoveryCodes }
}
