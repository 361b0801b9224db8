import type { Visit } from '../session/visit.js'
import { prefersHtml } from '../web/negotiation.js'
import { pageUrl } from '../web/urls.js'

/**
 * The page that offers what a role will require soon, for a browser; it leads on to where the browser was going. `undefined` for any
 * other client, and where there is no such page.
 */
export function offerOf ({ request, installation: { settings: { urls }, links, hasPages } }: Visit): string | undefined {
  return hasPages && prefersHtml(request) ? pageUrl(urls, links, hasPages, 'preferences') : undefined
}
