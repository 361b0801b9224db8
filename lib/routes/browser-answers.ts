import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { TwoFactorErrorCode } from '../error-table.js'
import { errors } from '../errors.js'
import { contentSecurityPolicy, stylesheetOf } from '../pages/content-security.js'
import { frame, headHtml, titleText } from '../pages/frame.js'
import type { PageLanguage } from '../pages/languages.js'
import type { TwoFactorMessageOverrides } from '../pages/messages.js'
import type { Pages, TrustedHtml } from '../pages/options.js'
import type { PageContext, TwoFactorPage, TwoFactorPageOverride } from '../pages/page.js'
import { builtInPages, headingOf, type PageModel, type PageName } from '../pages/pages.js'
import type { Installation } from '../session/installation.js'
import { leadOn, nextOf, pageOfPost, wayBack } from '../session/lead-on.js'
import { kVisit } from '../session/visit.js'
import { inTime } from '../storage/time-limit.js'
import { inward, outward } from '../web/base.js'
import { prefersHtml } from '../web/negotiation.js'
import { localPath } from '../web/return-path.js'
import { ADDRESS_MAX_LENGTH, placeUrl, withNext } from '../web/urls.js'
import { formOf, headersOf, tellError } from './error-texts.js'
import { headers } from './headers.js'
import { Readers, type Reader } from './readers.js'

type ErrorHandler = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** Where the main form of a page posts to, what went wrong with its last post, and where the browser goes on to by itself. */
interface Form { action?: string | undefined, error?: FastifyError | undefined, refresh?: string | undefined }

/** Shows a page again with what went wrong. */
export type ShowAgain = (request: FastifyRequest, reply: FastifyReply, error: FastifyError) => Promise<FastifyReply>

/** How the routes answer browsers: pages in the user's language, forms that are shown again with their error. */
export class BrowserAnswers {
  readonly installation: Installation
  readonly #pages: Pages
  readonly #readers: Readers

  constructor (installation: Installation, pages: false | Pages, messages: TwoFactorMessageOverrides, log: FastifyBaseLogger) {
    this.installation = installation
    this.#pages = pages === false ? { overrides: {} } : pages
    this.#readers = new Readers(installation, messages, log)
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
    const { language, ...reader } = await this.#readers.of(name, request, form.error !== undefined)
    const { context, error } = this.#contextOf(language, reader, request, reply, form.error)
    const { messages } = language
    reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': contentSecurityPolicy(this.#pages, name) })
    const whole = { ...model, action: form.action ?? '', error }
    const content = await this.#render(name, name, whole, context)
    const heading = headingOf(name, model, messages)
    const visit = request[kVisit]
    const page = request.method === 'POST' && visit ? pageOfPost(visit) : undefined
    const own = stylesheetOf(this.#pages, name)
    const stylesheet = own && outward(this.installation.settings.urls.base, own)
    const body = frame({
      heading,
      content,
      notice: context.notice,
      address: page?.startsWith('/') === true ? page : undefined
    })
    return reply.send(await this.#render(name, 'layout', {
      title: titleText(heading, error, context),
      head: headHtml({ stylesheet, refresh: form.refresh }, context),
      body,
      header: await trusted(this.#pages.header, context),
      footer: await trusted(this.#pages.footer, context),
      action: whole.action,
      error
    }, context))
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
      if (error.code in errors && await leadOn(visit, { code: error.code as TwoFactorErrorCode })) return reply
      if (error.statusCode === undefined || error.statusCode >= 500) throw error
      reply.code(error.statusCode).headers(headersOf(error))
      try {
        return await showAgain(request, reply, error)
      } catch (another) {
        // who may not see the page hears what was wrong with the form, not with the page
        throw (another as FastifyError).statusCode! < 500 ? error : another
      }
    }
  }

  /** Shows recovery codes; the way on is to say that they are saved. */
  async showRecoveryCodes (
    request: FastifyRequest,
    reply: FastifyReply,
    given: Omit<PageModel<'recoveryCodes'>, 'createdAt'>
  ): Promise<FastifyReply> {
    const { links: { markRecoveryCodesSaved: saved = '' }, storage, settings: { urls: { base } } } = this.installation
    const next = localPath(inward(base, given.location))
    const action = withNext(saved, next)
    // where the address is too long to go along, or of another origin, the page itself leads there
    const isLeftOut = next === undefined || action === saved
    const model = { ...given, createdAt: new Date(storage.now()) }
    return await this.show('recoveryCodes', request, reply, model, { action: saved === '' || isLeftOut ? '' : action })
  }

