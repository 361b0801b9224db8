import type { PageLook } from './options.js'
import type { PageName } from './pages.js'

/** Pages with a key or codes: neither a style nor an image from elsewhere may come near these. */
const SECRET: readonly PageName[] = ['enrollment', 'recoveryCodes']

/** The application's stylesheet for a page; one from elsewhere is no guest of pages with secrets. */
export function stylesheetOf ({ stylesheet }: PageLook, page: PageName): string | undefined {
  return stylesheet !== undefined && !stylesheet.startsWith('/') && SECRET.includes(page) ? undefined : stylesheet
}

/**
 * The policy of a page. There is no `form-action`: browsers hold it against each redirect that follows a form as well, and
 * an application may go on to another origin after a sign-in. No page shows HTML of a user's, and `base-uri` keeps actions here.
 */
export function contentSecurityPolicy (look: PageLook, page: PageName): string {
  const stylesheet = stylesheetOf(look, page)
  const styles = stylesheet === undefined || stylesheet.startsWith('/') ? [] : [new URL(stylesheet).origin]
  const images = SECRET.includes(page) ? [] : look.imageOrigins ?? []
  return [
    "default-src 'none'",
    ["style-src 'self'", ...styles].join(' '),
    ["font-src 'self'", ...styles].join(' '),
    "script-src 'self'",
    ["img-src 'self' data:", ...images].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'"
  ].join('; ')
}
