import assert from 'node:assert/strict'

/** What every consumer does: refused, signed in, let through, an enrollment begun, a page. Then it ends. */
export async function walk (app) {
  assert.equal((await app.inject('/account')).statusCode, 401)
  const { cookies: [{ name, value }] } = await app.inject({ method: 'POST', url: '/login' })
  const cookies = { [name]: value }
  const account = await app.inject({ url: '/account', cookies })
  assert.deepEqual([account.statusCode, account.body], [200, 'You are 42'])
  const enrollment = await app.inject({ method: 'POST', url: '/two-factor/enrollment', cookies })
  assert.match(enrollment.json().uri, /^otpauth:\/\/totp\/Acme:alice%40acme\.example\?secret=[A-Z2-7]{32}&/)
  const page = await app.inject({ url: '/two-factor', cookies, headers: { accept: 'text/html' } })
  assert.match(page.body, /^<!doctype html>/i)
  await app.close()
}
