import { createHash } from 'node:crypto'
import formbody from '@fastify/formbody'
import fastify from 'fastify'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import type { Test } from 'tap'

export interface TestProvider {
  readonly url: string
  /** What it puts into its tokens besides what every token has; what is `undefined` here is left out. */
  claims: JWTPayload
  /** Signs the tokens with a key that it does not publish. */
  forges: boolean
  /** What it answers in place of a token. */
  instead: { status: number, body: string } | undefined
  /** The parameters of each authorization that it was asked for. */
  readonly asked: URLSearchParams[]
  /** Goes down. */
  close (): Promise<void>
}

/** An OpenID provider over HTTP, where everybody is alice and authenticates at once. */
export async function openIdProvider (t: Test): Promise<TestProvider> {
  const [own, foreign] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
  const jwk = { ...await exportJWK(own.publicKey), alg: 'ES256', kid: 'one' }
  const codes = new Map<string, URLSearchParams>()
  const app = fastify()
  await app.register(formbody)
  app.get('/keys', async () => ({ keys: [jwk] }))
  app.get('/authorize', async (request, reply) => {
    const parameters = new URLSearchParams(request.url.split('?')[1])
    provider.asked.push(parameters)
    const code = `code-${provider.asked.length}`
    codes.set(code, parameters)
    return reply.redirect(`${parameters.get('redirect_uri')}?${new URLSearchParams({ code, state: parameters.get('state')! })}`)
  })
  app.post('/token', async (request, reply) => {
    if (provider.instead !== undefined) return reply.code(provider.instead.status).type('application/json').send(provider.instead.body)
    const { code = '', code_verifier: verifier = '' } = request.body as Record<string, string>
    const authorized = codes.get(code)
    codes.delete(code)
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    if (authorized === undefined || authorized.get('code_challenge') !== challenge) throw new Error('no such code')
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: provider.url, aud: 'acme', sub: 'alice at the provider', nonce: authorized.get('nonce')!, iat: now, exp: now + 300, auth_time: now, ...provider.claims }
    const token = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' })
    return { id_token: await token.sign((provider.forges ? foreign : own).privateKey), token_type: 'Bearer', access_token: 'none' }
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const provider: TestProvider = { url, claims: {}, forges: false, instead: undefined, asked: [], close: async () => { await app.close() } }
  return provider
}
