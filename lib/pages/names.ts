import { DEFAULT_NAME, SENT_CODES_NAME } from '../record/names.js'
import { fill, type TwoFactorMessages } from './messages.js'

/** The name of an authenticator, in the user's language where nobody named it. */
export function shownName (name: string, messages: TwoFactorMessages): string {
  if (name === SENT_CODES_NAME) return messages.typeSentCode
  return name === DEFAULT_NAME ? messages.unnamedAuthenticator : name
}

/** What a remembered browser is called, in the user's language. */
export function shownClient (
  { browser, system }: { browser?: string | undefined, system?: string | undefined },
  messages: TwoFactorMessages
): string {
  if (browser !== undefined && system !== undefined) return fill(messages.browserOnSystem, { browser, system })
  return browser ?? system ?? messages.unknownClient
}

/** Several names, as the language lists them. */
export function listText (names: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names)
}
