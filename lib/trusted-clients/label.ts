import Bowser from 'bowser'

/** The label of a client that does not say what it is; the pages show it in the user's language. */
export const UNKNOWN_CLIENT = 'Unknown client'

const browsers = new Set(Object.values(Bowser.BROWSER_MAP))
const systems = new Set(Object.values(Bowser.OS_MAP))

/** Browser and system of a client, as people know them: `Firefox on Windows`. It contains no text of the header itself. */
export function clientLabel (userAgent: string | undefined): string {
  if (userAgent === undefined || userAgent === '') return UNKNOWN_CLIENT
  const { browser, os } = Bowser.parse(userAgent.slice(0, 512))
  const names = [known(browsers, browser.name), known(systems, os.name)].filter(name => name !== undefined)
  return names.length === 0 ? UNKNOWN_CLIENT : names.join(' on ')
}

function known (names: ReadonlySet<string | undefined>, name: string | undefined): string | undefined {
  return names.has(name) ? name : undefined
}
