/** What a client said that it is; nothing where it did not say. */
export interface ClientNames {
  readonly browser?: string | undefined
  readonly system?: string | undefined
}

/** The label of a client that does not say what it is; the pages show it in the user's language. */
export const UNKNOWN_CLIENT = 'Unknown client'

/** Browser and system of a client in English: `Firefox on Windows`. */
export function labelOf ({ browser, system }: ClientNames): string {
  const names = [browser, system].filter(name => name !== undefined)
  return names.length === 0 ? UNKNOWN_CLIENT : names.join(' on ')
}
