import { createApplication, users, type TestApplication } from '../../support/application.js'
import type { Answer, Client } from '../../support/client.js'
import { codeOf } from '../../support/codes.js'

const USER = 'alice'
const PASSWORD = 'right'
const HOUR = 3_600_000

export const acts = [
  'signIn', 'signInExternally', 'enroll', 'beginEnrollment', 'mistypeEnrollment', 'recover', 'spendCodes', 'regenerate', 'remove', 'disable', 'signOut', 'forget', 'lose', 'loseCodes',
  'guess', 'guessForDays', 'guessRecovery', 'guessPassword', 'revoke', 'wait'
] as const

/** One thing that happens to a user. */
export interface Act {
  readonly what: typeof acts[number]
  /** Which of several, or how many. */
  readonly index: number
  readonly flag: boolean
  /** Milliseconds that pass before. */
  readonly later: number
}

/** What the application offers: whether it can ask for a password in place, and whether the role requires 2FA. */
export interface Site {
  readonly asksPassword: boolean
  readonly required: boolean
}

/**
 * The life of a user who knows the password, and whom another system knows too, over HTTP: browsers that are thrown away, lost
 * telephones, forgotten forms, and a thief with the password. It keeps what the user holds: the keys in their telephone, and the codes on paper.
 */
export class Life {
  readonly #application: TestApplication
  readonly #asksPassword: boolean
  #browser: Client
  /** Keys of confirmed authenticators that the user still has. */
  keys: string[] = []
  /** Recovery codes that were not spent. */
  codes: string[] = []
  /** When the last code was spent, by the session that is still open; `undefined` once that is left. */
  #lastSpentAt: number | undefined

  private constructor (application: TestApplication, asksPassword: boolean) {
    this.#application = application
    this.#asksPassword = asksPassword
    this.#browser = application.client()
  }

  static async begin ({ asksPassword, required }: Site): Promise<Life> {
    const application = await createApplication({
      users: { ...users, [USER]: { ...users[USER]!, twoFactor: required ? 'required' : 'optional' } },
      ...(asksPassword ? { verifyPassword: (_userId: string, password: string) => password === PASSWORD } : {}),
      extend: app => { app.post('/login/external', async request => await request.twoFactor.signInExternally(USER)) }
    })
    return new Life(application, asksPassword)
  }

