import type { UserRepository } from 'fastify-two-factor'

interface Tenant { name: string, requiresTwoFactor: boolean, helpUrl: string, trustDays: number }

/** A user of a tenant that says how its people sign in: for `findUser`. */
export function ofTenant (
  find: (userId: string) => Promise<{ email: string, tenant: Tenant } | undefined>
): UserRepository['findUser'] {
  return async userId => {
    const user = await find(userId)
    return user && {
      accountName: user.email,
      issuerName: user.tenant.name,
      twoFactor: user.tenant.requiresTwoFactor ? 'required' : 'optional',
      trustClients: user.tenant.trustDays > 0,
      helpUrl: user.tenant.helpUrl
    }
  }
}
