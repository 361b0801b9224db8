import { isIP } from 'node:net'
import type { TwoFactorKeyRing } from 'fastify-two-factor'

export interface DatabaseConfig {
  /** URL of a database server to use instead of the SQLite file. */
  databaseUrl: string | undefined
  sqliteFile: string
}

export interface Config extends DatabaseConfig {
  production: boolean
  host: string
  /** 0 means any free port. */
  port: number
  /**
   * The site's public origins, such as `https://acme.example`; passkeys take the first. None where nobody said them: then there
   * are no passkeys, and what changes something must come from the host that it is sent to.
   */
  origins: readonly string[]
  /** URL of Redis, to keep sessions there instead of in memory. */
  redisUrl: string | undefined
  /** A key ring while keys are rotated: its second key opens what it sealed before, or will seal later. */
  twoFactorSecret: string | TwoFactorKeyRing
  sessionSecret: string
}

/** Whether users may have passkeys: browsers give them to https with a host name, which no address is, and to this machine by its name. */
export function takesPasskeys ({ origins: [origin] }: Config): boolean {
  if (origin === undefined) return false
  const { protocol, hostname } = new URL(origin)
  if (protocol === 'http:') return hostname === 'localhost'
  return isIP(hostname) === 0 && !hostname.startsWith('[') && !hostname.endsWith('.')
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
  const host = env['HOST'] || '127.0.0.1'
  const port = readPort(env['PORT'] || '3000')
  // then nobody else comes to it, and how they come is known
  const isLocal = !production && ['127.0.0.1', 'localhost'].includes(host) && port !== 0
  return {
    production,
    host,
    port,
    origins: env['ORIGIN'] ? [readOrigin(env['ORIGIN'])] : isLocal ? localOrigins(port) : [],
    ...readDatabaseConfig(env),
    redisUrl: env['REDIS_URL'] || undefined,
    twoFactorSecret: readTwoFactorSecret(env, production),
    sessionSecret: readSecret('SESSION_SECRET', env, production)
  }
}

/** What is needed where nothing but the database is. */
export function readDatabaseConfig (env: NodeJS.ProcessEnv): DatabaseConfig {
  return { databaseUrl: env['DATABASE_URL'] || undefined, sqliteFile: env['SQLITE_FILE'] || 'example.sqlite' }
}

function readPort (text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new ConfigError(`PORT must be a number from 0 to 65535, got ${text}.`)
  return port
}

function readOrigin (text: string): string {
  const { protocol, host } = URL.canParse(text) && !text.includes('*') ? new URL(text) : { protocol: '', host: '' }
  if (/^https?:$/.test(protocol) && `${protocol}//${host}` === text) return text
  throw new ConfigError(`ORIGIN must be what browsers send as the origin of the site, like https://acme.example, got ${text}.`)
}

/** This machine by its name, which passkeys need, and by its address. */
function localOrigins (port: number): string[] {
  return ['localhost', '127.0.0.1'].map(host => new URL(`http://${host}:${port}`).origin)
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
