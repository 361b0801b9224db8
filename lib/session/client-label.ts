import Bowser from 'bowser'

const MAX_LENGTH = 64

/** Browser and system of a client, as people know them: `Firefox on Windows`. */
export function clientLabel (userAgent: string | undefined): string {
  if (userAgent === undefined || userAgent === '') return 'Unknown client'
  const { browser, os } = Bowser.parse(userAgent.slice(0, 512))
  const label = [browser.name, os.name].filter(Boolean).join(' on ')
  return label === '' ? 'Unknown client' : label.slice(0, MAX_LENGTH)
}
