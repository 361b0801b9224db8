import t from 'tap'
import { asProof, readProof } from '../../lib/session/proof.js'
import type { Visit } from '../../lib/session/visit.js'
import type { SignIn } from '../../lib/record/sign-in/sign-in.js'

const signIn = { userId: 'alice', id: 'sign-in', stamp: 'stamp', status: 'challenge' } as SignIn
const visit = (passkeys?: object): Visit => ({ installation: { settings: { passkeys, service: {}, totp: {} } } }) as unknown as Visit
const malformed = (message: string): { code: string, message: string, field: string } => ({ code: 'FST_ERR_VALIDATION', message, field: 'credential' })

t.test('a code may stand by itself, and so may whatever else is no object', async t => {
  for (const code of ['123456', null, undefined, 5]) t.strictSame(asProof(code), { code })
  t.strictSame(asProof({ credential: {} }), { credential: {} })
})

t.test('a proof is either a code or a credential, and a credential only where passkeys are in use', async t => {
  t.throws(() => readProof(visit({}), signIn, { code: '123456', credential: {} }), malformed('Give a code or a credential, not both.'))
  t.throws(() => readProof(visit(), signIn, { credential: {} }), malformed('Passkeys are not in use here: give a code.'))
  t.throws(() => readProof(visit({}), signIn, {}), { code: 'FST_ERR_VALIDATION' })
  t.ok(readProof(visit(), signIn, { code: '123456', credential: null }))
})

t.test('a credential whose client data cannot be read is judged like any other', async t => {
  const credential = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' } }
  t.ok(readProof(visit({}), signIn, { credential }).prepare)
})
