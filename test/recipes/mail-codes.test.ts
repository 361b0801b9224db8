import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { SMTPServer } from 'smtp-server'
import t, { type Test } from 'tap'
import { mailCodes } from '../../example-app/recipes/mail-codes.js'
import { createApplication, users, type TestApplication } from '../support/application.js'

interface Received { recipients: string[], text: string }

/** An SMTP server of this process, and an application that sends its codes through it. */
async function withServer (
  t: Test,
  { codeAddress = 'alice@acme.example', bounces = false } = {}
): Promise<TestApplication & { mails: Received[], log: () => string, close: () => Promise<void> }> {
  const mails: Received[] = []
  let log = ''
  const stream = new Writable({ write (chunk, _encoding, done) { log += String(chunk); done() } })
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo ({ address }, _session, done) { done(bounces ? Object.assign(new Error(`<${address}>: no such user`), { responseCode: 550 }) : null) },
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
    server: { logger: { level: 'trace', stream, base: null } },
    sendCode: mailCodes(`smtp://127.0.0.1:${port}?ignoreTLS=true`, 'Acme <no-reply@acme.example>')
  })
  return { ...application, mails, log: () => log, close }
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
  const { login, mails } = await withServer(t, { codeAddress: 'alice@acme.example, thief@evil.example' })
  await (await login('alice')).post('/two-factor/sent-code')
  t.notOk(mails.some(({ recipients }) => recipients.includes('thief@evil.example')))
})

t.test('a mail server that is down is 503, and nobody is signed in', async t => {
  const { login, close } = await withServer(t)
  const browser = await login('alice')
  await close()
  t.match(await browser.post('/two-factor/sent-code'), { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } })
})

t.test('a mail server that refuses the address is 503, and the address is not in the log', async t => {
  const { login, log } = await withServer(t, { bounces: true })
  t.match(await (await login('alice')).post('/two-factor/sent-code'), { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } })
  t.match(log(), /no such user/)
  t.notMatch(log(), 'alice@acme.example')
})
