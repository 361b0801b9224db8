import type { FastifyRequest } from 'fastify'
import type { TwoFactorErrorCode } from '../error-table.js'
import { PASSKEY } from '../methods/passkey/passkey.js'
import { hasEnded } from '../record/sign-in/life.js'
import type { Refusal } from '../record/decision.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import type { Place } from '../web/addresses.js'
import { inward, outward } from '../web/base.js'
import { isNavigation, prefersHtml } from '../web/negotiation.js'
import { localPath } from '../web/return-path.js'
import { isSameOrigin } from '../web/same-origin.js'
import { leadsHere, pathIn, type Here } from '../web/same-place.js'
import { pageOfForm, pageUrl, placeOfForm, withNext, withParameter } from '../web/urls.js'
import { leaveSessionAlone } from './leave-alone.js'
import { isStored, putSignIn, readSignIn } from './session.js'
import type { Visit } from './visit.js'

const places: Partial<Record<TwoFactorErrorCode, Place>> = {
  TWO_FACTOR_SIGN_IN_REQUIRED: 'login',
  TWO_FACTOR_CHALLENGE_REQUIRED: 'challenge',
  TWO_FACTOR_ENROLLMENT_REQUIRED: 'enrollment',
  TWO_FACTOR_STEP_UP_REQUIRED: 'stepUp'
}

const LEAVING_ALONE: readonly string[] = [
  'TWO_FACTOR_SIGN_IN_REQUIRED',
  'TWO_FACTOR_CHALLENGE_REQUIRED',
  'TWO_FACTOR_ENROLLMENT_REQUIRED'
]

/** What the log says of a page that would lead to itself for ever. */
const LED_NOWHERE =
  'fastify-two-factor: a browser that was refused goes on at this page, which refuses it too, or is not there. Leave it open.'

/**
 * Leads a browser that was refused to the page where it can go on, and from there back here. Says whether
 * it did: a client that is no browser, or of an application without pages, gets the error. Where only a passkey helps, that page
 * asks for nothing else.
 */
export async function leadOn (visit: Visit, { code, passkeyOnly = false }: Pick<Refusal, 'code' | 'passkeyOnly'>): Promise<boolean> {
  const { request, reply } = visit
  // another tab may have gone on meanwhile: the page of the form reads the cookie that the browser has by then
  const form = code === 'TWO_FACTOR_SIGN_IN_REQUIRED' ? formOf(visit) : undefined
  const place = form ?? places[code]
  const url = urlOf(visit, place)
  if (url !== undefined) await keepNext(visit, places[code])
  if (leavesSessionAlone(code)) leaveSessionAlone(request)
  if (url === undefined) return false
  if (isReading(request) && leadsHere(url, hereOf(visit))) {
    request.log.warn(LED_NOWHERE)
    return false
  }
  const location = place === 'login' ? loginUrl(visit, url) : withNext(url, form === undefined ? comingFrom(visit) : nextOf(visit))
  const asked = form === undefined ? { passkeyOnly, forChange: isOfChange(visit, code) } : narrowedBy(visit)
  reply.header('cache-control', 'no-store').redirect(narrowed(location, asked), 303)
  return true
}

/** Whether a step-up is due for one of the plugin's forms, and the way back does not say so already. */
function isOfChange (visit: Visit, code: TwoFactorErrorCode): boolean {
  return code === 'TWO_FACTOR_STEP_UP_REQUIRED' && formOf(visit) !== undefined && !leadsToPreferences(visit, comingFrom(visit))
}

/** What a page asks a proof for, as its address says. */
export interface Narrowed {
  /** For what takes a passkey, and nothing else. */
  readonly passkeyOnly: boolean
  /** For a change of how the user gets in. */
  readonly forChange: boolean
}

/** The address of a page, or of its form, that asks for a proof of this. */
export function narrowed (url: string, { passkeyOnly, forChange }: Narrowed): string {
  const one = passkeyOnly ? withPasskeyOnly(url) : url
  return forChange ? withParameter(one, 'for', 'change') : one
}

/** What the page of this request asks a proof for, by its address alone. */
export function narrowedBy (visit: Visit): Narrowed {
  return { passkeyOnly: asksPasskeyOnly(visit), forChange: (visit.request.query as { for?: unknown }).for === 'change' }
}

/** Whether the page of this request is to ask for a passkey and nothing else: its address says so. */
export function asksPasskeyOnly ({ request }: Visit): boolean {
  return (request.query as { method?: unknown }).method === PASSKEY
}

/** The address of a page, or of its form, that asks for a passkey and nothing else. */
export function withPasskeyOnly (url: string): string {
  return withParameter(url, 'method', PASSKEY)
}

/** Whether the page of this request asks for the proof of a change: its address says so, or it leads back to the preferences. */
export function asksForChange (visit: Visit): boolean {
  return narrowedBy(visit).forChange || leadsToPreferences(visit, nextOf(visit))
}

function leadsToPreferences (visit: Visit, next: string | undefined): boolean {
  const { settings: { urls }, hasPages, paths } = visit.installation
  const preferences = pageUrl({ ...urls, base: undefined }, paths, hasPages, 'preferences')
  return next !== undefined && preferences !== undefined && pathIn(next) === pathIn(preferences)
}

/** Whether a refusal changes neither the session nor its cookie: it is nobody's any more, or waits for something. */
export function leavesSessionAlone (code: string): boolean {
  return LEAVING_ALONE.includes(code)
}

