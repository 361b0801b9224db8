import Bowser from 'bowser'
import type { ClientNames } from '../record/client-label.js'

export { UNKNOWN_CLIENT } from '../record/client-label.js'

const browsers = new Set(Object.values(Bowser.BROWSER_MAP))
const systems = new Set(Object.values(Bowser.OS_MAP))

/** Browser and system of a client, as people know them. They contain no text of the header itself. */
export function clientNames (userAgent: string | undefined): ClientNames {
  if (userAgent === undefined || userAgent === '') return {}
  const { browser, os } = Bowser.parse(userAgent.slice(0, 512))
  return { browser: known(browsers, browser.name), system: known(systems, os.name) }
}

function known (names: ReadonlySet<string | undefined>, name: string | undefined): string | undefined {
  return names.has(name) ? name : undefined
}
