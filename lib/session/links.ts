/** Where browsers are sent, for applications with pages of their own: paths, or absolute URLs. */
export interface TwoFactorUrls {
  /** Default `/login`. */
  login?: string | undefined
  /** Default `/`. */
  home?: string | undefined
  /** Default: the plugin's page, as for those below. */
  challenge?: string | undefined
  enrollment?: string | undefined
  preferences?: string | undefined
  stepUp?: string | undefined
}

/** Where each built-in route is, its prefixes included; parameters stand as `:id`. Missing where the route was left out. */
export type Links = Readonly<Record<string, string | undefined>>

/** A place that a browser can be sent to. */
export type Place = keyof TwoFactorUrls

const routeOf: Record<Place, string> = {
  login: 'login',
  home: 'home',
  challenge: 'challenge',
  enrollment: 'enrollment',
  preferences: 'preferences',
  stepUp: 'stepUpPage'
}

const fallbacks: TwoFactorUrls = { login: '/login', home: '/' }

/** The URL of a place: the application's own, else the built-in route's. */
export function placeUrl (urls: TwoFactorUrls, links: Links, place: Place): string {
  return urls[place] ?? links[routeOf[place]] ?? fallbacks[place] ?? fallbacks.home!
}

/** The page of a place; none where the application has no pages and did not name one. */
export function pageUrl (urls: TwoFactorUrls, links: Links, hasPages: boolean, place: Place): string | undefined {
  if (!hasPages) return urls[place]
  return placeUrl(urls, links, place)
}

/** A URL that says where to go on afterwards. */
export function withNext (url: string, next: string | undefined): string {
  if (next === undefined) return url
  return `${url}${url.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`
}
