import { afterAll, expect, test } from 'vitest'
import { build, enroll, injected, signIn } from './application.mjs'

const app = await build()
afterAll(() => app.close())

test('a sign-in', async () => {
  expect((await app.inject('/account')).statusCode).toBe(401)
  const browser = injected(app)
  const secret = await enroll(browser)
  await browser.post('/two-factor/sign-out')
  await signIn(browser, secret)
})
