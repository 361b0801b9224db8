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

/** Where the forms stand that built-in routes answer; the other routes are what a browser can come back to. */
const placeOfForm: Record<string, Place> = {
  startEnrollment: 'preferences',
  confirmEnrollment: 'enrollment',
  cancelEnrollment: 'enrollment',
  verify: 'challenge',
  recover: 'challenge',
  signOut: 'preferences',
  stepUp: 'stepUp',
  regenerateRecoveryCodes: 'preferences',
  removeAuthenticator: 'preferences',
  disable: 'preferences',
  revokeTrustedClient: 'preferences',
  revokeTrustedClients: 'preferences'
}

const defaults: TwoFactorUrls = { login: '/login', home: '/' }

/** The page of a place, to redirect a browser to; none where there is no such page. */
export function pageUrl (urls: TwoFactorUrls, links: Links, hasPages: boolean, place: Place): string | undefined {
  const route = place === 'stepUp' ? 'stepUpPage' : place
  return urls[place] ?? (hasPages ? links[route] ?? defaults[place] : undefined)
}

/** The URL of a place, for answers that always name one. */
export function placeUrl (urls: TwoFactorUrls, links: Links, place: Place): string {
  return pageUrl(urls, links, true, place) ?? urls.home ?? '/'
}

/** The place of the built-in form that posts to this path, where no page has the path itself. */
export function pageOfForm (links: Links, path: string): Place | undefined {
  const places = Object.keys(links).filter(name => matches(links[name]!, path)).map(name => placeOfForm[name])
  return places.includes(undefined) ? undefined : places[0]
}

function matches (link: string, path: string): boolean {
  const [before, after] = link.split(':id') as [string, string?]
  return after === undefined ? path === link : path.startsWith(before) && path.endsWith(after)
}

/** A URL that says where to go on afterwards. */
export function withNext (url: string, next: string | undefined): string {
  if (next === undefined) return url
  return `${url}${url.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`
}
