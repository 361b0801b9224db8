/**
 * What a proxy takes off the path before the application sees it. Inside, every path is the application's own; a browser is
 * told of it with the base in front.
 */
export type Base = string | undefined

/** A path of the application, or an absolute URL, as a browser is told of it. */
export function outward (base: Base, url: string): string {
  return base !== undefined && url.startsWith('/') ? base + url : url
}

/** A path that came from a browser, as the application knows it; `undefined` where it is none below the base. */
export function inward (base: Base, path: string): string | undefined {
  if (base === undefined) return path
  return path.startsWith(`${base}/`) ? path.slice(base.length) : undefined
}
