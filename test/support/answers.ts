import { STATUS_CODES } from 'node:http'
import type { Test } from 'tap'
import type { Answer } from './client.js'
import { alertOf } from './page.js'

/** An error as Fastify answers it, with the code, a message that says what to do, and nothing else: one assertion. */
export function refused (t: Test, answer: Answer, status: number, code: string, message = `refused with ${code}`): void {
  const { message: text, ...body } = Object(answer.body) as Record<string, unknown>
  const saysWhatToDo = (code.startsWith('FST_') ? /./ : /^[A-Z].{10,}\.$/).test(String(text))
  t.strictSame(
    { status: answer.status, type: String(answer.headers['content-type']).split(';')[0], body, saysWhatToDo },
    { status, type: 'application/json', body: { statusCode: status, code, error: STATUS_CODES[status] }, saysWhatToDo: true },
    message
  )
}

/** A failure: JSON for a client, for a browser the page that says so. */
export function unavailable (t: Test, answer: Answer, message = 'unavailable'): void {
  if (!/^text\/html/.test(String(answer.headers['content-type']))) return refused(t, answer, 503, 'TWO_FACTOR_UNAVAILABLE', message)
  t.strictSame([answer.status, alertOf(String(answer.body))], [503, 'This is not available right now. Please try again in a moment.'], message)
}

/** Fastify's 400 for a body that the schema refuses. */
export function malformed (t: Test, answer: Answer, message = 'malformed'): void {
  refused(t, answer, 400, 'FST_ERR_VALIDATION', message)
}

/** What every answer of the plugin carries. */
export function hardened (t: Test, answer: Answer, message = 'hardened'): void {
  t.hasStrict(answer.headers, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }, message)
}

/** A browser sent on to another page. */
export function redirected (t: Test, answer: Answer, location: string, message = `redirected to ${location}`): void {
  t.hasStrict({ status: answer.status, location: answer.headers.location, cache: answer.headers['cache-control'] }, { status: 303, location, cache: 'no-store' }, message)
}
