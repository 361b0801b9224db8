import type { FastifyError, FastifyReply } from 'fastify'
import t from 'tap'
import { errors, invalidInput } from '../../lib/errors.js'
import { createLanguages } from '../../lib/pages/languages.js'
import { tellError, type ToldError } from '../../lib/routes/error-texts.js'
import type { RouteName } from '../../lib/web/addresses.js'
import { links } from './context.js'

const [english] = createLanguages({})
const reply = { getHeader: () => undefined } as unknown as FastifyReply

const told = (error: Error, form: RouteName): ToldError => tellError(error as FastifyError, reply, english!, form, links)

/** The forms that take a passkey as a proof. */
const proofs = ['verify', 'stepUp', 'removeAuthenticator', 'regenerateRecoveryCodes', 'disable'] as const

t.test('a passkey that did not confirm is told so, wherever it was to confirm, and blamed on no field', async t => {
  for (const form of [...proofs, 'confirmPasskey'] as const) {
    const wrong = told(new errors.TWO_FACTOR_INVALID_CREDENTIAL(), form)
    t.strictSame(wrong, { text: 'Your passkey or security key did not confirm this, or it took too long. Please try again.', field: undefined, waitSeconds: undefined })
    t.equal(told(invalidInput('malformed', 'credential'), form).text, wrong.text, 'an answer that cannot be read is none')
  }
})

t.test('who may not use a code is told to use another method, and who may not add a synced one which may be added', async t => {
  for (const form of proofs) t.equal(told(new errors.TWO_FACTOR_METHOD_NOT_ALLOWED(), form).text, 'This code is not enough here. Use one of the methods that this page offers.')
  t.equal(
    told(new errors.TWO_FACTOR_METHOD_NOT_ALLOWED(), 'confirmPasskey').text,
    'Passkeys that are synced between devices are not allowed here. Use a security key, or a passkey that stays on one device.'
  )
})

t.test('a passkey that is registered already, one too many, and one that came too late are told so', async t => {
  t.equal(told(new errors.TWO_FACTOR_ALREADY_REGISTERED(), 'confirmPasskey').text, 'This passkey or security key is registered already. Use another one.')
  t.equal(told(new errors.TWO_FACTOR_TOO_MANY_AUTHENTICATORS(), 'confirmPasskey').text, 'You have as many of this kind as you can have. Remove one first, or let the new one replace them.')
  t.equal(told(new errors.TWO_FACTOR_NO_ENROLLMENT(), 'confirmPasskey').text, 'The set-up has expired. Please start again.')
})
