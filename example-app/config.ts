import type { TwoFactorKeyRing } from 'fastify-two-factor'

export interface Config {
  production: boolean
  host: string
  /** 0 means any free port. */
  port: number
  /** The site's public origin, such as `https://acme.example`; needed where a proxy changes the `Host` header. */
  origin: string | undefined
  /** URL of a database server to use instead of the SQLite file. */
  databaseUrl: string | undefined
  sqliteFile: string
  /** URL of Redis, to keep sessions there instead of in memory. */
  redisUrl: string | undefined
  /** A key ring while keys are rotated: its second key opens what it sealed before, or will seal later. */
  twoFactorSecret: string | TwoFactorKeyRing
  sessionSecret: string
}

/** The environment lacks something that the application needs; the message says what to set. */
export class ConfigError extends Error {}

const SECRET_MIN_LENGTH = 32

const ADVICE = 'Make one with: node -p "crypto.randomBytes(32).toString(\'hex\')"'

// known to everybody, so never used in production
const demoSecrets = {
  TWO_FACTOR_SECRET: 'two-factor secret of the example, for trying it out only',
  SESSION_SECRET: 'session secret of the example, for trying it out only'
}

/** Reads the environment; throws a `ConfigError` for what is missing or wrong. */
export function readConfig (env: NodeJS.ProcessEnv): Config {
  const production = env['NODE_ENV'] === 'production'
  return {
    production,
    host: env['HOST'] || '127.0.0.1',
    port: readPort(env['PORT'] || '3000'),
    origin: env['ORIGIN'] || undefined,
    databaseUrl: env['DATABASE_URL'] || undefined,
    sqliteFile: env['SQLITE_FILE'] || 'example.sqlite',
    redisUrl: env['REDIS_URL'] || undefined,
    twoFactorSecret: readTwoFactorSecret(env, production),
    sessionSecret: readSecret('SESSION_SECRET', env, production)
  }
}

function readPort (text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new ConfigError(`PORT must be a number from 0 to 65535, got ${text}.`)
  return port
}

function readTwoFactorSecret (env: NodeJS.ProcessEnv, production: boolean): string | TwoFactorKeyRing {
  const current = readSecret('TWO_FACTOR_SECRET', env, production)
  const other = env['TWO_FACTOR_OTHER_SECRET']
  return other ? { current: 'current', keys: { current, other } } : current
}

function readSecret (name: keyof typeof demoSecrets, env: NodeJS.ProcessEnv, production: boolean): string {
  const secret = env[name] || (production ? '' : demoSecrets[name])
  if (secret.length < SECRET_MIN_LENGTH || (production && Object.values(demoSecrets).includes(secret))) {
    throw new ConfigError(`${name} must be a secret of at least ${SECRET_MIN_LENGTH} characters. ${ADVICE}`)
  }
  return secret
}
