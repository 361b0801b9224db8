import t from 'tap'
import { createApplication, SECRET } from '../support/application.js'
import { optionsWith, refusesOption, serviceWith, start } from '../support/start.js'

t.test('a number of expiry days that is no whole number from 0 to 365 refuses to start', async t => {
  for (const expiryDays of [Number.NaN, -1, 0.5, 366, 1e9, Infinity, -Infinity, '30', null, true, [30]]) {
    await refusesOption(t, serviceWith({ expiryDays }), 'service.expiryDays', Array.isArray(expiryDays) ? /got \[/ : new RegExp(`from 0 to 365, got '?${expiryDays}'?$`))
  }
})

t.test('0 and 365 expiry days start', async t => {
  await t.resolves(start(serviceWith({ expiryDays: 0 })))
  await t.resolves(start(serviceWith({ expiryDays: 365 })))
})

t.test('an issuer name that an authenticator app could not show as it is refuses to start', async t => {
  for (const issuerName of ['', 'A:B', 'Acme\n', 'Ac\u0000me', ' Acme', 'Acme ', '\u200b\u00ad', 'x'.repeat(65), '\uD800', 5, ['Acme']]) {
    await refusesOption(t, serviceWith({ issuerName }), 'service.issuerName', /must be 1 to 64 characters.*, got /)
  }
})

t.test('an issuer name of 64 characters starts', async t => {
  await t.resolves(start(serviceWith({ issuerName: 'é'.repeat(64) })))
})

t.test('no issuer name and no origin to take it from refuses to start', async t => {
  await refusesOption(t, serviceWith({ issuerName: undefined }), 'service.issuerName', 'got undefined')
  await refusesOption(t, serviceWith({ issuerName: undefined }), 'service.issuerName', 'give origin')
})

t.test('an image url that is not https, or too long, refuses to start', async t => {
  for (const imageUrl of ['http://acme.example/logo.png', 'javascript:alert(1)', 'data:image/png;base64,AAAA', '//acme.example/logo.png', 'https://', '', `https://acme.example/${'x'.repeat(236)}`, 5, null, ['https://acme.example/logo.png']]) {
    await refusesOption(t, serviceWith({ imageUrl }), 'service.imageUrl', /must be an https URL of at most 256 characters, got /)
  }
})

t.test('an image url of 256 characters starts', async t => {
  await t.resolves(start(serviceWith({ imageUrl: `https://acme.example/${'x'.repeat(235)}` })))
})

t.test('an image url counts, and is shown, as it is written in a URL', async t => {
  await refusesOption(t, serviceWith({ imageUrl: `https://acme.example/${'é'.repeat(40)}` }), 'service.imageUrl', /must be an https URL of at most 256 characters, got /)
  const { login } = await createApplication({ service: { issuerName: 'Acme', secret: SECRET, imageUrl: 'https://ACME.example/a b/é.png' } })
  const { body } = await (await login('carol')).post('/two-factor/enrollment')
  t.match(body.uri, '&image=https%3A%2F%2Facme.example%2Fa%2520b%2F%25C3%25A9.png')
})

t.test('an unknown option of the service refuses to start and names the known ones', async t => {
  await refusesOption(t, serviceWith({ issuer: 'Acme' }), 'service.issuer', 'is unknown. Known are: issuerName, secret, imageUrl, expiryDays')
})

t.test('a service that is no object refuses to start', async t => {
  await refusesOption(t, optionsWith({ service: undefined }), 'service', 'undefined')
  await refusesOption(t, optionsWith({ service: null }), 'service', 'null')
  await refusesOption(t, optionsWith({ service: true }), 'service', 'boolean')
})
