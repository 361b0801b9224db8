import t from 'tap'
import { addressHashOf, maskAddress, usedAddressHash } from '../../../lib/methods/sent-code/address.js'

t.test('an address is told by less than half of what is before the @, or of a number', t => {
  const cases: Record<string, string> = {
    'alice@acme.example': 'a…e@acme.example',
    'bob@acme.example': 'b…@acme.example',
    'anna@acme.example': 'a…@acme.example',
    'jo@acme.example': '…@acme.example',
    'j@acme.example': '…@acme.example',
    'a@b.c': '…c',
    'a@b': '…b',
    abc: '…c',
    '+39 333 1234567': '…67',
    '+393331234': '…34',
    112233: '…3',
    '"a@b"@acme.example': '"…"@acme.example',
    '👩‍👩‍👧‍👦ok@acme.example': '👩‍👩‍👧‍👦…@acme.example',
    '@acme.example': '…le',
    'alice@acme.example@': '…e@'
  }
  for (const [address, masked] of Object.entries(cases)) t.equal(maskAddress(address), masked, address)
  t.end()
})

t.test('the record keeps a digest, which differs from user to user and address to address', t => {
  const hash = addressHashOf('alice', 'alice@acme.example')
  t.match(hash, /^[\w-]{43}$/)
  t.equal(hash, 'QOotqSRUiMr__r4HHQh1PEHfD7oEu3Ewgw2q_MSVZ4Q', 'what is stored still counts')
  for (const [userId, address] of [['bob', 'alice@acme.example'], ['alice', 'Alice@acme.example']] as const) t.not(addressHashOf(userId, address), hash)
  t.end()
})

t.test('there is an address where codes are sent and the user has one', t => {
  t.equal(usedAddressHash(true, 'alice', { codeAddress: 'alice@acme.example' }), addressHashOf('alice', 'alice@acme.example'))
  t.equal(usedAddressHash(false, 'alice', { codeAddress: 'alice@acme.example' }), undefined)
  for (const user of [{ codeAddress: undefined }, null, undefined]) t.equal(usedAddressHash(true, 'alice', user), undefined)
  t.end()
})
