import { createServer, type AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import type { Test } from 'tap'
import { passkeys, type PasskeysOptions } from '../../../lib/methods/passkey/peer.js'
import { createApplication, type ApplicationOptions, type TestApplication, users } from '../../support/application.js'
import { TestRepository } from '../../support/test-repository.js'
import { Visitor, type Language, type VisitorOptions } from './visitor.js'

export interface Site extends TestApplication {
  url: string
  repository: TestRepository
  /** A visitor whose first factor was right. */
  visit (userId: string, options?: Partial<VisitorOptions>): Promise<Visitor>
  /** Moves on to the next time step, and gives its code. */
  nextCode (secret: string): string
}

/** Opens sites for visitors of one language, and keeps what their pages said. */
export class Sites {
  readonly language: Language
  readonly #browser: Browser
  readonly #visitors: Visitor[] = []

  constructor (browser: Browser, language: Language) {
    this.#browser = browser
    this.language = language
  }

  get texts (): string {
    return this.#visitors.flatMap(({ texts }) => texts).join('\n')
  }

  /** A site where passkeys are an option: they need a host that has a name, and an origin that is known before. */
  async openWithPasskeys (t: Test, options: ApplicationOptions = {}, passkeysOptions: PasskeysOptions = {}): Promise<Site> {
    const port = await freePort()
    const origin = `http://localhost:${port}`
    const site = await this.open(t, { ...options, origin, passkeys: passkeys(passkeysOptions) }, port)
    return { ...site, url: origin, visit: async (userId, visitor) => await site.visit(userId, { url: origin, ...visitor }) }
  }

  /** The plugin in an application of this process, for states that the example takes long to come to, or never does. */
  async open (t: Test, options: ApplicationOptions = {}, port = 0): Promise<Site> {
    const repository = new TestRepository(options.users ?? users)
    const application = await createApplication({ ...options, userRepository: repository })
    const { app, clock, code } = application
    t.teardown(async () => { await app.close() })
    const url = await app.listen({ host: '127.0.0.1', port })
    const visit = async (userId: string, visitorOptions: Partial<VisitorOptions> = {}): Promise<Visitor> => {
      const visitor = await Visitor.open(t, this.#browser, { url, language: this.language, ...visitorOptions })
      this.#visitors.push(visitor)
      await visitor.enter(userId)
      return visitor
    }
    const nextCode = (secret: string): string => {
      clock.now += 30_000
      return code(secret)
    }
    return { ...application, repository, url, visit, nextCode }
  }
}

async function freePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => { server.close(resolve) })
  return port
}
