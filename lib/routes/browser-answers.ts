import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { TwoFactorErrorCode } from '../error-table.js'
import { errors, isInvalidName } from '../errors.js'
import { waitText } from '../pages/dates.js'
import { chooseLanguage, createLanguages, incompletePages, type PageLanguage } from '../pages/languages.js'
import { fill, type TwoFactorMessageOverrides } from '../pages/messages.js'
import type { PageContext, TwoFactorPage } from '../pages/page.js'
import type { errorTexts } from '../pages/page-texts.js'
import { builtInPages, type PageModel, type PageName, type TwoFactorPages } from '../pages/pages.js'
import type { TwoFactorUser } from '../repositories/user-repository.js'
import type { Installation } from '../session/installation.js'
import { leadOn, pageOfPost, wayBack } from '../session/lead-on.js'
import { kVisit } from '../session/visit.js'
import { outward } from '../web/base.js'
import { isWritten, lookUp, readLanguage } from '../web/language.js'
import { prefersHtml } from '../web/negotiation.js'
import { isTimeZone } from '../web/time-zone.js'
import { ADDRESS_MAX_LENGTH, placeUrl } from '../web/urls.js'
import { headers } from './headers.js'
import { Warnings } from './warnings.js'

type ErrorText = typeof errorTexts[number]

const textsByCode: Partial<Record<TwoFactorErrorCode, ErrorText>> = {
  TWO_FACTOR_REAUTHENTICATION_REQUIRED: 'reauthenticationRequired',
  TWO_FACTOR_INVALID_PASSWORD: 'invalidPassword',
  TWO_FACTOR_INVALID_CODE: 'invalidCode',
  TWO_FACTOR_LOCKED: 'locked',
  TWO_FACTOR_BLOCKED: 'blocked',
  TWO_FACTOR_NOT_ENABLED: 'notEnabled',
  TWO_FACTOR_REQUIRED_BY_POLICY: 'requiredByPolicy',
  TWO_FACTOR_LAST_AUTHENTICATOR: 'lastAuthenticator',
  TWO_FACTOR_TOO_MANY_AUTHENTICATORS: 'tooManyAuthenticators',
  TWO_FACTOR_NO_ENROLLMENT: 'noEnrollment',
  TWO_FACTOR_NOT_FOUND: 'notFound',
  TWO_FACTOR_CROSS_ORIGIN: 'crossOrigin'
}

type ErrorHandler = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** Where the main form of a page posts to, what went wrong with its last post, and where the browser goes on to by itself. */
interface Form { action?: string | undefined, error?: FastifyError | undefined, refresh?: string | undefined }

/** Shows a page again with what went wrong. */
export type ShowAgain = (request: FastifyRequest, reply: FastifyReply, error: FastifyError) => Promise<FastifyReply>

/** How the routes answer browsers: pages in the user's language, forms that are shown again with their error. */
export class BrowserAnswers {
  readonly installation: Installation
  readonly #pages: Required<{ [Name in keyof TwoFactorPages]: NonNullable<TwoFactorPages[Name]> }>
  readonly #languages: readonly PageLanguage[]
  readonly #warnings = new Warnings()

