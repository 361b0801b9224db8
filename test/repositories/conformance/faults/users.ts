import { giving, type Fault } from '../faulty-repository.js'

export const faultyUsers: readonly Fault[] = [
  {
    what: 'a user who is not found',
    code: 'TWO_FACTOR_REPOSITORY_USER_MISSING',
    message: /"aB3x"/,
    faulty: giving(() => undefined)
  },
  {
    what: 'a user without an accountName',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /accountName of "aB3x" as undefined/,
    faulty: giving(() => ({}))
  },
  {
    what: 'a role policy that does not exist',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /twoFactor of "aB3x" as true \(boolean\).*'optional' or 'required'/,
    faulty: giving(user => user && { ...user, twoFactor: true })
  },
  {
    what: 'a database\'s 0 that should be false',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /trustClients of "aB3x" as 0 \(number\)/,
    faulty: giving(user => user && { ...user, hasPassword: true, trustClients: 0 })
  },
  {
    what: 'a date as text',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /graceEndsAt.*valid Date/,
    faulty: giving(user => user && { ...user, locale: null, issuerName: 'Acme', graceEndsAt: '2026-01-01' })
  },
  {
    what: 'a user made up for an unknown id',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVENTED',
    faulty: giving(user => user ?? { accountName: 'nobody' })
  },
  {
    what: 'an unknown user who is an error',
    code: 'TWO_FACTOR_REPOSITORY_REJECTED',
    message: /findUser\("nobody-.*"not found"/,
    faulty: giving(user => {
      if (user === undefined) throw new Error('not found')
      return user
    })
  }
]
