import type { OnEvent, TwoFactorEvent } from 'fastify-two-factor'

/** What a queue of mails can do. Whoever sends them asks for the user's address then, not before. */
export interface MailQueue {
  /** Adds a mail, unless there is or was one with this key. */
  add (mail: { key: string, userId: string, text: string, afterSeconds?: number }): Promise<unknown>
  /** Takes one out that was not sent yet, if it is there. */
  remove (key: string): Promise<unknown>
}

/** Who has the second factor has used it by then. */
const SECONDS_FOR_A_CODE = 600

/** One act, one mail: to the user, as `onEvent`. */
export function mailOnEvents (queue: MailQueue): OnEvent {
  return async event => {
    const { userId, type } = event
    if (type === 'challenged') {
      // a remember-me cookie proves no password
      if (event.fresh) await queue.add({ key: event.signInId, userId, afterSeconds: SECONDS_FOR_A_CODE, text: stolenPassword(event) })
      return
    }
    if (type === 'signed-in') await queue.remove(event.signInId)
    const text = textOf(event)
    if (text === undefined) return
    const advice = 'If you did not expect this, change your password and call us.'
    await queue.add({ key: actOf(event), userId, text: `${text}${byWhom(event)} ${advice}` })
  }
}

/** What one sign-in did to a user at one moment is one act, and its first event the one that says most. */
function actOf ({ id, userId, signInId, by, at }: TwoFactorEvent): string {
  const doer = signInId ?? by?.signInId
  return doer === undefined ? id : `${doer} ${userId} ${at.getTime()}`
}

function stolenPassword ({ client, at }: Extract<TwoFactorEvent, { type: 'challenged' }>): string {
  const what = `Somebody entered your password with ${client.label} on ${at.toUTCString()} and did not complete the sign-in.`
  return `${what} If that was not you, change your password.`
}

/** The helpdesk did it, or a script of the operators. */
function byWhom ({ by }: TwoFactorEvent): string {
  return by === undefined ? '' : ' Our helpdesk did this for you.'
}

/** What the mail about an event begins with; nothing where it is worth none. */
function textOf (event: TwoFactorEvent): string | undefined {
  switch (event.type) {
    case 'signed-in': return event.client.known ? undefined : `Your account was used in a new browser, ${event.client.label}.`
    case 'enabled': return `Two-factor authentication is on, with “${event.authenticator.name}”.`
    case 'imported': return `“${event.authenticator.name}” came along from our former system.`
    case 'disabled': return 'Two-factor authentication is off.'
    case 'reset': return 'Two-factor authentication was reset. You set it up again as you sign in.'
    case 'authenticator-added': return `“${event.authenticator.name}” can be used to sign in now.`
    case 'authenticator-removed': return `“${event.authenticator.name}” cannot be used to sign in any more.`
    case 'authenticator-suspect': return `The passkey “${event.authenticator.name}” may have been copied. We refused it.`
    case 'recovery-code-used': return `A recovery code was used to sign in. Codes that are left: ${event.left}.`
    case 'recovery-codes-regenerated': return 'You have new recovery codes. The old ones no longer work.'
    case 'locked': return 'After too many wrong codes none is taken for a while.'
    case 'blocked': return 'After 100 wrong codes none is taken any more. A recovery code still works, and our helpdesk can lift this.'
    case 'unlocked': return 'Codes are taken again.'
    default: return undefined
  }
}