/** The page of the built-in form that was posted; one that stands on several pages says in its address on which. */
export function formOf ({ installation: { hasPages, paths }, request }: Visit): Place | undefined {
  if (!hasPages || isReading(request)) return undefined
  const path = pathOf(request)
  const { page } = request.query as { page?: unknown }
  return path === paths.requestCode && (page === 'challenge' || page === 'stepUp') ? page : placeOfForm(paths, path)
}

/** The address of the form that asks for a code, on that page. */
export function onPage (action: string, page: 'challenge' | 'stepUp'): string {
  return withParameter(action, 'page', page)
}

function urlOf ({ installation: { settings, hasPages, links }, request }: Visit, place: Place | undefined): string | undefined {
  return place !== undefined && prefersHtml(request) ? pageUrl(settings.urls, links, hasPages, place) : undefined
}

/**
 * Puts the page to come back to into the session, for the location that the API answers with after a code or an enrollment.
 * Nothing is written for what the browser does not go to itself, or over what another request changed.
 */
async function keepNext (visit: Visit, place: Place | undefined): Promise<void> {
  const { request } = visit
  const signIn = readSignIn(request)
  const next = comingFrom(visit)
  if (signIn === undefined || next === undefined) return
  if ((place !== 'challenge' && place !== 'enrollment') || !isNavigation(request) || !await isStored(request, signIn)) return
  putSignIn(request, { ...signIn, next })
}

/** The login, with where to go on afterwards, and why where a sign-in took too long. */
function loginUrl (visit: Visit, url: string): string {
  const { request } = visit
  const signIn = readSignIn(request)
  const location = withNext(url, comingFrom(visit) ?? signIn?.next ?? nextOf(visit))
  return signIn !== undefined && tookTooLong(visit, signIn) ? withParameter(location, 'reason', 'expired') : location
}

/** Whether this sign-in is over because time passed: nobody ended it. One that waits for its code has no end yet. */
function tookTooLong ({ installation: { storage, settings } }: Visit, signIn: SignIn): boolean {
  return hasEnded(signIn, settings.sessions.maxSeconds, storage.now())
}

/** The page of the built-in form that was posted, as a browser calls it. */
export function pageOfPost (visit: Visit): string | undefined {
  const { installation: { settings: { urls }, hasPages, links } } = visit
  const form = formOf(visit)
  const url = form && pageUrl(urls, links, hasPages, form)
  const page = url && withNext(url, nextOf(visit))
  return page && narrowed(page, narrowedBy(visit))
}

/** Where a browser whose request failed can try it again. */
export function wayBack (visit: Visit): string | undefined {
  const { installation: { settings: { urls: { base } } }, request } = visit
  const path = isReading(request) ? localPath(ownUrl(visit)) : comingFrom(visit)
  return pageOfPost(visit) ?? (path && outward(base, path))
}

/** The address of this request, as the application knows it; what Fastify's `rewriteUrl` took off is off as well. */
function ownUrl ({ installation: { settings: { urls: { base } } }, request: { url, originalUrl } }: Visit): string {
  return base === undefined ? originalUrl : url
}

function hereOf (visit: Visit): Here {
  const { installation: { settings: { urls: { base }, origin } }, request: { host } } = visit
  return { path: pathIn(outward(base, ownUrl(visit))), host, origins: origin }
}

/** The page to come back to: this one or, when a form was posted, the page with the form. */
function comingFrom (visit: Visit): string | undefined {
  const { installation: { settings: { urls }, hasPages, paths }, request } = visit
  const { url } = request.routeOptions
  if (url !== undefined && url === paths.challenge) return undefined
  if (isReading(request)) return localPath(ownUrl(visit))
  // a browser that sends no referrer says nothing of the application's forms; those of the plugin are known
  const form = formOf(visit)
  return referrerOf(visit) ?? (form && localPath(pageUrl({ ...urls, base: undefined }, paths, hasPages, form)))
}

/** The page that a form stood on, as the browser says; no page of the plugin's own. */
function referrerOf (visit: Visit): string | undefined {
  const { paths } = visit.installation
  const referrer = ownReferrer(visit)
  return referrer !== undefined && pageOfForm(paths, referrer.path) === undefined ? localPath(referrer.path + referrer.search) : undefined
}

/** The page of this site that the browser says it comes from. */
function ownReferrer ({ installation: { settings }, request }: Visit): { path: string, search: string } | undefined {
  const { referer = '' } = request.headers
  if (!URL.canParse(referer) || !isSameOrigin(request, settings.origin)) return undefined
  const { pathname, search } = new URL(referer)
  const path = inward(settings.urls.base, pathname)
  return path === undefined ? undefined : { path, search }
}

/** Where the page of this request goes on to: its address says so, or that of the page with the form. */
export function nextOf (visit: Visit): string | undefined {
  const { next } = visit.request.query as { next?: unknown }
  return localPath(next ?? nextOfForm(visit))
}

function nextOfForm (visit: Visit): string | null | undefined {
  const { installation: { settings: { urls }, hasPages, paths } } = visit
  const form = formOf(visit)
  const referrer = form && ownReferrer(visit)
  const isItsPage = referrer !== undefined && referrer.path === pageUrl({ ...urls, base: undefined }, paths, hasPages, form!)
  return isItsPage ? new URLSearchParams(referrer.search).get('next') : undefined
}

function isReading ({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

function pathOf ({ url }: FastifyRequest): string {
  return url.split('?')[0]!
}
