import { isOwnHost } from './same-origin.js'

/** Where a request was sent to: its path as a browser calls it, its host, and the origins that are this site's. */
export interface Here {
  readonly path: string
  readonly host: string
  readonly origins: ReadonlySet<string>
}

/** Whether a path or an absolute URL leads here again, with whatever query and fragment. */
export function leadsHere (url: string, { path, host, origins }: Here): boolean {
  if (url.startsWith('/')) return pathIn(url) === path
  const { pathname, origin } = new URL(url)
  // a proxy may not tell which host was asked: the only origin that there is, is this one
  return pathname === path && (isOwnHost(url, host) || (origins.size === 1 && origins.has(origin)))
}

/** The path of an address of this site, without query and fragment. */
export function pathIn (url: string): string {
  return url.split(/[?#]/)[0]!
}
