import type { RefusalCode } from '../record/decision.js'
import { prefersHtml } from '../web/negotiation.js'
import { pageOfForm, pageUrl, withNext, type Place } from '../web/urls.js'
import { localPath } from '../web/return-path.js'
import { isSameSite } from '../web/same-origin.js'
import type { SessionContext } from './visit.js'
import { readSignIn } from './session.js'

const places: Partial<Record<RefusalCode, Place>> = {
  TWO_FACTOR_SIGN_IN_REQUIRED: 'login',
  TWO_FACTOR_CHALLENGE_REQUIRED: 'challenge',
  TWO_FACTOR_ENROLLMENT_REQUIRED: 'enrollment',
  TWO_FACTOR_STEP_UP_REQUIRED: 'stepUp'
}

/**
 * Sends a browser that was refused to the page where it goes on, and from there back here. Says whether
 * it did: a client that is no browser, or an application without pages, gets the error.
 */
export function redirectToPage (context: SessionContext, code: RefusalCode): boolean {
  const { application: { settings, links }, request, reply } = context
  const place = places[code]
  if (place === undefined || !prefersHtml(request)) return false
  const url = pageUrl(settings.urls, links, settings.pages !== false, place)
  if (url === undefined) return false
  const next = comingFrom(context)
  const signIn = readSignIn(request)
  // the location that the API answers with after a code or an enrollment comes from the session
  if (signIn !== undefined && (place === 'challenge' || place === 'enrollment')) request.session.twoFactor = { ...signIn, next: next ?? signIn.next }
  reply.header('cache-control', 'no-store').redirect(withNext(url, next), 303)
  return true
}

/** The page to come back to: this one, or for a form the one it stands on. */
function comingFrom ({ application, request }: SessionContext): string | undefined {
  const { url } = request.routeOptions
  if (url !== undefined && url === application.links.challenge) return undefined
  if (request.method === 'GET' || request.method === 'HEAD') return localPath(request.originalUrl)
  const { referer } = request.headers
  if (referer === undefined || !URL.canParse(referer) || !isSameSite(request, application.settings.origins)) return undefined
  const { pathname, search } = new URL(referer)
  return pageOfForm(application.links, pathname) === undefined ? localPath(pathname + search) : undefined
}
