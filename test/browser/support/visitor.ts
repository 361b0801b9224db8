import type { Browser, BrowserContext, ConsoleMessage, Locator, Page } from 'playwright-core'
import type { Test } from 'tap'
import { builtInMessages } from '../../../lib/pages/messages/index.js'
import { daysText } from '../../../lib/pages/dates.js'
import { fill, type TwoFactorMessages } from '../../../lib/pages/messages.js'
import { en, type Texts } from '../../../example-app/texts/en.js'
import { it } from '../../../example-app/texts/it.js'
import { mouse, type Hand } from './hands.js'
import { inspect } from './inspection.js'

export type Language = keyof typeof builtInMessages

export interface VisitorOptions {
  url: string
  language?: Language
  /** The language that the pages are in, where it is not the browser's. */
  shownIn?: string
  /** Of the browser; by default that of the machine. */
  timeZone?: string
  hand?: Hand
  /** Off: the pages are used as they come. */
  javaScript?: boolean
  /** On: a phone, used by finger. */
  isPhone?: boolean
  /** Whether each page that is seen is examined, too. */
  inspected?: boolean
  /** What the browser may complain of. */
  complaints?: RegExp
}

/** Somebody with a browser of their own: a page, the texts in their language, and a hand for buttons and fields. */
export class Visitor {
  readonly page: Page
  readonly language: Language
  readonly messages: TwoFactorMessages
  /** The texts of the example's own pages. */
  readonly example: Texts
  /** What the pages said that were inspected. */
  readonly texts: string[]
  readonly #t: Test
  readonly #options: VisitorOptions
  readonly #hand: Hand

  private constructor (t: Test, page: Page, options: VisitorOptions, texts: string[] = []) {
    this.#t = t
    this.page = page
    this.texts = texts
    this.#options = options
    this.language = options.language ?? 'en'
    this.messages = builtInMessages[this.language]
    this.example = this.language === 'it' ? it : en
    this.#hand = options.hand ?? mouse
  }

  /** A violated content security policy, an error of a page, or what else the browser complains of, fails the test. */
  static async open (t: Test, browser: Browser, options: VisitorOptions): Promise<Visitor> {
    const { url, language = 'en', timeZone, javaScript = true, isPhone = false, complaints } = options
    const fail = (complaint: string): void => { if (complaints?.test(complaint) !== true) t.fail(complaint) }
    const context = await browser.newContext({
      baseURL: url,
      locale: language,
      ...(timeZone !== undefined && { timezoneId: timeZone }),
      javaScriptEnabled: javaScript,
      ...(isPhone && { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } }),
      permissions: ['clipboard-read', 'clipboard-write']
    })
    context.setDefaultTimeout(30_000)
    t.teardown(async () => { await context.close() })
    await reportViolations(context)
    context.on('console', message => { if (isComplaint(message)) fail(`${message.location().url}: ${message.text()}`) })
    context.on('weberror', error => { t.fail(error.error()) })
    context.on('requestfailed', request => { if (request.failure()?.errorText !== 'net::ERR_ABORTED') fail(`${request.url()}: ${request.failure()?.errorText}`) })
    return new Visitor(t, await context.newPage(), options)
  }

  /** Another page in the same browser. */
  async newTab (): Promise<Visitor> {
    return new Visitor(this.#t, await this.page.context().newPage(), this.#options, this.texts)
  }

  async open (path: string): Promise<void> {
    await this.page.goto(path)
  }

  async press (target: Locator): Promise<void> {
    await this.#hand.press(target)
  }

  /** A link, or the button of a form, and the page that it leads to. */
  async follow (target: Locator): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.press(target)])
  }

  async write (field: Locator, text: string): Promise<void> {
    await this.#hand.write(field, text)
  }

  button (name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  link (name: string): Locator {
    return this.page.getByRole('link', { name, exact: true })
  }

  field (label: string): Locator {
    return this.page.getByLabel(label, { exact: true }).filter({ visible: true })
  }

  /** What is folded away under this line. */
  async unfold (line: string): Promise<void> {
    await this.press(this.page.locator('details:not([open]) > summary', { hasText: line }))
  }

  /** Passes the first factor of an application that asks for no password. */
  async enter (userId: string): Promise<void> {
    await this.page.request.post('/login', { data: { userId } })
  }

  /** At the login form of the example, which is there. */
  async passPassword (username: string): Promise<void> {
    await this.write(this.field(this.example.nameLabel), username)
    await this.write(this.field(this.example.passwordLabel), `${username}-password`)
    await this.follow(this.button(this.example.signIn))
  }

  async signIn (username: string): Promise<void> {
    await this.open('/login')
    await this.passPassword(username)
  }

  async signOut (): Promise<void> {
    await this.open('/')
    await this.follow(this.button(this.example.signOut))
  }

  /** Sends the code from the form whose button has this name. */
  async send (code: string, button: string): Promise<void> {
    await this.write(this.field(this.messages.codeLabel), code)
    await this.follow(this.button(button))
  }

  /** The check box that has this browser remembered. */
  trustBox (days = 30): Locator {
    return this.field(fill(this.messages.trustClient, { days: daysText(days, this.language) }))
  }

  /** Sends a recovery code instead, from the form that is unfolded. */
  async recover (code: string): Promise<void> {
    await this.write(this.field(this.messages.recoveryCodeLabel), code)
    await this.follow(this.button(this.messages.useRecoveryCode))
  }

  /** The page has this title and, where one is given, this error; and it is as pages should be. */
  async sees (title: string, { error }: { error?: string } = {}): Promise<void> {
    const { page } = this
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
    const alerts = await page.getByRole('alert').allTextContents()
    this.#t.strictSame(alerts, error === undefined ? [] : [error], `${title}: ${error ?? 'no error'}`)
    if (this.#options.inspected !== false) this.texts.push(await inspect(this.#t, page, { title, error, language: this.#options.shownIn ?? this.language, isPhone: this.#options.isPhone === true }))
  }

  /** The page says that this was done. */
  async hears (notice: string): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: notice }).waitFor()
  }

  /** The text is on the page. */
  async reads (text: string): Promise<void> {
    await this.page.getByText(text).first().waitFor()
  }
}

async function reportViolations (context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => { console.error(`${violatedDirective} refused ${blockedURI}`) })
  })
}

/** A page whose status says that something was wrong is none, and a site needs no icon. */
function isComplaint (message: ConsoleMessage): boolean {
  if (message.type() !== 'error' && message.type() !== 'warning') return false
  const { url } = message.location()
  const isDocument = url === message.page()?.url() || url.endsWith('/favicon.ico')
  return !(isDocument && /^Failed to load resource: the server responded with a status of (?:4|503)/.test(message.text()))
}
