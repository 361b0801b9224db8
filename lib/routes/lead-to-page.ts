import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import { prefersHtml } from '../web/negotiation.js'
import { pageOfForm, pageUrl } from '../web/urls.js'
import type { Application } from '../session/visit.js'
import { headers } from './headers.js'

/**
 * Leads a browser that asks for the address of a form, restored or typed, to the page that the form stands on: the same
 * for everybody, whatever the session. It is no route, so that the application may have a page there.
 */
export function leadToPage (application: Application): onRequestHookHandler {
  return (request, reply, done) => {
    const url = request.is404 ? pageInstead(application, request) : undefined
    if (url === undefined) done()
    else reply.headers(headers).redirect(url, 303)
  }
}

function pageInstead ({ settings, links }: Application, request: FastifyRequest): string | undefined {
  if (!['GET', 'HEAD'].includes(request.method) || settings.pages === false) return undefined
  const path = request.url.split('?')[0]!
  const place = pageOfForm(links, path)
  const url = place && pageUrl(settings.urls, links, true, place)
  return url !== path && prefersHtml(request) ? url : undefined
}
