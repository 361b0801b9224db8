import { inspect } from 'node:util'
import t from 'tap'
import { withoutMessage } from '../../../lib/methods/sent-code/without-message.js'

const CODE = '012345'

/** Everything in an error, hidden or not. */
function everything (error: unknown): string {
  return inspect(error, { depth: null, showHidden: true })
}

t.test('an error of a gateway keeps nothing of the code and the address, however it holds them', t => {
  for (const address of ['alice@acme.example', '"al\\ice" o\'b@acme.example', '+39 333 1234567', 'jörg+x@acme.example', '+()[]{}|^$*?/', '*-~']) {
    const said = `${CODE} is your code, for ${address}`
    const query = new URLSearchParams({ to: address, text: said }).toString()
    for (const text of [said, JSON.stringify({ said }), JSON.stringify(JSON.stringify({ said })), query, encodeURIComponent(said), said.toUpperCase()]) {
      for (const thrown of [
        text, new Error(text), new Error('refused', { cause: new Error(text) }), { message: text, code: text },
        Object.assign(new Error(text), { name: text, code: text, config: { data: text }, rejected: [address] }),
        new AggregateError([new Error(text), text], text), Object.assign(new Error('refused'), { cause: { message: text, response: text } }),
        Object.assign(new Error('refused'), { stack: `Error: ${text}\n    at ${text}\n    at send (file:///app/send.js:1:2)` })
      ]) {
        const left = everything(withoutMessage(thrown, address, CODE))
        for (const secret of [CODE, address, JSON.stringify(address).slice(1, -1), encodeURIComponent(address)]) {
          t.notOk(left.toLowerCase().includes(secret.toLowerCase()), `${secret} of ${text}`)
        }
      }
    }
  }
  t.end()
})

t.test('a code and a number that are set otherwise are cut too', t => {
  const error = new Error('012 345, 012-345 or 012%20345 to 393331234567, 0039-333-123-45-67')
  t.equal((withoutMessage(error, '+39 333 1234567', CODE) as Error).message, '[cut], [cut] or [cut] to [cut], 00[cut]')
  t.end()
})

t.test('just the address is cut, whatever it is made of', t => {
  for (const address of ['+()[]{}|^$*?/', '*-~', 'a\\b', '"a"@b.c']) {
    t.equal((withoutMessage(new Error(`550 <${address}>: no`), address, CODE) as Error).message, '550 <[cut]>: no', address)
  }
  t.equal((withoutMessage(new Error('550 <a - b - c>: no'), 'a@b.c', CODE) as Error).message, '550 <[cut]>: no', 'three letters are enough')
  t.end()
})

t.test('what an error says beside them stays, with where it was thrown', t => {
  const harmless = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:25'), { code: 'ECONNREFUSED' })
  t.equal(withoutMessage(harmless, 'alice@acme.example', CODE), harmless)
  const bounced = Object.assign(new TypeError('550 <alice@acme.example>: no such user'), { code: 'EENVELOPE', responseCode: 550 })
  const { name, message, stack, code, ...more } = withoutMessage(bounced, 'alice@acme.example', CODE) as Error & { code: unknown }
  t.match({ name, message, code, stack, more }, { name: 'TypeError', message: '550 <[cut]>: no such user', code: 'EENVELOPE', stack: /without-message\.test/, more: {} })
  t.strictSame(Object.keys(more), [])
  t.equal((withoutMessage(new Error('x'.repeat(20_000)), 'alice@acme.example', CODE) as Error).message.length, 10_000)
  t.end()
})
