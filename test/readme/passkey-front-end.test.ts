import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { createApplication } from '../support/application.js'
import { SoftAuthenticator } from '../support/authenticator.js'
import type { Client } from '../support/client.js'
import { addPasskey, passkeyOptions, signInByPasskey, startPasskey } from './passkey-front-end.js'

const origin = 'https://acme.example'

/** What the browser of this client knows: its cookies, and its authenticator. */
function browse (t: Test, client: Client, authenticator: SoftAuthenticator): void {
  // as a browser's credential, which becomes JSON by a method of its own
  const credential = (json: object): object => ({ toJSON: () => json })
  const send = async (path: string, { method, headers, body }: { method: 'GET' | 'POST', headers: Record<string, string>, body: string | null }): Promise<Response> => {
    const answer = await client.send({ method, url: path, headers: { origin, ...headers }, ...(body !== null && { payload: body }) })
    return Response.json(answer.body, { status: answer.status })
  }
  const globals = {
    fetch: send,
    PublicKeyCredential: {
      parseRequestOptionsFromJSON: (options: object) => options,
      parseCreationOptionsFromJSON: (options: object) => options
    },
    navigator: {
      credentials: {
        get: async ({ publicKey }: { publicKey: object }) => credential(authenticator.get(publicKey)),
        create: async ({ publicKey }: { publicKey: object }) => credential(authenticator.create(publicKey))
      }
    }
  }
  for (const [name, value] of Object.entries(globals)) t.intercept(globalThis as any, name as any, { value, configurable: true, writable: true })
}

t.test('the guide has this front end word for word', async t => {
  t.ok(readFileSync('lib/methods/passkey/README.md', 'utf8').includes(`\n\`\`\`ts\n${readFileSync('test/readme/passkey-front-end.ts', 'utf8')}\`\`\`\n`))
})

t.test('the front end of the guide registers a passkey, signs in by it, and says by its code what is refused', async t => {
  const { login } = await createApplication({ origin, passkeys: passkeys() })
  const authenticator = new SoftAuthenticator({ origin })
  browse(t, await login('alice'), authenticator)
  t.equal((await addPasskey(await startPasskey(), 'Key')).length, 10)

  const alice = await login('alice')
  browse(t, alice, authenticator)
  const options = await passkeyOptions()
  t.equal(await signInByPasskey(options!), '/')
  t.match(await alice.get('/me'), { status: 200, body: { userId: 'alice', method: 'passkey' } })

  browse(t, await login('alice'), authenticator)
  await t.rejects(signInByPasskey(options!), { code: 'TWO_FACTOR_INVALID_CREDENTIAL' }, 'the options of before')
})

t.test('the front end of the guide has nothing to ask for where the user has no passkey', async t => {
  const { enroll, login } = await createApplication({ origin, passkeys: passkeys() })
  await enroll('alice')
  browse(t, await login('alice'), new SoftAuthenticator({ origin }))
  t.equal(await passkeyOptions(), undefined)
})
