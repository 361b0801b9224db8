import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import Negotiator from 'negotiator'

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  // not `no-referrer`: the referrer tells the plugin which form to come back to after a step-up
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff'
}

/** Whether the client would rather have a page than JSON: browsers do. */
export function wantsPage (request: FastifyRequest): boolean {
  return new Negotiator(request.raw).mediaType(['application/json', 'text/html']) === 'text/html'
}

/** Answers with a page. `body` is HTML. */
export async function sendPage (reply: FastifyReply, title: string, body: string): Promise<FastifyReply> {
  return reply.headers(headers).send(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>${title}</h1>
!${body}
</main>
</body>
</html>
`)
}

/** What went wrong, announced to screen readers. */
export function errorNote (error: string | undefined): string {
  return error === undefined ? '' : html`<p class="note error" role="alert">${error}</p>`
}
