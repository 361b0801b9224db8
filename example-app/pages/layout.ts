import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import Negotiator from 'negotiator'
import { takeNotice, type Notice } from '../notices.js'
import { fill, wordingFor, type Texts } from '../texts/texts.js'
import { footer, header, SITE_NAME, STYLESHEET } from './brand.js'

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  // not `no-referrer`: the referrer tells the plugin which form to come back to after a step-up
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff'
}

interface Page {
  heading: string
  /** HTML. */
  content: string
  /** Whether it says that something went wrong, which its title says first. */
  isError?: boolean
}

/** Whether the client would rather have a page than JSON: browsers do. */
export function wantsPage (request: FastifyRequest): boolean {
  return new Negotiator(request.raw).mediaType(['application/json', 'text/html']) === 'text/html'
}

/** Answers with a page in the visitor's language, in the frame and with the stylesheets of the plugin's pages. */
export async function sendPage (
  request: FastifyRequest,
  reply: FastifyReply,
  { heading, content, isError = false }: Page
): Promise<FastifyReply> {
  const { language, texts } = wordingFor(request)
  const title = `${heading} – ${SITE_NAME}`
  return reply.headers(headers).send(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${isError ? fill(texts.errorTitle, { title }) : title}</title>
<link rel="icon" href="/logo.svg">
<link rel="stylesheet" href="/two-factor/assets/two-factor.css">
<link rel="stylesheet" href="${STYLESHEET}">
</head>
<body class="two-factor frame">
<header>!${header}</header>
<main>
<h1>${heading}</h1>
!${noticeNote(takeNotice(request), texts)}
!${content}
</main>
<footer>!${footer(language)}</footer>
</body>
</html>
`)
}

function noticeNote (notice: Notice | undefined, { notices }: Texts): string {
  if (notice === undefined) return ''
  const { name, values = {}, isDone } = notice
  return html`<p class="note ${isDone ? 'good' : 'warning'}" role="status">${fill(notices[name], values)}</p>`
}
