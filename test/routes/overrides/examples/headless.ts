import type { TwoFactorErrorCode, TwoFactorOptions } from 'fastify-two-factor'

/** The application's own pages: guards lead browsers there, and `location` names them. */
export const headless: Pick<TwoFactorOptions, 'pages' | 'urls'> = {
  pages: false,
  urls: { challenge: '/app/code', enrollment: '/app/enroll', preferences: '/app/security', stepUp: '/app/confirm' }
}

/** In the front end: where to go on after the code, or what to say. */
export async function typeCode (code: string, trustClient: boolean, send = fetch): Promise<{ location: string } | { text: string }> {
  const answer = await send('/two-factor/challenge', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ code, trustClient })
  })
  const body = await answer.json() as { location: string } & { code: TwoFactorErrorCode }
  if (answer.ok) return { location: body.location }
  switch (body.code) {
    case 'TWO_FACTOR_SIGN_IN_REQUIRED': return { location: '/login' }
    case 'TWO_FACTOR_LOCKED': return { text: `Try again in ${answer.headers.get('retry-after')} seconds.` }
    case 'TWO_FACTOR_BLOCKED': return { text: 'Use a recovery code.' }
    default: return { text: 'This code is wrong or was used already.' }
  }
}
