import t from 'tap'
import { enroll, startExample } from './support.js'

const { browser, login } = await startExample(t)

t.test('a used code, a wrong code and guessing on are refused', async t => {
  const { authenticator } = await enroll(await login('bob'))
  const used = authenticator.code()
  const bob = await login('bob')
  t.match(await bob.post('/two-factor/challenge', { code: used }), { status: 200 })

  const guesser = await login('bob')
  const invalid = { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } }
  t.match(await guesser.post('/two-factor/challenge', { code: used }), invalid, 'a code works once')
  for (const code of authenticator.wrongCodes(5)) t.match(await guesser.post('/two-factor/challenge', { code }), invalid)
  const sixth = await guesser.post('/two-factor/challenge', { code: authenticator.code() })
  t.match(sixth, { status: 429, body: { code: 'TWO_FACTOR_LOCKED' } }, 'after five wrong codes not even the right one counts')
  t.equal(sixth.headers.get('retry-after'), '30')
  t.match(await guesser.get('/me'), { status: 403 })
  t.match(await bob.get('/me'), { status: 200 }, 'who is in stays in')
})

t.test('wrong passwords get one answer, whoever is meant, and are limited', async t => {
  const guesser = browser()
  const guess = async (username: string, password = 'a wrong guess'): Promise<unknown> => {
    const { status, body, headers } = await guesser.post('/login', { username, password })
    return { status, body, retryAfter: headers.get('retry-after') }
  }
  const ofCarol: unknown[] = []
  const ofNobody: unknown[] = []
  for (const name of ['carol', 'Carol', ' carol', 'CAROL', 'carol', 'carol']) ofCarol.push(await guess(name))
  for (let guesses = 0; guesses < 6; guesses++) ofNobody.push(await guess('nobody'))
  t.same(ofCarol, ofNobody)
  t.match(ofCarol[0], { status: 401, body: { code: 'WRONG_CREDENTIALS' } })
  t.match(ofCarol[5], { status: 429, body: { code: 'TOO_MANY_GUESSES' }, retryAfter: '60' })
  t.match(await guess('carol', 'carol-password'), { status: 429 }, 'not even the right password counts')
  t.match(await guess('alice', 'alice-password'), { status: 200 }, 'nobody else is locked out')
})

t.test('a name that no database could look up is malformed', async t => {
  for (const username of ['', 'ali\0ce', '\0']) {
    t.match(await browser().post('/login', { username, password: 'a wrong guess' }), { status: 400 }, JSON.stringify(username))
  }
})

t.test('parallel guesses of a password are limited too', async t => {
  const answers = await Promise.all(Array.from({ length: 20 }, async () => await browser().post('/login', { username: 'somebody', password: 'a wrong guess' })))
  t.equal(answers.filter(({ status }) => status === 401).length, 5)
  t.equal(answers.filter(({ status }) => status === 429).length, 15)
})

t.test('a form of another site changes nothing', async t => {
  const alice = await login('alice')
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]) {
    t.match(await alice.post('/password', { password: 'alice-password', newPassword: 'chosen by evil.example' }, headers), { status: 403, body: { code: 'TWO_FACTOR_CROSS_ORIGIN' } })
    t.match(await alice.post('/logout', {}, headers), { status: 403 })
    t.match(await browser().post('/login', { username: 'alice', password: 'alice-password' }, headers), { status: 403 })
    t.match(await alice.post('/two-factor/enrollment', {}, headers), { status: 403, body: { code: 'TWO_FACTOR_CROSS_ORIGIN' } })
  }
  t.match(await alice.get('/me'), { status: 200 })
})

t.test('a new password ends the other sessions and remembered clients', async t => {
  const here = await login('alice')
  const there = await login('alice')
  t.match(await here.post('/password', { password: 'alice-password', newPassword: 'short' }), { status: 400 })
  t.match(await here.post('/password', { password: 'not her password', newPassword: 'alice-has-another' }), { status: 422, body: { code: 'WRONG_PASSWORD' } })
  t.match(await there.get('/me'), { status: 200 })

  t.match(await here.post('/password', { password: 'alice-password', newPassword: 'alice-has-another' }), { status: 200, body: { changed: true } })
  t.match(await here.get('/me'), { status: 200, body: { username: 'alice' } })
  t.match(await there.get('/me'), { status: 401 })
  const again = browser()
  t.match(await again.post('/login', { username: 'alice', password: 'alice-password' }), { status: 401 })
  t.match(await again.post('/login', { username: 'alice', password: 'alice-has-another' }), { status: 200 })
})
