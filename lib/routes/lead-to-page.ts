import type { Visit } from '../session/visit.js'
import { outward } from '../web/base.js'
import { prefersHtml } from '../web/negotiation.js'
import { pageOfForm, pageUrl } from '../web/urls.js'
import { headers } from './headers.js'

/**
 * Leads a browser that opens the address a form posts to, from a restored tab or typed, to the page with the form: the
 * same page for everybody, whatever the session. It is no route, so that the application may have a page at that address.
 * Says whether it did.
 */
export function leadToPage ({ installation: { settings, hasPages, paths, links }, request, reply }: Visit): boolean {
  if (!hasPages || !['GET', 'HEAD'].includes(request.method)) return false
  const path = request.url.split('?')[0]!
  const place = pageOfForm(paths, path)
  const url = place && pageUrl(settings.urls, links, true, place)
  if (url === undefined || url === outward(settings.urls.base, path) || !prefersHtml(request)) return false
  reply.headers(headers).redirect(url, 303)
  return true
}
