import { load } from './load.js'
import { cookiesOf, get, post } from './requests.js'
import { codeAt, stepOf } from './totp.js'
import { PASSWORD } from './users.js'

/** What browsers do with an application of `applications/two-factor.js`. */
export class TwoFactorClient {
  #server
  #origin
  #now = Date.now()

  constructor (server, origin = server.url) {
    this.#server = server
    this.#origin = origin
  }

  /** The password for each user; gives the pending sign-ins. */
  async logIn (users) {
    const pending = []
    await load(this.#server, users.map(user => this.#login(user, undefined, ({ status }, headers) => {
      pending.push({ user, cookie: cookiesOf(headers) })
      return status === 'challenge'
    })))
    return pending
  }

  /** A right code that was never used for each pending sign-in; gives the complete ones. */
  async challenge (pending, more = {}) {
    const codeOf = await this.#nextCodes()
    const signedIn = []
    const measured = await load(this.#server, pending.map(({ user, cookie }) => {
      const code = codeOf(user)
      return post('/two-factor/challenge', { code, ...more }, { cookie, origin: this.#origin }, ({ status, method }, headers) => {
        signedIn.push({ user, cookie: cookiesOf(headers) })
        return status === 'complete' && method === 'totp'
      })
    }))
    return { measured, signedIn }
  }

  /** The password for each user, by a client that they trust. */
  async logInTrusted (users) {
    return await load(this.#server, users.map(user => this.#login(user, user.trust, ({ status, method }) => status === 'complete' && method === 'trusted-client')))
  }

  /** A code by message is confirmed as a method of each. */
  async confirmSentCodes (signedIn) {
    await load(this.#server, signedIn.map(({ cookie }) => post('/two-factor/sent-code', {}, { cookie, origin: this.#origin }, () => true)))
    const codes = await this.#server.call('sentCodes')
    await load(this.#server, signedIn.map(({ user, cookie }) =>
      post('/two-factor/sent-code/confirm', { code: codes[user.email] }, { cookie, origin: this.#origin }, ({ status }) => status === 'complete')))
  }

  /** A code by message for each, hours after the last; gives what asking and what typing took. */
  async challengeBySentCode (users) {
    this.#now += 4 * 3_600_000
    await this.#server.call('setClock', this.#now)
    const pending = await this.logIn(users)
    const asked = await load(this.#server, pending.map(({ cookie }) => post('/two-factor/sent-code', {}, { cookie, origin: this.#origin }, () => true)))
    const codes = await this.#server.call('sentCodes')
    const typed = await load(this.#server, pending.map(({ user, cookie }) =>
      post('/two-factor/challenge', { code: codes[user.email] }, { cookie, origin: this.#origin }, ({ method }) => method === 'sent-code')))
    return { asked: asked.microseconds, typed: typed.microseconds, both: asked.microseconds + typed.microseconds }
  }

  /** One guarded request after the other, whoever's turn it is. */
  async me (signedIn, amount, path = '/me') {
    return await load(this.#server, Array.from({ length: amount }, (_, index) => {
      const { user, cookie } = signedIn[index % signedIn.length]
      return get(path, cookie, ({ userId }) => userId === user.id)
    }))
  }

  /** A page for each, which has some text in it. */
  async page (signedIn, path, text) {
    return await load(this.#server, signedIn.map(({ cookie }) => ({ method: 'GET', path, headers: { accept: 'text/html', cookie }, right: body => body.includes(text) })))
  }

  /** A form with a code that was never used for each, answered by a page that has some text in it. */
  async submit (signedIn, path, text) {
    const codeOf = await this.#nextCodes()
    return await load(this.#server, signedIn.map(({ user, cookie }) => ({
      method: 'POST',
      path,
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', origin: this.#origin, cookie },
      body: `code=${codeOf(user)}`,
      right: body => body.includes(text)
    })))
  }

  /** Where the other one signed in the same users, their next codes come after those that it showed. */
  skipTo (other) {
    this.#now = other.#now
  }

  /** Moves to a time step of which nobody showed a code yet. */
  async #nextCodes () {
    this.#now += 60_000
    await this.#server.call('setClock', this.#now)
    return ({ key }) => codeAt(key, stepOf(this.#now))
  }

  #login ({ email }, cookie, right) {
    return post('/login', { email, password: PASSWORD }, { cookie, origin: this.#origin }, right)
  }
}