  /** A name that was typed into a form. */
  givenName (name: string | undefined): string | undefined {
    return this.#readers.givenName(name)
  }

  /** Where the browser that sent this form goes on to, as its address says. */
  nextAfter (request: FastifyRequest): string | undefined {
    const next = nextOf(request[kVisit]!)
    return next && outward(this.installation.settings.urls.base, next)
  }

  /** The same, or else home. */
  afterwards (request: FastifyRequest): string {
    const { links, settings: { urls } } = this.installation
    return this.nextAfter(request) ?? placeUrl(urls, links, 'home')
  }

  /** Leads a browser on; by a page where the address is so long that proxies refuse it as a header. */
  async leadTo (request: FastifyRequest, reply: FastifyReply, location: string): Promise<FastifyReply> {
    if (location.length <= ADDRESS_MAX_LENGTH) return reply.redirect(location, 303)
    return await this.show('goOn', request, reply, { location }, { refresh: location })
  }

  /**
   * Answers a browser whose request failed: what failed, in its language, and where it can be tried again. The error goes to
   * the log, as Fastify's own error handler would have put it there. Throws it where the page fails too.
   */
  async showFailure (request: FastifyRequest, reply: FastifyReply, error: FastifyError): Promise<FastifyReply> {
    const { links, settings: { urls } } = this.installation
    const visit = request[kVisit]
    const tryAgainUrl = visit ? wayBack(visit) : undefined
    reply.code(error.statusCode!).headers({ ...headers, ...headersOf(error) })
    try {
      const page = await this.show('failure', request, reply, { tryAgainUrl, homeUrl: placeUrl(urls, links, 'home') }, { error })
      request.log[error.statusCode! < 500 ? 'info' : 'error']({ req: request, res: reply, err: error }, error.message)
      return page
    } catch (another) {
      request.log.error({ err: another }, 'the page that says what failed failed too')
      reply.removeHeader('content-type').removeHeader('content-security-policy')
      throw error
    }
  }

  async #render<Model> (page: PageName, name: PageName | 'layout', model: Model, context: PageContext): Promise<string> {
    const builtIn = builtInPages[name] as unknown as TwoFactorPage<Model>
    const own = this.#pages.overrides[name] as unknown as TwoFactorPageOverride<Model> | undefined
    type Given = Parameters<typeof builtIn>[0]
    if (own === undefined) return await builtIn(model as Given, context)
    try {
      return await inTime(own(model as Given, context, builtIn))
    } catch (error) {
      // these codes are shown now or never
      if (page !== 'recoveryCodes') throw error
      context.request.log.error({ err: error }, 'fastify-two-factor: a page of the application failed, and the built-in one is shown')
      return await builtIn(model as Given, context)
    }
  }

  /** What a page is told besides its model, and what went wrong. */
  #contextOf (
    language: PageLanguage,
    reader: Omit<Reader, 'language'>,
    request: FastifyRequest,
    reply: FastifyReply,
    error: FastifyError | undefined
  ): { context: PageContext, error: string | undefined } {
    const { links, paths, settings: { urls: { base } } } = this.installation
    const told = error && tellError(error, reply, language, formOf(request, paths), links)
    const context: PageContext = {
      ...reader,
      request,
      reply,
      messages: language.messages,
      language: language.tag,
      dir: language.dir,
      links,
      postedTo: request.method === 'POST' ? outward(base, request.url.split('?')[0]!) : undefined,
      waitSeconds: told?.waitSeconds,
      errorField: told?.field
    }
    return { context, error: told?.text }
  }
}

/** What stands around a page: where the application cannot say it, nothing, for the page is worth more. */
async function trusted (html: TrustedHtml | undefined, context: PageContext): Promise<string> {
  if (typeof html !== 'function') return html ?? ''
  try {
    return String(await inTime(html(context)) ?? '')
  } catch (error) {
    context.request.log.error({ err: error }, 'fastify-two-factor: header or footer of a page failed, and is left out')
    return ''
  }
}