  constructor (
    installation: Installation,
    pages: false | TwoFactorPages,
    messages: TwoFactorMessageOverrides,
    log: FastifyBaseLogger
  ) {
    this.installation = installation
    this.#pages = { ...builtInPages, ...pages as typeof builtInPages }
    this.#languages = createLanguages(messages)
    if (installation.hasPages) for (const language of this.#languages) warnOfMissingTexts(language, log)
  }

  /** Whether this request is answered with a page. */
  wantsPage (request: FastifyRequest): boolean {
    return this.installation.hasPages && prefersHtml(request)
  }

  async show<Name extends PageName> (
    name: Name,
    request: FastifyRequest,
    reply: FastifyReply,
    model: PageModel<Name>,
    form: Form = {}
  ): Promise<FastifyReply> {
    const { links, settings: { urls: { base } } } = this.installation
    const user = await this.#userFor(name, request)
    const language = this.#languageFor(name, user, request)
    const timeZone = this.#timeZoneOf(user, request)
    const { messages, dir } = language
    const error = form.error && errorText(form.error, reply, language)
    const postedTo = request.method === 'POST' ? outward(base, request.url.split('?')[0]!) : undefined
    const context: PageContext = { request, reply, messages, language: language.tag, dir, timeZone, links, postedTo }
    const whole = { ...model, action: form.action ?? '', error }
    reply.headers(pageHeaders)
    const render = this.#pages[name] as unknown as TwoFactorPage<typeof model>
    const body = await render(whole, context)
    const { refresh } = form
    const title = messages[`${name}Title`]
    const page = request.method === 'POST' && request[kVisit] ? pageOfPost(request[kVisit]) : undefined
    const address = page?.startsWith('/') === true ? page : undefined
    return reply.send(await this.#pages.layout({ title, body, refresh, address, action: whole.action, error }, context))
  }

  /**
   * The error handler for a form's route: a browser that was refused is led to where it can go on, or sees the
   * page again with the error's status and text. Everything else, and every failure, is left to the application's
   * error handler.
   */
  errorHandler (showAgain: ShowAgain): ErrorHandler {
    return async (error, request, reply) => {
      const visit = request[kVisit]
      if (!visit || !this.wantsPage(request)) throw error
      if (error.code in errors && await leadOn(visit, error.code as TwoFactorErrorCode)) return reply
      if (error.statusCode === undefined || error.statusCode >= 500) throw error
      // what another site filled in is not shown in the form again
      if (error.code === 'TWO_FACTOR_CROSS_ORIGIN') request.body = undefined
      reply.code(error.statusCode).headers(headersOf(error))
      try {
        return await showAgain(request, reply, error)
      } catch (another) {
        // who may not see the page hears what was wrong with the form, not with the page
        throw (another as FastifyError).statusCode! < 500 ? error : another
      }
    }
  }

  /** Leads a browser on; by a page where the address is so long that proxies refuse it as a header. */
  async leadTo (request: FastifyRequest, reply: FastifyReply, location: string): Promise<FastifyReply> {
    if (location.length <= ADDRESS_MAX_LENGTH) return reply.redirect(location, 303)
    return await this.show('goOn', request, reply, { location }, { refresh: location })
  }

  /**
   * Answers a browser whose request failed: what failed, in its language, and where it can be tried again. Throws the same
   * error where the page fails too.
   */
  async showFailure (request: FastifyRequest, reply: FastifyReply, error: FastifyError): Promise<FastifyReply> {
    const { links, settings: { urls } } = this.installation
    const visit = request[kVisit]
    const tryAgainUrl = visit ? wayBack(visit) : undefined
    reply.code(error.statusCode!).headers({ ...headers, ...headersOf(error) })
    try {
      return await this.show('failure', request, reply, { tryAgainUrl, homeUrl: placeUrl(urls, links, 'home') }, { error })
    } catch (another) {
      request.log.error({ err: another }, 'the page that says what failed failed too')
      reply.removeHeader('content-type').removeHeader('content-security-policy')
      throw error
    }
  }

  /** The user of this session. Who cannot be read keeps the page from being shown, unless it says just that. */
  async #userFor (page: PageName, request: FastifyRequest): Promise<Partial<TwoFactorUser>> {
    const user = request[kVisit]?.user()
    return await (page === 'failure' ? user?.catch(() => null) : user) ?? {}
  }

  #languageFor (page: PageName, { locale }: Partial<TwoFactorUser>, { headers, log }: FastifyRequest): PageLanguage {
    const wanted = readLanguage(locale)
    const isKnown = wanted !== undefined && (isWritten(wanted) || lookUp(wanted, this.#languages) !== undefined)
    if (isGiven(locale) && !isKnown) this.#warnings.once(log, 'locale', locale, 'is no language that is known')
    return chooseLanguage(this.#languages, page, wanted, headers['accept-language'])
  }

  #timeZoneOf ({ timeZone }: Partial<TwoFactorUser>, { log }: FastifyRequest): string {
    if (isTimeZone(timeZone)) return timeZone
    if (isGiven(timeZone)) this.#warnings.once(log, 'timeZone', timeZone, 'is no time zone that is known: days are told in UTC')
    return 'UTC'
  }
}

function isGiven (value: string | null | undefined): value is string {
  return value !== undefined && value !== null && value !== ''
}

/** Says at the start why pages are not shown in a language that was added. */
function warnOfMissingTexts (language: PageLanguage, log: FastifyBaseLogger): void {
  const { tag, missing } = language
  const pages = incompletePages(language)
  if (pages.length === 0) return
  const [shown, texts] = [pages.join(', '), missing.join(', ')]
  log.warn({ language: tag, pages, missing }, `fastify-two-factor: ${shown} are not shown in ${tag}: messages.${tag} lacks ${texts}`)
}

/** What went wrong, in the user's language. Whatever asks to wait, a limit of the application's too, says for how long. */
function errorText (error: FastifyError, reply: FastifyReply, { tag, messages }: PageLanguage): string {
  const seconds = Number(headersOf(error)['retry-after'] ?? reply.getHeader('retry-after'))
  const asksToWait = Number.isFinite(seconds) && seconds > 0
  const known = error.code === 'TWO_FACTOR_INVALID_CODE' && asksToWait ? 'locked' : textsByCode[error.code as TwoFactorErrorCode]
  const malformed = isInvalidName(error) ? 'malformedName' : undefined
  const key: ErrorText = known ?? malformed ?? textOfStatus(error.statusCode!, asksToWait)
  return asksToWait ? fill(messages[key], { count: seconds, wait: waitText(seconds, tag) }) : messages[key]
}

function textOfStatus (status: number, asksToWait: boolean): ErrorText {
  if (status === 400) return 'malformedInput'
  if (status === 429 && asksToWait) return 'tooManyRequests'
  return status >= 500 ? 'unavailable' : 'failed'
}

/** The headers that an error brings along: `Retry-After`. */
function headersOf (error: FastifyError): Record<string, string> {
  return (error as { headers?: Record<string, string> }).headers ?? {}
}

/**
 * The headers of a page. There is no `form-action`: browsers hold it against each redirect that follows a form as well, and
 * an application may go on to another origin after a sign-in. No page shows HTML of a user's, and `base-uri` keeps actions here.
 */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "frame-ancestors 'none'"
  ].join('; ')
}
