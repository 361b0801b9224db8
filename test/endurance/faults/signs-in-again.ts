import type { Test } from 'tap'
import type { TestApplication } from '../../support/application.js'
import type { Started } from './flows.js'

/** Whoever met a failure is not stuck: the same request gets an answer, and a new sign-in works with the authenticator there was. */
export async function signsInAgain (t: Test, { application: { clock, code, login }, act, userId, secret, key }: Started & { application: TestApplication }): Promise<void> {
  clock.now += 30_000
  const again = await act()
  t.ok(again.status < 500, `once more: ${again.status}`)
  clock.now += 30_000
  const browser = await login(userId)
  const { body: { status, passkeyOptions } } = await browser.get('/two-factor/challenge')
  if (status === 'challenge') {
    const answer = await browser.post('/two-factor/challenge', key === undefined ? { code: code(secret!) } : { credential: key.get(passkeyOptions) })
    t.equal(answer.status, 200, 'the authenticator signs in')
  }
  const me = await browser.get('/me')
  t.equal(me.status, 200, 'and is in')
}
