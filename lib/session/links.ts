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

/** The built-in routes that a browser can come back to; the others answer forms. */
const pages = ['preferences', 'enrollment', 'challenge', 'stepUpPage']

/** Where the forms stand that built-in routes answer. */
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
  return urls[place] ?? (hasPages ? links[routeOf[place]] ?? defaults[place] : undefined)
}

/** The URL of a place, for answers that always name one. */
export function placeUrl (urls: TwoFactorUrls, links: Links, place: Place): string {
  return pageUrl(urls, links, true, place) ?? urls.home ?? '/'
}

/** The place of the built-in form that posts to this path, where no page has the path itself. */
export function pageOfForm (links: Links, path: string): Place | undefined {
  const names = Object.keys(links).filter(name => matches(links[name]!, path))
  return names.some(name => pages.includes(name)) ? undefined : placeOfForm[names[0] ?? '']
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
