import type { ChallengeJson, TwoFactorOptions, TwoFactorPages, TwoFactorPreferencesJson, TwoFactorRouteName, TwoFactorRoutes, VerifiedJson } from 'fastify-two-factor'
import { exactly } from './exactly.js'

declare module 'fastify-two-factor' {
  interface TwoFactorRouteBodies { regenerateRecoveryCodes: { captcha: string } }
}

/** An own property of the body, a captcha that is looked at first, and an answer with more in it: no cast. */
export const extended: TwoFactorOptions['routes'] = {
  regenerateRecoveryCodes: route => ({
    ...route,
    schema: { ...route.schema, body: { ...route.schema.body, properties: { ...route.schema.body?.properties, captcha: { type: 'string' } } } },
    preHandler: async ({ body }) => { exactly<string>()(body.captcha) },
    async handler (request, reply) {
      exactly<string>()(request.body.captcha)
      const answer = await route.handler.call(this, request, reply)
      exactly<{ recoveryCodes: string[] } | undefined>()(answer)
      return answer && { ...answer, printed: false }
    }
  }),
  preferences: route => ({
    ...route,
    async handler (request, reply) {
      const answer = await route.handler.call(this, request, reply)
      exactly<TwoFactorPreferencesJson | undefined>()(answer)
      return answer && { ...answer, trustedClients: answer.trustedClients.map(({ label }) => label) }
    }
  })
}

/** What a front end reads: dates are texts, and what may be missing may be missing. */
export function shown (preferences: TwoFactorPreferencesJson, challenge: ChallengeJson, verified: VerifiedJson): string | undefined {
  exactly<string | undefined>()(preferences.requiredFrom)
  exactly<boolean>()(preferences.phishingResistant)
  exactly<'none' | 'totp' | 'passkey' | 'sent-code' | 'recovery-code' | 'trusted-client' | 'external'>()(preferences.method)
  exactly<string | undefined>()(preferences.authenticators[0]?.lastUsedAt)
  exactly<boolean>()(preferences.trustedClients[0]!.current)
  exactly<TwoFactorRoutes['verify']['Reply']>()(verified)
  exactly<'complete' | 'enrollment'>()(verified.status)
  exactly<string | undefined>()(verified.requiredFrom)
  return challenge.status === 'complete' ? challenge.location : challenge.lockedUntil
}

/** Bodies and parameters as an override's handler gets them, and what the methods answer with. */
export const routes: TwoFactorOptions['routes'] = {
  startEnrollment: route => ({
    ...route,
    handler: async ({ body, twoFactor }) => {
      exactly<string | undefined>()(body.secret)
      exactly<string | undefined>()(body.name)
      const { expiresAt, name, accountName } = await twoFactor.startEnrollment(body)
      exactly<Date>()(expiresAt)
      exactly<string>()(name)
      exactly<string>()(accountName)
      return {}
    }
  }),
  confirmEnrollment: route => ({
    ...route,
    handler: async ({ body, twoFactor }) => {
      exactly<boolean | undefined>()(body.replace)
      exactly<string | undefined>()(body.name)
      exactly<string[]>()((await twoFactor.confirmEnrollment(body.code, body)).recoveryCodes)
      return {}
    }
  }),
  verify: route => ({
    ...route,
    preHandler: async ({ body }) => { exactly<string | undefined>()(body.code) },
    handler: async ({ body, twoFactor }, reply) => {
      exactly<boolean | undefined>()(body.trustClient)
      const done = await twoFactor.verify(body, body)
      exactly<'totp' | 'passkey' | 'sent-code'>()(done.method)
      exactly<'complete' | 'enrollment'>()(done.status)
      // @ts-expect-error: a code is a string
      await twoFactor.verify(123456)
      // @ts-expect-error: there is no such property
      const { password } = body
      return reply.code(200).send({ done, password })
    }
  }),
  recover: route => ({
    ...route,
    handler: async ({ body, twoFactor }) => {
      exactly<number>()((await twoFactor.recover(body.code)).recoveryCodesLeft)
      return {}
    }
  }),
  renameAuthenticator: route => ({
    ...route,
    handler: async ({ body, params, twoFactor }) => {
      exactly<string>()(body.name)
      exactly<string | undefined>()(body.password)
      const { id, type, name } = await twoFactor.renameAuthenticator(params.id, body)
      exactly<string>()(id)
      return { type, name }
    }
  }),
  unlock: route => ({ ...route, handler: async ({ body, twoFactor }) => { exactly<void>()(await twoFactor.unlock(body)); return {} } }),
  removeAuthenticator: route => ({
    ...route,
    async handler (request, reply) {
      exactly<string>()(request.params.id)
      exactly<string | undefined>()(request.body.password)
      // @ts-expect-error: the parameter is called id
      request.log.info(request.params.authenticatorId)
      return await route.handler.call(this, request, reply)
    }
  }),
  revokeTrustedClient: route => ({ ...route, handler: async ({ params, twoFactor }) => { exactly<string>()(params.id); exactly<string | undefined>()((await twoFactor.revokeTrustedClient(params.id)).browser); return {} } }),
  assets: false,
  // @ts-expect-error: an override gives a route, with its url, method and handler
  disable: route => ({ url: route.url }),
  // @ts-expect-error: true is no override
  signOut: true
}

