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
    message: /twoFactor of "aB3x" as true \(boolean\).*'optional', 'required' or 'phishing-resistant'/,
    faulty: giving(user => user && { ...user, twoFactor: true })
  },
  {
    what: 'a text that should be false',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /trustClients of "aB3x" as f \(string\)/,
    faulty: giving(user => user && { ...user, hasPassword: 1, trustClients: 'f' })
  },
  {
    what: 'a date as seconds',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /graceEndsAt.*1767225600 \(number\).*valid Date/,
    faulty: giving(user => user && { ...user, locale: null, issuerName: 'Acme', graceEndsAt: 1_767_225_600 })
  },
  {
    what: 'a name that is no text',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /issuerName of "aB3x" as an object. It must be a string, or nothing/,
    faulty: giving(user => user && { ...user, issuerName: { en: 'Acme' } })
  },
  {
    what: 'a role policy in another spelling',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /twoFactor of "aB3x" as two_factor. It must be spelled as here/,
    faulty: giving(user => user && { ...user, two_factor: 'required' })
  },
  {
    what: 'an account name in another spelling',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /accountName of "aB3x" as account_name/,
    faulty: giving(user => user && { account_name: user.accountName })
  },
  {
    what: 'a list of users',
    code: 'TWO_FACTOR_REPOSITORY_USER_INVALID',
    message: /the user of "aB3x" as an Array. It must be an object/,
    faulty: giving(user => user && [user])
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
