import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import t, { type Test } from 'tap'
import { mailCodes } from '../../example-app/recipes/mail-codes.js'
import { createApplication, users, type TestApplication } from '../support/application.js'

interface Received { recipients: string[], text: string }

/** An SMTP server of this process, and an application that sends its codes through it. */
async function withServer (t: Test, codeAddress = 'alice@acme.example'): Promise<TestApplication & { mails: Received[], close: () => Promise<void> }> {
  const mails: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData (stream, { envelope }, done) {
      let text = ''
      stream.on('data', chunk => { text += String(chunk) })
      stream.on('end', () => {
        mails.push({ recipients: envelope.rcptTo.map(({ address }) => address), text })
        done()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const close = async (): Promise<void> => await new Promise(resolve => { server.close(() => { resolve() }) })
  t.teardown(close)
  const application = await createApplication({
    users: { ...users, alice: { accountName: 'alice@example.com', codeAddress } },
    sendCode: mailCodes(`smtp://127.0.0.1:${port}?ignoreTLS=true`, 'Acme <no-reply@acme.example>')
  })
  return { ...application, mails, close }
}

const codeIn = ({ text }: Received): string => /^(\d{6}) is your code/m.exec(text)![1]!

t.test('the message arrives with its code, confirms the address, and the next one signs in', async t => {
  const { login, mails, clock } = await withServer(t)
  const browser = await login('alice')
  t.match(await browser.post('/two-factor/sent-code'), { status: 200, body: { to: 'a…e@acme.example' } })
  t.match(mails, [{ recipients: ['alice@acme.example'], text: /From: Acme <no-reply@acme.example>[^]*Subject: Your code for Acme/ }])
  t.match(mails[0]!.text, 'to get codes at this address')
  t.notMatch(mails[0]!.text.split('\r\n\r\n')[0]!, codeIn(mails[0]!), 'no header has the code')
  t.equal((await browser.post('/two-factor/sent-code/confirm', { code: codeIn(mails[0]!) })).status, 200)
  clock.now += 60_000
  const next = await login('alice')
  await next.post('/two-factor/sent-code')
  t.match(mails[1]!.text, 'to sign in')
  t.match(await next.post('/two-factor/challenge', { code: codeIn(mails[1]!) }), { status: 200, body: { status: 'complete', method: 'sent-code' } })
})

t.test('an address that looks like a list reaches nobody else', async t => {
  const { login, mails } = await withServer(t, 'alice@acme.example, thief@evil.example')
  await (await login('alice')).post('/two-factor/sent-code')
  t.notOk(mails.some(({ recipients }) => recipients.includes('thief@evil.example')))
})

t.test('a mail server that is down is 503, and nobody is signed in', async t => {
  const { login, close } = await withServer(t)
  const browser = await login('alice')
  await close()
  t.match(await browser.post('/two-factor/sent-code'), { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } })
})
