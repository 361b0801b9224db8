import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { users as everybody, type ApplicationOptions, type TestApplication } from '../../support/application.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import type { Answer, Client } from '../../support/client.js'

/** The code that was sent last. */
let sentCode = ''

/** What each flow runs in. */
export const options: ApplicationOptions = {
  origin: 'https://acme.example',
  passkeys: passkeys(),
  sessions: { list: true },
  sendCode: ({ code }) => { sentCode = code },
  extend: app => {
    app.post('/login/external', async request => await request.twoFactor.signInExternally((request.body as { userId: string }).userId))
  }
}

/** Users to whom codes can be sent; another system's second factor stands in for bob's own. */
export const users = Object.fromEntries(Object.entries(everybody).map(([id, user]) => [id, { ...user, codeAddress: user.accountName, externalSecondFactor: id === 'bob' }]))

export interface Started {
  browser: Client
  userId: string
  /** Of the user's authenticator; none where the flow does not need one. */
  secret?: string
  /** The user's security key, where they have one. */
  key?: SoftAuthenticator
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

const passwordOnly = (act: (browser: Client, application: TestApplication) => Promise<Answer>, ownRoute: boolean, { goesOn = false } = {}): Flow => ({
  ownRoute,
  goesOn,
  async start (application) {
    const browser = await application.login('carol')
    return { browser, userId: 'carol', act: () => act(browser, application) }
  }
})

/** A user whose security key made a credential that is not registered yet. */
async function registering ({ login }: TestApplication): Promise<{ browser: Client, userId: string, key: SoftAuthenticator, made: object }> {
  const browser = await login('carol')
  const { body: { options } } = await browser.post('/two-factor/passkeys')
  const key = new SoftAuthenticator()
  return { browser, userId: 'carol', key, made: key.create(options) }
}

async function registered (application: TestApplication): Promise<{ browser: Client, userId: string, key: SoftAuthenticator }> {
  const { made, ...started } = await registering(application)
  await started.browser.post('/two-factor/passkeys/confirm', { credential: made })
  return started
}

const keyPending = (act: (browser: Client, credential: object) => Promise<Answer>): Flow => ({
  ownRoute: true,
  async start (application) {
    const { userId, key } = await registered(application)
    const browser = await application.login(userId)
    const { body: { passkeyOptions } } = await browser.get('/two-factor/challenge')
    const credential = key.get(passkeyOptions)
    return { browser, userId, key, act: () => act(browser, credential) }
  }
})

const keySignedIn = (act: (browser: Client, credential: object) => Promise<Answer>, { goesOn = false } = {}): Flow => ({
  ownRoute: true,
  goesOn,
  async start (application) {
    const { browser, userId, key } = await registered(application)
    const { body: { passkeyOptions } } = await browser.get('/two-factor/step-up')
    const credential = key.get(passkeyOptions)
    return { browser, userId, key, act: () => act(browser, credential) }
  }
})

/** A user of an app who confirmed their address too, and lets a minute pass. */
async function addressed (application: TestApplication): Promise<{ browser: Client, userId: string, secret: string }> {
  const { client: browser, secret } = await application.enroll('alice')
  await browser.post('/two-factor/sent-code')
  await browser.post('/two-factor/sent-code/confirm', { code: sentCode })
  application.clock.now += 60_000
  return { browser, userId: 'alice', secret }
}

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
  'external sign-in': {
    ownRoute: false,
    async start ({ client }) {
      const browser = client()
      return { browser, userId: 'carol', act: () => browser.post('/login/external', { userId: 'carol' }) }
    }
  },
  'external sign-in of somebody with two-factor authentication on': {
    ownRoute: false,
    async start ({ enroll, client }) {
      const { secret } = await enroll('bob')
      const browser = client()
      return { browser, userId: 'bob', secret, act: () => browser.post('/login/external', { userId: 'bob' }) }
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
  'start of a registration': passwordOnly(browser => browser.post('/two-factor/passkeys'), true, { goesOn: true }),
  registration: {
    ownRoute: true,
    async start (application) {
      const { made, ...started } = await registering(application)
      return { ...started, act: () => started.browser.post('/two-factor/passkeys/confirm', { credential: made }) }
    }
  },
  'challenge by a passkey': keyPending((browser, credential) => browser.post('/two-factor/challenge', { credential, trustClient: true })),
  'challenge of a browser by a passkey': keyPending((browser, credential) => browser.submit('/two-factor/challenge', { credential: JSON.stringify(credential), trustClient: 'true' })),
  'step-up by a passkey': keySignedIn((browser, credential) => browser.post('/two-factor/step-up', { credential }), { goesOn: true }),
  'removal by a passkey': {
    ownRoute: true,
    async start (application) {
      const { browser, userId, key } = await registered(application)
      const { body: { secret } } = await browser.post('/two-factor/enrollment')
      await browser.post('/two-factor/enrollment/confirm', { code: application.code(secret) })
      const { body: { authenticators: [, { id }] } } = await browser.get('/two-factor')
      const { body: { passkeyOptions } } = await browser.get('/two-factor/step-up')
      const credential = key.get(passkeyOptions)
      return { browser, userId, key, act: () => browser.post(`/two-factor/authenticators/${id}/remove`, { credential }) }
    }
  },
  'disabling by a passkey': keySignedIn((browser, credential) => browser.post('/two-factor/disable', { credential })),
  'asking for a code': {
    ownRoute: true,
    async start (application) {
      const { userId, secret } = await addressed(application)
      const browser = await application.login(userId)
      return { browser, userId, secret, act: () => browser.post('/two-factor/sent-code') }
    }
  },
  'challenge by a code that was sent': {
    ownRoute: true,
    async start (application) {
      const { userId, secret } = await addressed(application)
      const browser = await application.login(userId)
      await browser.post('/two-factor/sent-code')
      const code = sentCode
      return { browser, userId, secret, act: () => browser.post('/two-factor/challenge', { code, trustClient: true }) }
    }
  },
  'confirming an address': {
    ownRoute: true,
    async start ({ enroll }) {
      const { client: browser, secret } = await enroll('alice')
      await browser.post('/two-factor/sent-code')
      const code = sentCode
      return { browser, userId: 'alice', secret, act: () => browser.post('/two-factor/sent-code/confirm', { code }) }
    }
  },
  disabling: signedIn((browser, { code }, secret) => browser.post('/two-factor/disable', { code: code(secret) })),
  'end of another session': {
    ownRoute: true,
    goesOn: true,
    async start ({ enroll, signIn }) {
      const { client: browser, secret } = await enroll('alice')
      const other = await signIn('alice', secret)
      const { id } = (await other.get('/two-factor')).body.sessions.find(({ current }: { current: boolean }) => current)
      return { browser, userId: 'alice', secret, act: () => browser.post(`/two-factor/sessions/${id}/revoke`) }
    }
  },
  'end of all other sessions': signedIn(browser => browser.post('/two-factor/sessions/revoke-others')),
  'sign-out': signedIn(browser => browser.post('/two-factor/sign-out')),
  'another password': signedIn(browser => browser.post('/password'), { ownRoute: false })
}
