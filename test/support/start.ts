import cookie from '@fastify/cookie'
import session, { type FastifySessionOptions } from '@fastify/session'
import fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import twoFactor, { memoryUserRepository, type TwoFactorOptions } from '../../lib/index.js'
import { SECRET, users } from './application.js'

/** Options that start, with others over them. */
export function optionsWith (others: Record<string, unknown> = {}): TwoFactorOptions {
  return { service: { issuerName: 'Acme', secret: SECRET }, userRepository: memoryUserRepository(users), ...others } as TwoFactorOptions
}

/** Options that start, with others in `service`. */
export function serviceWith (others: Record<string, unknown>): TwoFactorOptions {
  return optionsWith({ service: { issuerName: 'Acme', secret: SECRET, ...others } })
}

/** The plugin in an application that does nothing else. */
export async function start (options: TwoFactorOptions, sessionOptions: Partial<FastifySessionOptions> = {}): Promise<FastifyInstance> {
  const app = fastify()
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false }, ...sessionOptions })
  await app.register(twoFactor, options)
  await app.ready()
  return app
}

/** The error with which the application refused to start. */
export async function startError (options: unknown, sessionOptions?: Partial<FastifySessionOptions>): Promise<Error & { code?: string }> {
  try {
    await start(options as TwoFactorOptions, sessionOptions)
  } catch (error) {
    return error as Error
  }
  throw new Error('the application started')
}

/** Refuses to start, names the option, and says what it got. */
export async function refusesOption (t: Test, options: unknown, name: string, got: RegExp | string, message = `${name}: ${got}`): Promise<void> {
  const error = await startError(options).catch((error: Error & { code?: string }) => error)
  t.equal(error.code, 'TWO_FACTOR_OPTION_INVALID', `${message}: code`)
  t.ok(error.message.startsWith(`fastify-two-factor: option ${name} `), `${message}: names the option, ${error.message}`)
  t.match(error.message, got, `${message}: says what it got`)
}
