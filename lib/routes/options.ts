import { isFalseOrObject, isFunction } from '../options/checks.js'
import { check, type Option } from '../options/option.js'
import { optionInvalid } from '../errors.js'
import { addresses } from '../web/addresses.js'
import type { TwoFactorRouteOverrides } from './route.js'

/** The option that the routes read. */
export const routeOptions = {
  /** Overrides of the built-in routes by name, or `false` for none of them. */
  routes: { read: readRoutes } as Option<false | TwoFactorRouteOverrides | undefined, false | TwoFactorRouteOverrides>
}

function readRoutes (given: unknown, name: string): false | TwoFactorRouteOverrides {
  if (check(name, given, value => value === undefined || isFalseOrObject(value), 'false or an object') === false) return false
  const overrides = { ...given as TwoFactorRouteOverrides }
  for (const [key, override] of Object.entries(overrides)) {
    if (!Object.hasOwn(addresses, key)) {
      throw optionInvalid(`${name}.${key}`, `is no route. Routes are: ${Object.keys(addresses).join(', ')}`)
    }
    check(`${name}.${key}`, override, value => value === undefined || value === false || isFunction(value), 'false or a function')
  }
  return Object.freeze(overrides)
}
