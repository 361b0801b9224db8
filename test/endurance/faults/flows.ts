import type { TestApplication } from '../../support/application.js'
import type { Answer, Client } from '../../support/client.js'

export interface Started {
  browser: Client
  userId: string
  /** Of the user's authenticator; none where the flow does not need one. */
  secret?: string
  /** The request during which something fails; may be sent again. */
  act: () => Promise<Answer>
}

export interface Flow {
  /** What the session writes answer with 503; elsewhere the application's own routes are 5xx. */
  ownRoute: boolean
  /** The sign-in goes on as it was, whatever becomes of the request. */
  goesOn?: boolean
  start (application: TestApplication): Promise<Started>
}

const pending = (act: (browser: Client, application: TestApplication, enrolled: { secret: string, recoveryCodes: string[] }) => Promise<Answer>): Flow => ({
  ownRoute: true,
  async start (application) {
    const { secret, recoveryCodes } = await application.enroll('alice')
    const browser = await application.login('alice')
    return { browser, userId: 'alice', secret, act: () => act(browser, application, { secret, recoveryCodes }) }
  }
})

const signedIn = (act: (browser: Client, application: TestApplication, secret: string) => Promise<Answer>, { ownRoute = true, goesOn = false } = {}): Flow => ({
  ownRoute,
  goesOn,
  async start (application) {
    const { client: browser, secret } = await application.enroll('alice')
    return { browser, userId: 'alice', secret, act: () => act(browser, application, secret) }
  }
})

const passwordOnly = (act: (browser: Client, application: TestApplication) => Promise<Answer>, ownRoute: boolean): Flow => ({
  ownRoute,
  async start (application) {
    const browser = await application.login('carol')
    return { browser, userId: 'carol', act: () => act(browser, application) }
  }
})

/** Everything that a user does, up to the request that matters. */
export const flows: Record<string, Flow> = {
  'first sign-in': {
    ownRoute: false,
    async start ({ client }) {
      const browser = client()
      return { browser, userId: 'carol', act: () => browser.post('/login', { userId: 'carol' }) }
    }
  },
  'sign-in up to the challenge': {
    ownRoute: false,
    async start ({ enroll, client }) {
      const { secret } = await enroll('alice')
      const browser = client()
      return { browser, userId: 'alice', secret, act: () => browser.post('/login', { userId: 'alice' }) }
    }
  },
  'sign-in by a remembered client': {
    ownRoute: false,
    async start ({ enroll, signIn }) {
      const { secret } = await enroll('alice')
      const browser = await signIn('alice', secret, { trustClient: true })
      await browser.post('/two-factor/sign-out')
      return { browser, userId: 'alice', secret, act: () => browser.post('/login', { userId: 'alice' }) }
    }
  },
  challenge: pending((browser, { code }, { secret }) => browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })),
  'challenge of a browser': pending((browser, { code }, { secret }) => browser.submit('/two-factor/challenge', { code: code(secret), trustClient: 'true' })),
  'recovery code': pending((browser, _application, { recoveryCodes }) => browser.post('/two-factor/recovery', { code: recoveryCodes[0] })),
  'enrollment of somebody held back': {
    ownRoute: true,
    async start ({ login, code }) {
      const browser = await login('dave')
      const { body: { secret } } = await browser.post('/two-factor/enrollment')
      return { browser, userId: 'dave', secret, act: () => browser.post('/two-factor/enrollment/confirm', { code: code(secret) }) }
    }
  },
  'start of an enrollment': signedIn(browser => browser.post('/two-factor/enrollment'), { goesOn: true }),
  'guarded page': signedIn(browser => browser.get('/me'), { ownRoute: false, goesOn: true }),
  'guarded page without two-factor authentication': passwordOnly(browser => browser.get('/me'), false),
  preferences: signedIn(browser => browser.get('/two-factor')),
  'preferences page': signedIn(browser => browser.page('/two-factor')),
  'step-up': signedIn((browser, { code }, secret) => browser.post('/two-factor/step-up', { code: code(secret) }), { goesOn: true }),
  'new recovery codes': signedIn((browser, { code }, secret) => browser.post('/two-factor/recovery-codes', { code: code(secret) }), { goesOn: true }),
  'another name': {
    ownRoute: true,
    goesOn: true,
    async start (application) {
      const { client: browser, secret } = await application.enroll('alice')
      const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
      return { browser, userId: 'alice', secret, act: () => browser.post(`/two-factor/authenticators/${id}/rename`, { name: 'My phone' }) }
    }
  },
  'saved recovery codes': signedIn(browser => browser.post('/two-factor/recovery-codes/saved'), { goesOn: true }),
  'lifting a lock': {
    ownRoute: true,
    goesOn: true,
    async start (application) {
      const { client: browser, secret } = await application.enroll('alice')
      for (let guess = 0; guess < 5; guess++) await browser.post('/two-factor/step-up', { code: application.wrong(secret) })
      return { browser, userId: 'alice', secret, act: () => browser.post('/two-factor/unlock') }
    }
  },
  disabling: signedIn((browser, { code }, secret) => browser.post('/two-factor/disable', { code: code(secret) })),
  'sign-out': signedIn(browser => browser.post('/two-factor/sign-out')),
  'another password': signedIn(browser => browser.post('/password'), { ownRoute: false })
}
