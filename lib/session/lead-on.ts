import type { TwoFactorErrorCode } from '../error-table.js'
import type { Place } from '../web/addresses.js'
import { prefersHtml } from '../web/negotiation.js'
import { localPath } from '../web/return-path.js'
import { isSameOrigin } from '../web/same-origin.js'
import { pageOfForm, pageUrl, withNext } from '../web/urls.js'
import { putSignIn, readSignIn } from './session.js'
import type { Visit } from './visit.js'

const places: Partial<Record<TwoFactorErrorCode, Place>> = {
  TWO_FACTOR_SIGN_IN_REQUIRED: 'login',
  TWO_FACTOR_CHALLENGE_REQUIRED: 'challenge',
  TWO_FACTOR_ENROLLMENT_REQUIRED: 'enrollment',
  TWO_FACTOR_STEP_UP_REQUIRED: 'stepUp'
}

/**
 * Leads a browser that was refused to the page where it can go on, and from there back here. Says whether
 * it did: a client that is no browser, or of an application without pages, gets the error.
 */
export function leadOn (visit: Visit, code: TwoFactorErrorCode): boolean {
  const { installation: { settings, hasPages, links }, request, reply } = visit
  const place = places[code]
  if (place === undefined || !prefersHtml(request)) return false
  const url = pageUrl(settings.urls, links, hasPages, place)
  if (url === undefined) return false
  const next = comingFrom(visit)
  const signIn = readSignIn(request)
  // the location that the API answers with after a code or an enrollment comes from the session
  if (signIn !== undefined && (place === 'challenge' || place === 'enrollment')) {
    putSignIn(request, { ...signIn, next: next ?? signIn.next })
  }
  reply.header('cache-control', 'no-store').redirect(withNext(url, next), 303)
  return true
}

/** The page to come back to: this one or, when a form was posted, the page with the form. */
function comingFrom ({ installation: { settings, links }, request }: Visit): string | undefined {
  const { url } = request.routeOptions
  if (url !== undefined && url === links.challenge) return undefined
  if (request.method === 'GET' || request.method === 'HEAD') return localPath(request.originalUrl)
  const { referer } = request.headers
  if (referer === undefined || !URL.canParse(referer) || !isSameOrigin(request, settings.origin)) return undefined
  const { pathname, search } = new URL(referer)
  return pageOfForm(links, pathname) === undefined ? localPath(pathname + search) : undefined
}
