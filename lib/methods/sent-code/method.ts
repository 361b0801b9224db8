import { SENT_CODE } from '../../record/sign-in/rank.js'
import type { TypedMethod } from '../method.js'
import { sentCodeHashes } from './code.js'
import { proveSentCode, type SentCodeFacts } from './proof.js'
import { SENT_CODE_LIMIT, sentCodeShape } from './sent-code.js'

/** Codes that the application sends to an address of the user's (NIST SP 800-63B-4: out-of-band). */
export const sentCode: TypedMethod<SentCodeFacts | undefined> = {
  type: SENT_CODE,
  field: 'code',
  limit: SENT_CODE_LIMIT,
  authenticator: sentCodeShape,
  facts: (_record, { ring, userId, text, sentTo }) => sentTo && { place: sentTo, hashes: sentCodeHashes(ring, userId, sentTo, text) },
  prove: (record, _typed, facts, now) => proveSentCode(record, facts, now)
}
