import { randomId } from '../../crypto/random.js'
import type { SavedTwoFactorEvent } from '../../events.js'

/** Names that databases are known to change; a user may have given them. */
const names: readonly string[] = [
  'quotes \' " ` and backslashes \\ \\\\ \\n', 'placeholders ? ?? $1 $$ :name @name %s %d {0}', 'a\u0301\ufb01\u00df\u0130\u0131',
  '😀 👩‍👩‍👧 𝒳 עברית 漢字', 'spaces \u00a0\u2003\u2028\ufeff at the end   ', 'x'.repeat(512)
]

/** The event of that number: of one of several types, of a user to whom nothing happened. */
export function sampleEvent (userId: string, number: number): SavedTwoFactorEvent {
  const made = { id: randomId(), userId, at: new Date(), test: true } as const
  switch (number % 3) {
    case 0: return { ...made, type: 'unlocked', by: { userId: 'an administrator', signInId: randomId() } }
    case 1: return { ...made, type: 'locked', signInId: randomId(), until: new Date() }
    default: {
      const name = names[Math.floor(number / 3) % names.length]!
      const authenticator = { id: randomId(), type: 'totp', name }
      return { ...made, type: 'authenticator-renamed', signInId: randomId(), authenticator, from: name }
    }
  }
}
