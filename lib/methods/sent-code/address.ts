import { digest } from '../../crypto/digest.js'

/** Shorter addresses are told by their end alone, longer ones with their host. */
const SHORT = 10

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What the record keeps of an address: enough to see that it is another one now. */
export function addressHashOf (userId: string, address: string): string {
  return digest('sent code address', userId, address)
}

/** The same of the address that codes go to; nothing where none are sent here, or to this user. */
export function usedAddressHash (
  sendsCodes: boolean,
  userId: string,
  user: { readonly codeAddress: string | undefined } | null | undefined
): string | undefined {
  const address = sendsCodes ? user?.codeAddress : undefined
  return address === undefined ? undefined : addressHashOf(userId, address)
}

/** An address as its owner knows it again and nobody else learns it: `a…e@acme.example`, `…67`. */
export function maskAddress (address: string): string {
  const all = charactersOf(address)
  if (all.length < SHORT) return `…${all.at(-1)}`
  const [, name, host] = /^(.+)(@[^@]+)$/su.exec(address) ?? []
  if (name === undefined || host === undefined) return `…${all.slice(-2).join('')}`
  const given = charactersOf(name)
  return `${given.length > 2 ? given[0] : ''}…${given.length > 4 ? given.at(-1) : ''}${host}`
}

function charactersOf (text: string): string[] {
  return [...characters.segment(text)].map(({ segment }) => segment)
}
