import { requireSignIn, requireStepUp, requireTwoFactor, type Guard } from '../../lib/index.js'
import { createApplication, type TestApplication } from '../support/application.js'

export const guards: Record<string, Guard> = { 'sign-in': requireSignIn, 'two-factor': requireTwoFactor, 'step-up': requireStepUp({ maxAgeSeconds: 120 }) }

/** Each guard at each place it may stand: `/sign-in/route/onRequest`, `/step-up/scope/preHandler` and so on. */
export async function guarded (): Promise<TestApplication & { handled: string[] }> {
  const handled: string[] = []
  const application = await createApplication({
    extend: async app => {
      for (const [name, guard] of Object.entries(guards)) {
        for (const hook of ['onRequest', 'preHandler'] as const) {
          const route = `/${name}/route/${hook}`
          app.get(route, { [hook]: guard }, async request => { handled.push(route); return request.twoFactor.userId })
          await app.register(async scope => {
            scope.addHook(hook, guard)
            const route = `/${name}/scope/${hook}`
            scope.get(route, async request => { handled.push(route); return request.twoFactor.userId })
          })
        }
      }
    }
  })
  return { ...application, handled }
}

export const places = ['route/onRequest', 'route/preHandler', 'scope/onRequest', 'scope/preHandler']
