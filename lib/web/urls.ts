import { outward, type Base } from './base.js'
import { addresses, type Address, type Links, type Place, type RouteName } from './addresses.js'

/** Where the application wants browsers to be sent, and what a proxy takes off. */
export interface Urls extends Readonly<Partial<Record<Place, string | undefined>>> {
  readonly base?: Base
}

/** The route that shows a place; the application's own pages have none. */
const routeOf: Partial<Record<Place, RouteName>> = {
  challenge: 'challenge',
  enrollment: 'enrollment',
  preferences: 'preferences',
  stepUp: 'stepUpOptions'
}

const defaults: Urls = { login: '/login', home: '/' }

/** The page of a place, to redirect a browser to; none where there is no such page. */
export function pageUrl (urls: Urls, links: Links, hasPages: boolean, place: Place): string | undefined {
  const route = routeOf[place]
  const own = urls[place] ?? (hasPages ? defaults[place] : undefined)
  return own === undefined ? hasPages && route !== undefined ? links[route] : undefined : outward(urls.base, own)
}

/** The URL of a place, for answers that always name one. */
export function placeUrl (urls: Urls, links: Links, place: Place): string {
  return pageUrl(urls, links, true, place) ?? outward(urls.base, urls.home ?? '/')
}

/** The place with the built-in form that posts to this path. */
export function placeOfForm (paths: Links, path: string): Place | undefined {
  return formsAt(paths, path).find(place => place !== undefined)
}

/** The same, but `undefined` where a page has the path as well. */
export function pageOfForm (paths: Links, path: string): Place | undefined {
  const places = formsAt(paths, path)
  return places.includes(undefined) ? undefined : places[0]
}

function formsAt (paths: Links, path: string): (Place | undefined)[] {
  const names = Object.keys(paths) as RouteName[]
  return names.filter(name => matches(paths[name]!, path)).map(name => (addresses[name] as Address).form)
}

function matches (link: string, path: string): boolean {
  const [before, after] = link.split(':id') as [string, string?]
  return after === undefined ? path === link : path.startsWith(before) && path.endsWith(after)
}

/** Characters that every proxy takes in a header, and in a query. What is longer stays in the session, or goes by a page. */
export const ADDRESS_MAX_LENGTH = 2000

/** The URL, with a parameter that says where to go on afterwards. */
export function withNext (url: string, next: string | undefined): string {
  if (next === undefined) return url
  const encoded = encodeURIComponent(next)
  return encoded.length > ADDRESS_MAX_LENGTH ? url : withParameter(url, 'next', encoded)
}

/** The URL with one more parameter, whose value is encoded already. */
export function withParameter (url: string, name: string, encoded: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${name}=${encoded}`
}