// @ts-expect-error: there is no such route
export const noRoute: TwoFactorOptions['routes'] = { login: false }

/** Each route by its name. */
exactly<keyof TwoFactorRoutes>()({} as TwoFactorRouteName)

/** Models and texts as an own page gets them. */
export const pages: TwoFactorPages = {
  preferences: ({ authenticators, requiredFrom, recovered, chosenSecret, recoveryCodesSaved, unlocksLeft, notNowUrl, error }, { messages }) => {
    exactly<string | undefined>()(error)
    exactly<Date | undefined>()(requiredFrom)
    exactly<boolean>()(recovered)
    exactly<boolean>()(chosenSecret)
    exactly<boolean>()(recoveryCodesSaved)
    exactly<number>()(unlocksLeft)
    exactly<string | undefined>()(notNowUrl)
    return authenticators.map(({ name }) => name).join() + messages.verify
  },
  challenge: async ({ trustDays, action }, context) => {
    const { request, reply, links, language, dir, timeZone, siteName, account, helpUrl, notice, postedTo, waitSeconds, errorField } = context
    for (const text of [siteName, account]) exactly<string>()(text)
    for (const text of [helpUrl, notice, postedTo]) exactly<string | undefined>()(text)
    exactly<number | undefined>()(waitSeconds)
    exactly<'code' | 'credential' | 'password' | 'name' | 'secret' | undefined>()(errorField)
    exactly<number>()(trustDays)
    exactly<string>()(language)
    exactly<'ltr' | 'rtl'>()(dir)
    exactly<string>()(timeZone)
    exactly<string | undefined>()(links['verify'])
    reply.header('x-page', action)
    return request.url
  },
  recoveryCodes: async ({ recoveryCodes, first, createdAt, location, ...model }, context, builtIn) => {
    exactly<string[]>()(recoveryCodes)
    exactly<boolean>()(first)
    exactly<Date>()(createdAt)
    exactly<string | Promise<string>>()(builtIn({ ...model, recoveryCodes, first, createdAt, location }, context))
    // @ts-expect-error: the built-in page needs its whole model
    builtIn({ ...model, recoveryCodes }, context)
    // @ts-expect-error: and its context
    return await builtIn({ ...model, recoveryCodes, first, createdAt, location })
  },
  layout: ({ title, head, body, header, footer, action, error }) => {
    for (const text of [title, head, body, header, footer, action]) exactly<string>()(text)
    exactly<string | undefined>()(error)
    return body
  },
  // @ts-expect-error: the model has no such property
  stepUp: ({ secret }) => secret,
  // @ts-expect-error: a page gives its HTML
  enrollment: () => 5
}

/** The look of the built-in pages, beside pages of one's own. */
export const look: TwoFactorPages = {
  stylesheet: '/site.css',
  imageOrigins: ['https://img.acme.example'],
  header: '<a href="/">Acme</a>',
  footer: async ({ siteName, messages }) => siteName + messages.help
}

// Each object has one mistake.
export const wrongLook: TwoFactorPages[] = [
  // @ts-expect-error: a path or a URL
  { stylesheet: ['/site.css'] },
  // @ts-expect-error: a list
  { imageOrigins: 'https://img.acme.example' },
  // @ts-expect-error: HTML, or a function that gives it
  { header: () => 5 },
  // @ts-expect-error: it is called footer
  { foot: '' }
]

// @ts-expect-error: there is no such page
export const noPage: TwoFactorPages = { login: () => '' }

export const messages: TwoFactorOptions['messages'] = {
  de: { verify: 'Anmelden' },
  // @ts-expect-error: no page has this text
  fr: { verfy: 'Continuer' }
}
