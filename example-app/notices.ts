import type { FastifyRequest } from 'fastify'
import type { Texts } from './texts/en.js'

/** What happened a moment ago: the session keeps it for the page that comes next. */
export interface Notice {
  name: keyof Texts['notices']
  /** What is filled into its text. */
  values?: Record<string, string | number> | undefined
  /** Whether it was done; otherwise it is still to do. */
  isDone: boolean
}

declare module 'fastify' {
  interface Session {
    notice?: Notice | undefined
  }
}

/** Says on the next page that this was done. */
export function noteDone (request: FastifyRequest, name: Notice['name'], values?: Notice['values']): void {
  request.session.notice = { name, values, isDone: true }
}

/** The notice for this page, which is shown once; `undefined` also where a failure left the request without a session. */
export function takeNotice ({ session }: { session: FastifyRequest['session'] | null | undefined }): Notice | undefined {
  const notice = session?.notice
  if (session && notice !== undefined) session.notice = undefined
  return notice
}
