import { takesPasskeys, type Config } from './config.js'
import { hashPassword } from './passwords.js'
import type { Role } from './tables.js'
import type { Users } from './users.js'

const demoUsers: Record<string, Role> = {
  alice: 'member',
  bob: 'member',
  carol: 'member',
  dave: 'accountant',
  erin: 'accountant',
  admin: 'administrator'
}

/** Who started a while ago has to enable it at once; erin is new. */
const graceDays: Record<string, number> = { erin: 14 }

/** What somebody who tries the example can type to sign in. */
export function demoUserLines (config: Config): string[] {
  return [
    'Demo users, each with the password <name>-password:',
    '  alice, bob, carol  may enable two-factor authentication',
    '  dave               accountant: must enable it',
    `  erin               accountant, new: must enable it within ${graceDays['erin']} days`,
    `  admin              administrator: ${takesPasskeys(config) ? 'must have a passkey' : 'must enable it'}, unlocks and resets others at /admin`
  ]
}

/** Adds the demo users at the first start. Not for production: everybody knows their passwords. */
export async function createDemoUsers (users: Users): Promise<void> {
  if ((await users.list()).length > 0) return
  const demo = await Promise.all(Object.entries(demoUsers).map(async ([username, role]) => {
    return {
      username,
      role,
      locale: null,
      timeZone: 'Europe/Rome',
      graceEndsAt: graceEnd(username),
      passwordHash: await hashPassword(`${username}-password`)
    }
  }))
  try {
    await users.add(demo)
  } catch (error) {
    // another instance that started at the same time may have been faster
    if ((await users.list()).length === 0) throw error
  }
}

function graceEnd (username: string): string | null {
  const days = graceDays[username]
  return days === undefined ? null : new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString()
}
