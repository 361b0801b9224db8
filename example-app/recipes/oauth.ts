import { fastifyOauth2, type OAuth2Namespace } from '@fastify/oauth2'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance { google: OAuth2Namespace }
}

/** Signs in by Google; `findUser` asks who this access token belongs to. */
export async function signInByGoogle (
  app: FastifyInstance,
  client: { id: string, secret: string },
  findUser: (accessToken: string) => Promise<{ id: string }>
): Promise<void> {
  await app.register(fastifyOauth2, {
    name: 'google',
    scope: ['openid'],
    credentials: { client, auth: fastifyOauth2.GOOGLE_CONFIGURATION },
    pkce: 'S256',
    startRedirectPath: '/login/google',
    callbackUri: 'https://acme.example/login/google/callback'
  })
  app.get('/login/google/callback', async (request, reply) => {
    const { token } = await app.google.getAccessTokenFromAuthorizationCodeFlow(request, reply)
    const user = await findUser(token.access_token)
    const step = await request.twoFactor.signIn(user.id)
    return reply.redirect(step.location, 303)
  })
}
