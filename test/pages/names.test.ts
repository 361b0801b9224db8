import t from 'tap'
import { en } from '../../lib/pages/messages/en.js'
import { listText, shownClient, shownName } from '../../lib/pages/names.js'
import { DEFAULT_NAME } from '../../lib/record/names.js'
import { createApplication, users } from '../support/application.js'

const messages = { ...en, unnamedAuthenticator: 'Autenticatore', browserOnSystem: '{browser} su {system}', unknownClient: 'Browser sconosciuto' }

t.test('an authenticator that nobody named is called so in the user\'s language, any other by its name', async t => {
  t.equal(shownName(DEFAULT_NAME, messages), 'Autenticatore')
  for (const name of ['my phone', 'authenticator', '', ' Authenticator']) t.equal(shownName(name, messages), name)
})

t.test('a remembered browser is called by what is known of it, in the user\'s language', async t => {
  t.equal(shownClient({ browser: 'Firefox', system: 'Windows' }, messages), 'Firefox su Windows')
  t.equal(shownClient({ browser: 'Firefox', system: undefined }, messages), 'Firefox')
  t.equal(shownClient({ system: 'Windows' }, messages), 'Windows')
  t.equal(shownClient({}, messages), 'Browser sconosciuto')
})

t.test('what a browser says of itself is no template', async t => {
  t.equal(shownClient({ browser: '{system}', system: '{browser}' }, messages), '{system} su {browser}')
})

t.test('names are listed as the language lists them', async t => {
  t.equal(listText(['phone', 'tablet', 'key'], 'en'), 'phone, tablet, and key')
  t.equal(listText(['phone', 'tablet'], 'it'), 'phone e tablet')
  t.equal(listText(['phone'], 'en'), 'phone')
  t.equal(listText([], 'en'), '')
})

t.test('the word for an authenticator that a form had in some language is no name, and JSON names it as it likes', async t => {
  const { login, code, app } = await createApplication({ users: { carol: { ...users['carol']!, locale: 'de' } } })
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.submit('/two-factor/enrollment/confirm', { code: code(secret), name: ' Authentifikator ' })
  const named = async (): Promise<string> => (await app.twoFactor.status('carol')).authenticators[0]!.name
  t.equal(await named(), DEFAULT_NAME)
  const { authenticators: [{ id }] } = (await browser.get('/two-factor')).body
  await browser.submit(`/two-factor/authenticators/${id}/rename`, { name: 'Telefon' })
  t.equal(await named(), 'Telefon')
  await browser.submit(`/two-factor/authenticators/${id}/rename`, { name: 'Autenticatore' })
  t.equal(await named(), DEFAULT_NAME)
  await browser.post(`/two-factor/authenticators/${id}/rename`, { name: 'Autenticatore' })
  t.equal(await named(), 'Autenticatore')
})
