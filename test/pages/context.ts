import { en } from '../../lib/pages/messages/en.js'
import type { PageContext } from '../../lib/pages/page.js'
import { addresses, type Links } from '../../lib/web/addresses.js'

/** Where every built-in route is by default. */
export const links: Links = Object.fromEntries(Object.entries(addresses).map(([name, { url }]) => [name, `/two-factor${url === '/' ? '' : url}`]))

/** What a page is told of a request that nothing is special about, with other things over it. */
export function contextWith (given: Partial<Record<keyof PageContext, unknown>> = {}): PageContext {
  return {
    request: { method: 'GET', body: undefined },
    reply: {},
    messages: en,
    language: 'en',
    dir: 'ltr',
    timeZone: 'UTC',
    links,
    postedTo: undefined,
    waitSeconds: undefined,
    errorField: undefined,
    siteName: 'Acme',
    account: 'alice@example.com',
    helpUrl: undefined,
    notice: undefined,
    ...given
  } as PageContext
}
