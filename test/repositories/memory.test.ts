import t from 'tap'
import { memoryUserRepository } from '../../lib/index.js'

const row = (revision: number): { record: string, enabled: boolean, revision: number } => ({ record: '{}', enabled: false, revision })

t.test('a row is saved only where nothing is stored, or at the revision that was read', async t => {
  const { findTwoFactor, saveTwoFactor } = memoryUserRepository({})
  t.equal(await findTwoFactor('alice'), undefined)
  t.equal(await saveTwoFactor('alice', row(1), 5, []), false)
  t.equal(await saveTwoFactor('alice', row(1), undefined, []), true)
  t.equal(await saveTwoFactor('alice', row(2), undefined, []), false)
  t.equal(await saveTwoFactor('alice', row(2), 9, []), false)
  t.strictSame(await findTwoFactor('alice'), row(1))
  t.equal(await saveTwoFactor('alice', row(2), 1, []), true)
  t.strictSame(await findTwoFactor('alice'), row(2))
  t.equal(await findTwoFactor('bob'), undefined)
})

t.test('what is handed in and out is a copy', async t => {
  const { findTwoFactor, saveTwoFactor } = memoryUserRepository({})
  const saved = row(1)
  await saveTwoFactor('alice', saved, undefined, [])
  saved.record = 'changed'
  const found = (await findTwoFactor('alice'))!
  found.record = 'changed too'
  t.strictSame(await findTwoFactor('alice'), row(1))
})

t.test('its users are those given, and none that an object has by itself', async t => {
  const carol = { accountName: 'carol' }
  const { findUser } = memoryUserRepository({ carol })
  t.strictSame(await findUser('carol'), carol)
  for (const userId of ['bob', 'toString', '__proto__', 'constructor', '']) t.equal(await findUser(userId), undefined, userId)
})
