import t from 'tap'
import { requireSignIn } from '../../lib/index.js'
import { mailOnEvents } from '../../example-app/recipes/mails.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'

interface Mail { key: string, userId: string, text: string, afterSeconds?: number }

/** An application whose events go to a queue in memory. */
async function withQueue (more: ApplicationOptions = {}): Promise<TestApplication & { mails: Mail[] }> {
  const mails: Mail[] = []
  const keys = new Set<string>()
  const application = await createApplication({
    ...more,
    onEvent: mailOnEvents({
      async add (mail) {
        if (!keys.has(mail.key)) mails.push(mail)
        keys.add(mail.key)
      },
      async remove (key) {
        const index = mails.findIndex(mail => mail.key === key)
        if (index !== -1) mails.splice(index, 1)
      }
    })
  })
  return { ...application, mails }
}

const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }

t.test('who enables two-factor authentication gets one mail about it', async t => {
  const { clock, login, code, mails } = await withQueue()
  const browser = await login('alice', firefox)
  mails.length = 0
  clock.now += 1000
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.match(mails, [{ userId: 'alice', text: /^Two-factor authentication is on, with “Authenticator”\. If you did not/ }])
})

t.test('who is held to enroll, and does it in a new browser, gets one mail about it', async t => {
  const { login, code, mails } = await withQueue({ users: { alice: { accountName: 'alice', twoFactor: 'required' } } })
  const browser = await login('alice', firefox)
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.match(mails.map(({ text }) => text), [/^Two-factor authentication is on/])
})

t.test('an authenticator that takes the place of another is one mail, and the next change another one', async t => {
  const { enroll, clock, code, mails } = await withQueue()
  const { client: browser } = await enroll('alice')
  mails.length = 0
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret), replace: true, name: 'new phone' })).status, 200)
  t.match(mails.map(({ text }) => text), [/^“new phone” can be used to sign in now/])
  clock.now += 30_000
  t.equal((await browser.post('/two-factor/recovery-codes', { code: code(secret) })).status, 200)
  t.match(mails.at(-1), { text: /^You have new recovery codes/ })
})

t.test('a password without a code after it is mailed ten minutes later, and not at all where the code follows', async t => {
  const { enroll, login, code, clock, mails } = await withQueue()
  const { secret } = await enroll('alice')
  mails.length = 0
  const browser = await login('alice', firefox)
  t.match(mails, [{ userId: 'alice', afterSeconds: 600, text: /^Somebody entered your password with Firefox on Linux on \w+, .* and did not complete the sign-in/ }])
  clock.now += 30_000
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.match(mails.map(({ text }) => text), [/^Your account was used in a new browser, Firefox on Linux\./])
})

t.test('a browser that is known is no news', async t => {
  const { enroll, login, code, clock, mails } = await withQueue()
  const { secret } = await enroll('alice')
  clock.now += 30_000
  const browser = await login('alice', firefox)
  await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true }, firefox)
  mails.length = 0
  await browser.post('/login', { userId: 'alice' }, firefox)
  t.strictSame(mails, [])
})

t.test('a recovery code that signed in is one mail, in a new browser too', async t => {
  const { enroll, login, mails } = await withQueue()
  const { recoveryCodes } = await enroll('alice')
  const browser = await login('alice', firefox)
  mails.length = 0
  t.equal((await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  t.match(mails.map(({ text }) => text), [/^A recovery code was used to sign in\. Codes that are left: 9\./])
})

t.test('a mail says where the helpdesk did it', async t => {
  const { enroll, login, mails } = await withQueue({
    extend: app => {
      app.post('/helpdesk', { onRequest: requireSignIn }, async request => {
        await app.twoFactor.reset('alice', { by: request })
        return {}
      })
    }
  })
  await enroll('alice')
  const helpdesk = await login('carol')
  mails.length = 0
  t.equal((await helpdesk.post('/helpdesk', {})).status, 200)
  t.match(mails.map(({ text }) => text), [/^Two-factor authentication was reset\..* Our helpdesk did this for you\./])
})
