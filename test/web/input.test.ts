import t from 'tap'
import { optionalFlag, optionalName, optionalPassword, requireId, requireName, requireObject } from '../../lib/web/input.js'

const malformed = { code: 'FST_ERR_VALIDATION', statusCode: 400 }

t.test('what is optional is not given as undefined or null, and else has its type', async t => {
  for (const nothing of [undefined, null]) {
    t.strictSame([optionalName(nothing), optionalPassword(nothing), optionalFlag('replace', nothing)], [undefined, undefined, false])
  }
  t.strictSame([optionalName(' My phone '), optionalPassword(''), optionalFlag('replace', true), optionalFlag('replace', false)], ['My phone', '', true, false])
  t.throws(() => optionalName(''), { ...malformed, field: 'name', message: 'The name must have 1 to 64 printable characters on one line, and at most 512 bytes.' })
  t.throws(() => optionalPassword(5), { ...malformed, message: 'The password must be a string.' })
  t.throws(() => optionalFlag('replace', 'true'), { ...malformed, message: 'replace must be true or false.' })
})

t.test('what is required is there, and has its type', async t => {
  t.strictSame([requireName('My phone'), requireId('x'), requireObject([])], ['My phone', 'x', []])
  for (const nothing of [undefined, null, '']) t.throws(() => requireName(nothing), { ...malformed, field: 'name' })
  for (const id of [undefined, null, 5]) t.throws(() => requireId(id), { ...malformed, message: 'The id must be a string.' })
  for (const input of [undefined, null, 'x']) t.throws(() => requireObject(input as unknown as object), { ...malformed, message: 'The body must be an object.' })
})
