import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ConfirmedEnrollment } from '../enrollment/activate.js'
import { noteDone } from '../session/notice.js'
import { kVisit } from '../session/visit.js'
import type { BrowserAnswers } from './browser-answers.js'

/** Answers a browser that confirmed an authenticator: with its recovery codes where there are new ones, else it is led on. */
export async function answerConfirmed (
  answers: BrowserAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  { recoveryCodes, location }: ConfirmedEnrollment
): Promise<FastifyReply> {
  const visit = request[kVisit]!
  // what was confirmed stays so, and its codes are shown, whatever becomes of this read
  const { record } = await visit.inspect().catch(() => ({ record: undefined }))
  if (record !== undefined) noteDone(visit, 'doneAdded', record.authenticators.at(-1)?.name)
  return recoveryCodes.length > 0
    ? await answers.showRecoveryCodes(request, reply, { recoveryCodes, first: true, location })
    : await answers.leadTo(request, reply, location)
}
