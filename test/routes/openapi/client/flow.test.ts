import createClient from 'openapi-fetch'
import t from 'tap'
import { createApplication, type TestApplication } from '../../../support/application.js'
import { CookieJar } from '../../../support/cookie-jar.js'
// generated from the document; document.test.ts compiles this file with it
import type { paths } from './paths.js'

type Api = ReturnType<typeof createClient<paths>>

/** A client of the documented API, and a browser's cookie jar. */
function connect (url: string): { api: Api, login (userId: string): Promise<void> } {
  const jar = new CookieJar()
  const send = async (request: Request): Promise<Response> => {
    request.headers.set('cookie', jar.header)
    const response = await fetch(request)
    jar.keep(response.headers.getSetCookie())
    return response
  }
  return {
    api: createClient<paths>({ baseUrl: url, fetch: send }),
    async login (userId) {
      await send(new Request(`${url}/login`, { method: 'POST', body: JSON.stringify({ userId }), headers: { 'content-type': 'application/json' } }))
    }
  }
}

async function listen (t: Tap): Promise<TestApplication & { url: string }> {
  const application = await createApplication()
  t.teardown(async () => { await application.app.close() })
  return { ...application, url: await application.app.listen({ host: '127.0.0.1', port: 0 }) }
}

interface Tap { teardown (end: () => Promise<void>): void }

t.test('a client generated from the document enables, signs in, is remembered, steps up, recovers and disables', async t => {
  const { url, code, wrong, clock } = await listen(t)
  const { api, login } = connect(url)
  await login('alice')
  const { data: off } = await api.GET('/two-factor/')
  t.equal(off?.enabled, false)

  const { data: enrollment } = await api.POST('/two-factor/enrollment', { body: { name: 'Pocket', secret: 'of her own' } })
  const secret = enrollment!.secret
  const nextCode = (): string => {
    clock.now += 30_000
    return code(secret)
  }
  t.equal((await api.GET('/two-factor/enrollment')).data?.secret, secret)
  t.strictSame([enrollment?.name, enrollment?.accountName], ['Pocket', 'alice@example.com'])
  const { data: confirmed } = await api.POST('/two-factor/enrollment/confirm', { body: { code: nextCode(), name: 'Phone' } })
  const [recoveryCode, ...others] = confirmed!.recoveryCodes
  t.equal(others.length, 9)
  t.equal((await api.POST('/two-factor/recovery-codes/saved')).response.status, 204)
  const { data: on } = await api.GET('/two-factor/')
  t.strictSame([on?.recoveryCodesSaved, on?.unlocksLeft], [true, 3])
  const path = { id: on!.authenticators[0]!.id }
  t.equal((await api.POST('/two-factor/authenticators/{id}/rename', { params: { path }, body: { name: 'Pocket' } })).response.status, 204)
  t.equal((await api.POST('/two-factor/unlock', { body: {} })).response.status, 204)
  t.equal((await api.POST('/two-factor/sign-out')).response.status, 204)
  const { error: nobody } = await api.GET('/two-factor/')
  t.equal(nobody?.code, 'TWO_FACTOR_SIGN_IN_REQUIRED')

  await login('alice')
  const { data: pending } = await api.GET('/two-factor/challenge')
  t.match(pending, { status: 'challenge', trustDays: 30 })
  const { error: refused, response } = await api.POST('/two-factor/challenge', { body: { code: wrong(secret) } })
  t.equal(response.status, 422)
  t.equal(refused?.code, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await api.POST('/two-factor/challenge', { body: { code: nextCode(), trustClient: true } })).data?.method, 'totp')
  await login('alice')
  const { data: remembered } = await api.GET('/two-factor/')
  t.equal(remembered?.method, 'trusted-client')
  const { data: proved } = await api.POST('/two-factor/step-up', { body: { code: nextCode() } })
  t.equal(proved?.verifiedAt, new Date(clock.now).toISOString())

  const { data: fresh } = await api.POST('/two-factor/recovery-codes', { body: { code: nextCode() } })
  t.equal(fresh?.recoveryCodes.includes(recoveryCode!), false)
  const id = remembered!.trustedClients[0]!.id
  t.equal((await api.POST('/two-factor/trusted-clients/{id}/revoke', { params: { path: { id } } })).response.status, 204)
  t.equal((await api.POST('/two-factor/trusted-clients/{id}/revoke', { params: { path: { id } } })).error?.code, 'TWO_FACTOR_NOT_FOUND')
  t.equal((await api.POST('/two-factor/trusted-clients/revoke')).response.status, 204)

  await api.POST('/two-factor/enrollment', { body: {} })
  t.equal((await api.POST('/two-factor/enrollment/cancel')).response.status, 204)
  const { data: second } = await api.POST('/two-factor/enrollment', { body: {} })
  await api.POST('/two-factor/enrollment/confirm', { body: { code: code(second!.secret) } })
  const added = (await api.GET('/two-factor/')).data!.authenticators[1]!
  t.equal((await api.POST('/two-factor/authenticators/{id}/remove', { params: { path: { id: added.id } }, body: { code: nextCode() } })).response.status, 204)

  await login('alice')
  const { data: recovered } = await api.POST('/two-factor/recovery', { body: { code: fresh!.recoveryCodes[0]! } })
  t.match(recovered, { method: 'recovery-code', recoveryCodesLeft: 9 })
  t.equal((await api.POST('/two-factor/disable', { body: { code: nextCode() } })).data?.enabled, false)
})
