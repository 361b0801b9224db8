import t from 'tap'
import { malformed } from '../support/answers.js'
import { createApplication, type TestApplication, users } from '../support/application.js'
import type { Client } from '../support/client.js'
import { TestRepository } from '../support/test-repository.js'

const notSixDigits: [string, unknown][] = [
  ['a number', 123456], ['a fraction', 1.23456e5], ['a list of one', ['123456']], ['a nested list', [['123456']]], ['an object', { $ne: null }], ['true', true], ['null', null], ['nothing', undefined],
  ['an empty string', ''], ['the word null', 'null'], ['five digits', '12345'], ['seven digits', '1234567'], ['eight digits', '12345678'], ['letters', 'abcdef'], ['an exponent', '1234e5'], ['a sign', '+123456'],
  ['five full-width digits', '１２３４５'], ['seven Arabic digits', '٠١٢٣٤٥٦'], ['Roman numerals', 'ⅠⅡⅢⅣⅤⅥ'], ['Chinese numbers', '一二三四五六'], ['a fraction sign', '12345½'], ['a NUL', '123456\u0000'], ['an escape', '\u001b123456'], ['a next line', '123\u0085456'],
  ['a lone surrogate', '123456\ud800'], ['a long run of spaces', `123456${' '.repeat(60)}`], ['a recovery code', '0000-0000-0000-0000-0000-0000']
]
const notRecoveryCodes: [string, unknown][] = [
  ['a number', 5], ['a list', ['0'.repeat(24)]], ['an object', {}], ['null', null], ['nothing', undefined], ['an empty string', ''], ['a one-time code', '123456'], ['23 characters', '0'.repeat(23)], ['25 characters', '0'.repeat(25)],
  ['an excluded letter', 'U'.repeat(24)], ['a sign', `${'0'.repeat(23)}!`], ['a lone surrogate', `${'0'.repeat(23)}\ud800`], ['a Cyrillic letter', `${'0'.repeat(23)}К`], ['65 characters', `${'0'.repeat(24)}${'-'.repeat(41)}`], ['a NUL', `${'0'.repeat(24)}\u0000`]
]

async function enrolled (): Promise<TestApplication & { repository: TestRepository, browser: Client, pending: Client, secret: string }> {
  const repository = new TestRepository(users)
  const application = await createApplication({ userRepository: repository })
  const { client: browser, secret } = await application.enroll('alice')
  const pending = await application.login('alice')
  await browser.post('/two-factor/enrollment')
  repository.count()
  return { ...application, repository, browser, pending, secret }
}

t.test('what is not a string of six digits is 400 on every route that takes a code; it is no guess and nothing is written', async t => {
  const { repository, browser, pending, secret, app, code } = await enrolled()
  const before = repository.row('alice')
  for (const [name, typed] of notSixDigits) {
    malformed(t, await pending.post('/two-factor/challenge', { code: typed }), `challenge: ${name}`)
    for (const url of ['/step-up', '/disable', '/recovery-codes', '/authenticators/x/remove', '/enrollment/confirm']) {
      malformed(t, await browser.post(`/two-factor${url}`, { code: typed }), `${url}: ${name}`)
    }
  }
  t.equal(repository.count().writes, 0)
  t.strictSame(repository.row('alice'), before)
  t.equal((await app.twoFactor.status('alice')).lockedUntil, undefined)
  t.equal((await pending.post('/two-factor/challenge', { code: code(secret) })).status, 200)
})

t.test('what is not a recovery code is 400, no guess, and nothing is written', async t => {
  const { repository, pending } = await enrolled()
  for (const [name, typed] of notRecoveryCodes) malformed(t, await pending.post('/two-factor/recovery', { code: typed }), name)
  t.equal(repository.count().writes, 0)
})

t.test('a body that is no object is 400', async t => {
  const { browser, pending } = await enrolled()
  for (const body of ['null', '5', '"123456"', '["123456"]', 'true']) {
    const headers = { 'content-type': 'application/json' }
    malformed(t, await pending.post('/two-factor/challenge', body, headers), `challenge: ${body}`)
    malformed(t, await browser.post('/two-factor/disable', body, headers), `disable: ${body}`)
    if (body !== 'null') malformed(t, await browser.post('/two-factor/enrollment', body, headers), `enrollment: ${body}`)
  }
  malformed(t, await pending.post('/two-factor/challenge'), 'no body')
})

t.test('a code in the query or in a header is not read', async t => {
  const { pending, code, secret } = await enrolled()
  malformed(t, await pending.post(`/two-factor/challenge?code=${code(secret)}`, {}, { code: code(secret), 'x-code': code(secret) }))
})

t.test('a name that is given twice in a form is 400', async t => {
  const { pending, code, secret } = await enrolled()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  malformed(t, await pending.post('/two-factor/challenge', `code=${code(secret)}&code=${code(secret)}`, headers))
  malformed(t, await pending.post('/two-factor/challenge', `code[]=${code(secret)}`, headers))
  malformed(t, await pending.post('/two-factor/challenge', 'code=', headers))
})

t.test('a thousand malformed codes lock nobody out', async t => {
  const { pending, code, secret, repository } = await enrolled()
  for (let guess = 0; guess < 1000; guess++) {
    const { status } = await pending.post('/two-factor/challenge', { code: String(guess) })
    if (status !== 400) t.equal(status, 400)
  }
  t.strictSame(repository.count(), { rows: 0, users: 0, writes: 0 }, 'the repository is not even asked')
  t.equal((await pending.post('/two-factor/challenge', { code: code(secret) })).status, 200)
})
