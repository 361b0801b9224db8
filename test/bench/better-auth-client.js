import { load } from './load.js'
import { cookiesOf, post } from './requests.js'
import { codeAt, stepOf } from './totp.js'
import { PASSWORD } from './users.js'

/** What browsers do with an application of `applications/better-auth.js`. */
export class BetterAuthClient {
  #server
  #origin = 'http://bench.example'

  constructor (server) {
    this.#server = server
  }

  /** The password for each user; gives the pending sign-ins. */
  async logIn (users) {
    const pending = []
    await load(this.#server, users.map(user => this.#login(user, undefined, ({ twoFactorRedirect }, headers) => {
      pending.push({ user, cookie: cookiesOf(headers) })
      return twoFactorRedirect === true
    })))
    return pending
  }

  /** A right code for each pending sign-in. Whose client is to be trusted gets that cookie as `trust`. */
  async challenge (pending, { trustDevice = false } = {}) {
    const measured = await load(this.#server, pending.map(({ user, cookie }) => {
      const code = codeAt(Buffer.from(user.secret), stepOf(Date.now()))
      return post('/api/auth/two-factor/verify-totp', { code, trustDevice }, { cookie, origin: this.#origin }, (body, headers) => {
        if (trustDevice) user.trust = trustOf(headers)
        return body.token !== undefined && body.user.email === user.email
      })
    }))
    return { measured }
  }

  /** The password for each user, by a client that they trust; better-auth gives it a new cookie each time. */
  async logInTrusted (users) {
    return await load(this.#server, users.map(user => this.#login(user, user.trust, (body, headers) => {
      user.trust = trustOf(headers)
      return body.token !== undefined && body.user.email === user.email
    })))
  }

  #login ({ email }, cookie, right) {
    return post('/api/auth/sign-in/email', { email, password: PASSWORD }, { cookie, origin: this.#origin }, right)
  }
}

function trustOf (headers) {
  return cookiesOf(headers).split('; ').find(pair => pair.includes('trust_device'))
}
