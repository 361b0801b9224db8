import t from 'tap'
import { RenewedIds } from '../../lib/session/renewed-ids.js'

t.test('the last ten thousand ids are kept, the oldest go first', async t => {
  const ids = new RenewedIds()
  for (let count = 0; count <= 10_000; count++) ids.add(`session ${count}`)
  t.equal(ids.has('session 0'), false)
  t.equal(ids.has('session 1'), true)
  t.equal(ids.has('session 10000'), true)
})
