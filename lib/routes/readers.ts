import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { isHelpUrl, isObject } from '../options/checks.js'
import { chooseLanguage, createLanguages, incompletePages, type PageLanguage } from '../pages/languages.js'
import { maskAccount } from '../pages/masked.js'
import { fill, type TwoFactorMessageOverrides } from '../pages/messages.js'
import { shownClient, shownName } from '../pages/names.js'
import type { PageContext } from '../pages/page.js'
import type { NoticeText } from '../pages/page-texts.js'
import type { PageName } from '../pages/pages.js'
import { DEFAULT_NAME, SENT_CODES_NAME } from '../record/names.js'
import type { TwoFactorUser } from '../repositories/user-repository.js'
import type { Installation } from '../session/installation.js'
import { takeNotice } from '../session/notice.js'
import { kVisit } from '../session/visit.js'
import { outward } from '../web/base.js'
import { isWritten, lookUp, readLanguage } from '../web/language.js'
import { isTimeZone } from '../web/time-zone.js'
import { Warnings } from './warnings.js'

/** Pages that are shown though the user cannot be read: what failed, and codes that are shown now or never. */
const WITHOUT_USER: readonly PageName[] = ['failure', 'recoveryCodes']

/** The pages that only somebody sees who is signed in, or held for an enrollment. */
const SIGNED_IN: readonly PageName[] = ['preferences', 'enrollment', 'registration', 'recoveryCodes', 'stepUp']

/** Who reads a page, as far as that changes what stands in it. */
export interface Reader extends Pick<PageContext, 'timeZone' | 'siteName' | 'account' | 'helpUrl' | 'notice'> {
  readonly language: PageLanguage
}

/** What is known of who reads a page: their language and time zone, their tenant, and what they did a moment ago. */
export class Readers {
  readonly #installation: Installation
  readonly #languages: readonly PageLanguage[]
  readonly #warnings = new Warnings()

  constructor (installation: Installation, messages: TwoFactorMessageOverrides, log: FastifyBaseLogger) {
    this.#installation = installation
    this.#languages = createLanguages(messages)
    if (installation.hasPages) for (const language of this.#languages) warnOfMissingTexts(language, log)
  }

  /** The reader of a page; `isAnswer`: it says what was wrong, so it says nothing of what was done. */
  async of (page: PageName, request: FastifyRequest, isAnswer: boolean): Promise<Reader> {
    const { service } = this.#installation.settings
    const user = await this.#userFor(page, request)
    const language = this.#languageFor(page, user, request)
    const accountName = user.accountName ?? ''
    return {
      language,
      timeZone: this.#timeZoneOf(user, request),
      siteName: user.issuerName || service.issuerName,
      account: SIGNED_IN.includes(page) ? accountName : maskAccount(accountName),
      helpUrl: this.#helpUrlOf(user, request),
      notice: isAnswer ? undefined : noticeFor(page, request, language.messages)
    }
  }

  /** A name that was typed into a form: what stood there for one that nobody gave, in whatever language, is none. */
  givenName (name: string | undefined): string | undefined {
    const isWord = (key: 'unnamedAuthenticator' | 'typeSentCode'): boolean =>
      this.#languages.some(({ messages }) => messages[key] === name?.trim())
    if (isWord('typeSentCode')) return SENT_CODES_NAME
    return isWord('unnamedAuthenticator') ? DEFAULT_NAME : name
  }

  /** The user of this session. Who cannot be read keeps most pages from being shown. */
  async #userFor (page: PageName, request: FastifyRequest): Promise<Partial<TwoFactorUser>> {
    const user = request[kVisit]?.user()
    return await (WITHOUT_USER.includes(page) ? user?.catch(() => null) : user) ?? {}
  }

  #languageFor (page: PageName, { locale }: Partial<TwoFactorUser>, { headers, log }: FastifyRequest): PageLanguage {
    // a locale of POSIX has a character set or a variant behind it: `de_DE.UTF-8`, `de_DE@euro`
    const wanted = readLanguage(locale?.split(/[.@]/)[0])
    const isKnown = wanted !== undefined && (isWritten(wanted) || lookUp(wanted, this.#languages) !== undefined)
    if (isGiven(locale) && !isKnown) this.#warnings.once(log, 'locale', locale, 'is no language that is known')
    return chooseLanguage(this.#languages, page, wanted, headers['accept-language'])
  }

  #helpUrlOf ({ helpUrl }: Partial<TwoFactorUser>, { log }: FastifyRequest): string | undefined {
    const { base, help } = this.#installation.settings.urls
    if (isGiven(helpUrl) && isHelpUrl(helpUrl)) return outward(base, helpUrl)
    if (isGiven(helpUrl)) this.#warnings.once(log, 'helpUrl', helpUrl, 'is no path, http(s), mailto or tel URL')
    return help && outward(base, help)
  }

  #timeZoneOf ({ timeZone }: Partial<TwoFactorUser>, { log }: FastifyRequest): string {
    if (isTimeZone(timeZone)) return timeZone
    if (isGiven(timeZone)) this.#warnings.once(log, 'timeZone', timeZone, 'is no time zone that is known: days are told in UTC')
    return 'UTC'
  }
}

/** What was done a moment ago, for the page that follows. */
function noticeFor (page: PageName, request: FastifyRequest, messages: PageLanguage['messages']): string | undefined {
  if (request.method === 'POST' || !SIGNED_IN.includes(page)) return undefined
  const notice = takeNotice(request[kVisit]!)
  const text: string | undefined = messages[notice?.text as NoticeText]
  if (notice === undefined || text === undefined) return undefined
  const { name } = notice
  return fill(text, { name: isObject(name) ? shownClient(name, messages) : shownName(String(name), messages) })
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
