import t, { type Test } from 'tap'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { redirected } from '../../support/answers.js'
import { createApplication, type TestApplication } from '../../support/application.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import type { Answer, Client } from '../../support/client.js'
import { alertOf, elementsOf, formsOf, formTo, headingOf, linksOf, noticesOf, textOf } from '../../support/page.js'

const ORIGIN = 'http://localhost'
const REGISTRATION = 'Add a passkey or security key'

async function open (): Promise<TestApplication & { alice: Client }> {
  const application = await createApplication({ origin: ORIGIN, passkeys: passkeys() })
  return { ...application, alice: await application.login('alice') }
}

function key (): SoftAuthenticator {
  return new SoftAuthenticator({ origin: ORIGIN })
}

/** What the page of a registration asks the browser for, and what is in its fields. */
function askedBy (t: Test, { body }: Answer): { options: any, name: string | undefined } {
  t.equal(headingOf(body), REGISTRATION)
  const elements = elementsOf(body)
  const options = elements.find(({ attributes }) => 'data-options' in attributes)!.attributes['data-options']!
  return { options: JSON.parse(options), name: elements.find(({ attributes }) => attributes['id'] === 'name')!.attributes['value'] }
}

function confirm (browser: Client, credential: object, more: object = {}): Promise<Answer> {
  return browser.submit('/two-factor/passkeys/confirm', { credential: JSON.stringify(credential), ...more })
}

t.test('a registration that took too long is shown anew, with its name, and what is asked then is registered', async t => {
  const { alice, clock } = await open()
  const { options } = askedBy(t, await alice.submit('/two-factor/passkeys'))
  clock.now += 600_000
  const late = await confirm(alice, key().create(options), { name: 'Key' })
  t.strictSame([late.status, alertOf(late.body)], [404, 'The set-up has expired. Please start again.'])
  const again = askedBy(t, late)
  t.equal(again.name, 'Key')
  t.equal(headingOf((await confirm(alice, key().create(again.options), { name: again.name })).body), 'Save your recovery codes')
})

t.test('a registration that was confirmed and is sent again leads to where it is said that it is confirmed', async t => {
  const { alice } = await open()
  const { options } = askedBy(t, await alice.submit('/two-factor/passkeys'))
  const credential = key().create(options)
  await confirm(alice, credential, { name: 'Key' })
  redirected(t, await confirm(alice, credential, { name: 'Key' }), '/two-factor')
  t.strictSame(noticesOf((await alice.page('/two-factor')).body), ['“Key” was added. It works from now on.'])
})

t.test('a passkey that was made in a second tab, while another was registered in the first, is not taken for that one', async t => {
  const { alice, app } = await open()
  const [first, second] = [await alice.submit('/two-factor/passkeys'), await alice.submit('/two-factor/passkeys')]
  await confirm(alice, key().create(askedBy(t, first).options))
  const late = await confirm(alice, key().create(askedBy(t, second).options))
  t.equal(alertOf(late.body), 'The set-up has expired. Please start again.')
  redirected(t, await confirm(alice, key().create(askedBy(t, late).options)), '/two-factor')
  t.equal((await app.twoFactor.status('alice')).authenticators.length, 2)
})

t.test('a registration that took too long, and now takes a proof first, leads back to the preferences', async t => {
  const { alice, clock } = await open()
  await confirm(alice, key().create(askedBy(t, await alice.submit('/two-factor/passkeys')).options))
  const { options } = askedBy(t, await alice.submit('/two-factor/passkeys'))
  clock.now += 600_000
  const { body } = await confirm(alice, key().create(options))
  t.strictSame([headingOf(body), alertOf(body)], ['Two-factor authentication', 'The set-up has expired. Please start again.'])
})

t.test('a passkey that another sign-in registered is said to be registered already', async t => {
  const { alice, login } = await open()
  const authenticator = key()
  const made = authenticator.create(askedBy(t, await alice.submit('/two-factor/passkeys')).options)
  await confirm(alice, made)
  const again = await login('alice')
  const { body: { passkeyOptions } } = await again.get('/two-factor/challenge')
  await again.post('/two-factor/challenge', { credential: authenticator.get(passkeyOptions) })
  const { options } = askedBy(t, await again.submit('/two-factor/passkeys'))
  const { status, body } = await confirm(again, key().create(options, { credentialId: Buffer.from(made.id, 'base64url') }))
  t.strictSame([status, headingOf(body), alertOf(body)], [409, REGISTRATION, 'This passkey or security key is registered already. Use another one.'])
})

t.test('the page of a registration offers to replace what there is, the lost one after a recovery code, and asks for a second method where it is the only one', async t => {
  const { enroll, login, alice } = await open()
  const only = (await alice.submit('/two-factor/passkeys')).body
  t.match(textOf(only), 'Afterwards, add an authenticator app or another key, too.')
  t.notMatch(textOf(only), 'Remove')
  const { client, recoveryCodes } = await enroll('bob')
  const beside = (await client.submit('/two-factor/passkeys')).body
  t.notMatch(textOf(beside), 'Afterwards, add an authenticator app or another key, too.')
  t.match(textOf(beside), 'Remove my other authenticators: Authenticator')
  const lost = await login('bob')
  await lost.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.match(textOf((await lost.submit('/two-factor/passkeys')).body), 'Remove the authenticator I lost: Authenticator')
})

t.test('a registration for a page that takes a passkey alone keeps that in its form and in the way back', async t => {
  const { alice } = await open()
  for (const [query, kept] of [['?method=passkey', '?method=passkey'], ['', '']] as const) {
    const { body } = await alice.submit(`/two-factor/passkeys${query}`)
    t.ok(formTo(body, `/two-factor/passkeys/confirm${kept}`), query)
    t.ok(linksOf(body).includes(`/two-factor${kept}`), query)
  }
})

t.test('without its route the form of a registration has no address to post to', async t => {
  const { login } = await createApplication({ origin: ORIGIN, passkeys: passkeys(), routes: { confirmPasskey: false } })
  const { body } = await (await login('alice')).submit('/two-factor/passkeys?method=passkey')
  t.equal(formsOf(body)[0]!.action, '')
})
