import type { SentCodeMessage } from '../../../lib/index.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../../support/application.js'
import type { Client } from '../../support/client.js'

export const addresses = {
  ...users,
  alice: { accountName: 'alice@example.com', codeAddress: 'alice@acme.example' },
  bob: { accountName: 'bob@example.com', codeAddress: '+39 333 1234567' }
}

export interface SendingApplication extends TestApplication {
  /** The messages that went out, oldest first. */
  sent: SentCodeMessage[]
  /** Enrolls sent codes for the user in a session of their own, and lets a minute pass. */
  confirm (userId: string): Promise<{ client: Client, recoveryCodes: string[] }>
  /** Asks for a code in this session, lets a minute pass and gives the code. */
  ask (client: Client): Promise<string>
}

/** An application that sends codes, into a list. */
export async function createSending (options: ApplicationOptions = {}): Promise<SendingApplication> {
  const sent: SentCodeMessage[] = []
  const application = await createApplication({ users: addresses, sendCode: message => { sent.push(message) }, ...options })
  const { clock, login } = application
  const ask = async (client: Client): Promise<string> => {
    const { status, body } = await client.post('/two-factor/sent-code')
    if (status !== 200) throw new Error(`no code was sent: ${status} ${JSON.stringify(body)}`)
    clock.now += 60_000
    return sent.at(-1)!.code
  }
  return {
    ...application,
    sent,
    ask,
    async confirm (userId) {
      const client = await login(userId)
      const { body: { recoveryCodes } } = await client.post('/two-factor/sent-code/confirm', { code: await ask(client) })
      return { client, recoveryCodes }
    }
  }
}
