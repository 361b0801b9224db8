import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose'

declare module 'fastify' {
  interface Session { openId?: { state: string, nonce: string, verifier: string } | undefined }
}

/** An OpenID provider as it was agreed with it. */
export interface OpenIdProvider {
  issuer: string
  authorizationUrl: string
  tokenUrl: string
  keysUrl: string
  clientId: string
  clientSecret: string
  /** Our address to come back to. */
  redirectUrl: string
  /** Where it says that it asked for a second factor: in this claim, by one of these values. Only they are asked for and believed. */
  secondFactor: { claim: 'acr' | 'amr', values: readonly string[] }
}

/** How long ago somebody may have authenticated there for that to be fresh here, in seconds. */
const FRESH_SECONDS = 900

/** Whether a token whose signature, issuer and audience are right says that a second factor was asked for. */
export function saysSecondFactor (claims: JWTPayload, { claim, values }: OpenIdProvider['secondFactor']): boolean {
  const said: unknown = claims[claim]
  // by OpenID Connect `acr` is one text and `amr` a list: a text with the word somewhere in it is neither
  const names: unknown[] = claim === 'acr' ? [said] : Array.isArray(said) ? said : []
  return names.some(name => typeof name === 'string' && values.includes(name))
}

/** Trades what the browser brought back for the token that says who signed in there. */
async function exchange (provider: OpenIdProvider, code: string, verifier: string): Promise<string> {
  const answer = await fetch(provider.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: provider.redirectUrl,
      client_id: provider.clientId,
      client_secret: provider.clientSecret,
      code_verifier: verifier
    }),
    signal: AbortSignal.timeout(10_000)
  })
  if (!answer.ok) throw Object.assign(new Error('The provider refused.'), { code: answer.status })
  const { id_token: token } = await answer.json() as { id_token?: unknown }
  if (typeof token !== 'string') throw new TypeError('The answer has no token.')
  return token
}

/** What the log gets of an error: whatever else stands in it may be a code, a token or a secret. */
function nameOf (error: unknown): { name: string, code: unknown } {
  // `fetch` has the reason in the cause
  const { name, code } = (error instanceof Error && error.cause instanceof Error ? error.cause : error) as Error & { code?: unknown }
  return { name, code }
}

/** Signs in by the provider, with its second factor where it says so. `userOf`: the user here whom its `sub` stands for. */
export function openIdRoutes (
  app: FastifyInstance,
  provider: OpenIdProvider,
  userOf: (subject: string) => Promise<string | undefined>
): void {
  const keys = createRemoteJWKSet(new URL(provider.keysUrl))
  const { issuer, clientId, redirectUrl, secondFactor } = provider

  app.get('/login/open-id', async (request, reply) => {
    const [state, nonce, verifier] = [1, 2, 3].map(() => randomBytes(32).toString('base64url')) as [string, string, string]
    request.session.openId = { state, nonce, verifier }
    const url = new URL(provider.authorizationUrl)
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUrl,
      scope: 'openid',
      state,
      nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      max_age: String(FRESH_SECONDS),
      ...secondFactor.claim === 'acr' ? { acr_values: secondFactor.values.join(' ') } : {}
    }).toString()
    return reply.redirect(url.href, 303)
  })

  app.get<{ Querystring: { state?: string, code?: string } }>('/login/open-id/callback', async (request, reply) => {
    const { openId } = request.session
    const { state, code } = request.query
    request.session.openId = undefined
    if (openId === undefined || state !== openId.state || code === undefined) return reply.code(400).send('Please sign in again.')
    let token: string
    try {
      token = await exchange(provider, code, openId.verifier)
    } catch (error) {
      request.log.warn(nameOf(error), 'the OpenID provider gave no token')
      return reply.code(502).send('Please sign in again.')
    }
    let payload: JWTPayload
    try {
      // `algorithms`: those of key pairs, so that no token is signed with what everybody knows
      ({ payload } = await jwtVerify(token, keys, {
        issuer, audience: clientId, algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'], requiredClaims: ['sub', 'exp', 'nonce']
      }))
    } catch (error) {
      request.log.warn(nameOf(error), 'the token of the OpenID provider does not verify')
      return reply.code(400).send('Please sign in again.')
    }
    if (payload.nonce !== openId.nonce) return reply.code(400).send('Please sign in again.')
    const userId = await userOf(payload.sub!)
    if (userId === undefined) return reply.code(403).send('There is no such user here.')
    const authenticatedAt = payload['auth_time']
    const options = {
      firstFactor: 'open-id',
      fresh: typeof authenticatedAt === 'number' && Date.now() / 1000 - authenticatedAt < FRESH_SECONDS
    }
    const step = saysSecondFactor(payload, secondFactor)
      ? await request.twoFactor.signInExternally(userId, options)
      : await request.twoFactor.signIn(userId, options)
    return reply.redirect(step.location, 303)
  })
}