  async live ({ what, index, flag, later }: Act): Promise<void> {
    this.#application.clock.now += later
    const { app, clock } = this.#application
    switch (what) {
      case 'signIn': return await this.#signIn(flag)
      case 'signInExternally':
        this.#lastSpentAt = undefined
        await this.#browser.post('/login/external')
        if (flag) await this.#prove()
        return
      case 'enroll': { await this.#enroll(flag); return }
      case 'beginEnrollment': { await this.#start(); return }
      case 'mistypeEnrollment':
        await this.#start()
        for (let wrong = 0; wrong < 10; wrong++) await this.#browser.post('/two-factor/enrollment/confirm', { code: this.#wrong() })
        return
      case 'recover':
        await this.#login()
        await this.#recover(index)
        return
      // all of them, or all but one
      case 'spendCodes':
        while (this.codes.length > index % 2) {
          await this.#login()
          if ((await this.#recover(0)).status !== 200) return
        }
        return
      case 'regenerate': {
        const answer = await this.#withCode('/two-factor/recovery-codes')
        if (answer?.status === 200) this.#given(answer.body.recoveryCodes)
        return
      }
      case 'remove': return await this.#remove(index)
      case 'disable': {
        const answer = await this.#withCode('/two-factor/disable')
        if (answer?.status === 200) [this.keys, this.codes] = [[], []]
        return
      }
      case 'signOut':
        await this.#browser.post('/two-factor/sign-out')
        this.#lastSpentAt = undefined
        return
      // the browser is closed or wiped, with whatever it was in the middle of
      case 'forget':
        this.#browser = this.#application.client()
        this.#lastSpentAt = undefined
        return
      case 'lose':
        this.keys = this.keys.filter((_, place) => place !== index)
        return
      case 'loseCodes':
        this.codes = this.codes.slice(0, index % 3)
        return
      case 'guess': {
        const thief = await this.#application.login(USER)
        for (let guess = 0; guess <= index; guess++) await thief.post('/two-factor/challenge', { code: this.#wrong() })
        return
      }
      case 'guessForDays':
        for (let guess = 0; guess < 100; guess++) {
          clock.now += HOUR
          await (await this.#application.login(USER)).post('/two-factor/challenge', { code: this.#wrong() })
        }
        return
      case 'guessRecovery': {
        const thief = await this.#application.login(USER)
        for (let guess = 0; guess <= index; guess++) await thief.post('/two-factor/recovery', { code: '0'.repeat(24) })
        return
      }
      case 'guessPassword':
        for (let guess = 0; guess <= index; guess++) await this.#browser.post('/two-factor/enrollment', { password: 'wrong' })
        return
      case 'revoke':
        this.#lastSpentAt = undefined
        return await app.twoFactor.revokeSessions(USER)
      case 'wait':
        clock.now += index * HOUR
    }
  }

  /** Whether the session in which the last code was spent still lives: nothing else leads back then. */
  get isInsideByTheLast (): boolean {
    const { clock } = this.#application
    return this.#lastSpentAt !== undefined && clock.now - this.#lastSpentAt < 29 * 24 * HOUR
  }

  /** Whether the user holds something that leads back: a code on paper, or an authenticator that is not blocked. */
  async holdsAWay (): Promise<boolean> {
    const { enabled, blocked } = await this.#application.app.twoFactor.status(USER)
    return !enabled || this.codes.length > 0 || (this.keys.length > 0 && !blocked)
  }

  /** The way out of the session in which the last code was spent. */
  async goOn (): Promise<'there' | string> {
    this.#application.clock.now += 2 * HOUR
    const enrolled = await this.#enroll(true)
    return enrolled?.status === 200 ? await this.goBack() : `the enrollment answers ${enrolled?.body.code}`
  }

  /** A way by the plugin's own routes to a complete sign-in with an authenticator that works. Says where it ended otherwise. */
  async goBack (): Promise<'there' | string> {
    this.#browser = this.#application.client()
    // locks of one-time codes and of the password last an hour at most
    this.#application.clock.now += 2 * HOUR
    const step = await this.#login()
    const proved = step.body.status === 'challenge' && await this.#prove()
    if (!proved) {
      const recovered = step.body.status === 'challenge' ? await this.#recover(0) : undefined
      if (recovered !== undefined && recovered.status !== 200) return `the recovery code answers ${recovered.body.code}`
      const enrolled = await this.#enroll(true)
      if (enrolled?.status !== 200) return `the enrollment answers ${enrolled?.body.code}`
    }
    await this.#browser.post('/two-factor/sign-out')
    this.#application.clock.now += 2 * HOUR
    await this.#login()
    return await this.#prove() ? 'there' : 'the new authenticator does not sign in'
  }

  async #login (): Promise<Answer> {
    this.#lastSpentAt = undefined
    return await this.#browser.post('/login', { userId: USER })
  }

  async #signIn (trustClient: boolean): Promise<void> {
    await this.#login()
    await this.#prove(trustClient)
  }

  /** A code of each authenticator that the user has, each in a time step of its own. */
  async #prove (trustClient = false): Promise<boolean> {
    for (const key of this.keys) {
      this.#application.clock.now += 30_000
      const answer = await this.#browser.post('/two-factor/challenge', { code: codeOf(key, this.#application.clock.now), trustClient })
      if (answer.status === 200) return true
    }
    return false
  }

  async #recover (index: number): Promise<Answer> {
    const code = this.codes[index % Math.max(1, this.codes.length)] ?? '0'.repeat(24)
    const answer = await this.#browser.post('/two-factor/recovery', { code })
    if (answer.body?.recoveryCodesLeft === undefined) return answer
    this.codes = this.codes.filter(other => other !== code)
    this.#lastSpentAt = this.codes.length === 0 && answer.body.recoveryCodesLeft === 0 ? this.#application.clock.now : undefined
    return answer
  }

  async #start (): Promise<Answer> {
    const answer = await this.#browser.post('/two-factor/enrollment')
    if (answer.body?.code !== 'TWO_FACTOR_REAUTHENTICATION_REQUIRED') return answer
    if (this.#asksPassword) return await this.#browser.post('/two-factor/enrollment', { password: PASSWORD })
    return answer
  }

  async #enroll (replace: boolean): Promise<Answer | undefined> {
    const started = await this.#start()
    if (started.status !== 200) return started
    const { secret } = started.body
    this.#application.clock.now += 30_000
    const answer = await this.#browser.post('/two-factor/enrollment/confirm', { code: codeOf(secret, this.#application.clock.now), replace })
    if (answer.status !== 200) return answer
    this.keys = replace ? [secret] : [...this.keys, secret]
    this.#lastSpentAt = undefined
    if (answer.body.recoveryCodes.length > 0) this.#given(answer.body.recoveryCodes)
    return answer
  }

  async #withCode (url: string): Promise<Answer | undefined> {
    const [key] = this.keys
    if (key === undefined) return undefined
    this.#application.clock.now += 30_000
    const code = codeOf(key, this.#application.clock.now)
    return await this.#browser.post(url, this.#asksPassword ? { code, password: PASSWORD } : { code })
  }

  async #remove (index: number): Promise<void> {
    const { body } = await this.#browser.get('/two-factor')
    const id = body?.authenticators?.[index]?.id
    const before = this.keys
    if (id === undefined || (await this.#withCode(`/two-factor/authenticators/${id}/remove`))?.status !== 204) return
    // which key it was only its owner knows: each is tried in a browser of its own
    this.keys = []
    const own = this.#browser
    for (const key of before) {
      this.#browser = this.#application.client()
      this.keys = [key]
      await this.#login()
      if (!await this.#prove()) before.splice(before.indexOf(key), 1)
    }
    this.keys = before
    this.#browser = own
  }

  #given (codes: string[]): void {
    this.codes = codes
  }

  #wrong (): string {
    return this.#application.wrong(...this.keys)
  }
}
