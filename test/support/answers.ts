import { STATUS_CODES } from 'node:http'
import type { Test } from 'tap'
import type { Answer } from './client.js'

/** An error as Fastify answers it, with the code and nothing but its four properties. */
export function refused (t: Test, answer: Answer, status: number, code: string, message = `refused with ${code}`): void {
  t.equal(answer.status, status, `${message}: status`)
  t.match(answer.headers['content-type'], /^application\/json/, `${message}: JSON`)
  t.strictSame(Object.keys(answer.body).sort(), ['code', 'error', 'message', 'statusCode'], `${message}: properties`)
  t.hasStrict(answer.body, { statusCode: status, code, error: STATUS_CODES[status] }, `${message}: body`)
  t.match(answer.body.message, code.startsWith('FST_') ? /./ : /^[A-Z].{10,}\.$/, `${message}: says what to do`)
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
