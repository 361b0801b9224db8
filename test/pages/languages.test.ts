import t from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import { fill } from '../../lib/pages/messages.js'
import { en } from '../../lib/pages/messages/en.js'
import { it } from '../../lib/pages/messages/it.js'
import { frameTexts, pageTexts } from '../../lib/pages/page-texts.js'
import { createApplication, users } from '../support/application.js'
import { alertOf, elementsOf, headingOf, textOf, titleOf } from '../support/page.js'

const ITALIAN = it.preferencesTitle
const ENGLISH = 'Two-factor authentication'

async function headingFor (locale: string | null | undefined, acceptLanguage?: string, messages = {}): Promise<[string, string]> {
  const user: TwoFactorUser = { ...users['carol']!, locale }
  const { login } = await createApplication({ users: { carol: user }, messages })
  const { body } = await (await login('carol')).page('/two-factor', acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage })
  return [/<html lang="([^"]*)" dir="ltr">/.exec(body)![1]!, headingOf(body)]
}

t.test('the user\'s own language comes before the browser\'s', async t => {
  t.strictSame(await headingFor('it', 'en'), ['it', ITALIAN])
  t.strictSame(await headingFor('en', 'it'), ['en', ENGLISH])
  t.strictSame(await headingFor('it-CH', 'en'), ['it', ITALIAN])
})

t.test('for a user without a language, or with one that is not there, the browser\'s counts, by its weights', async t => {
  t.strictSame(await headingFor(undefined, 'it'), ['it', ITALIAN])
  t.strictSame(await headingFor(null, 'it-IT,it;q=0.9'), ['it', ITALIAN])
  t.strictSame(await headingFor('xx', 'it'), ['it', ITALIAN])
  t.strictSame(await headingFor('', 'it'), ['it', ITALIAN])
  t.strictSame(await headingFor(undefined, 'en;q=0.2, it;q=0.8'), ['it', ITALIAN])
  t.strictSame(await headingFor(undefined, 'it;q=0, en'), ['en', ENGLISH])
})

t.test('without any that is there it is English', async t => {
  for (const accepted of [undefined, 'xx', '', ';;;,q=', '*;q=0']) t.strictSame(await headingFor(undefined, accepted), ['en', ENGLISH], String(accepted))
})

t.test('a text can be changed, and the others stay', async t => {
  const messages = { it: { preferencesTitle: 'Sicurezza' } }
  t.strictSame(await headingFor('it', undefined, messages), ['it', 'Sicurezza'])
  t.strictSame(await headingFor('en', undefined, messages), ['en', ENGLISH])
  const { login } = await createApplication({ users: { carol: { ...users['carol']!, locale: 'it' } }, messages })
  t.match(textOf((await (await login('carol')).page('/two-factor')).body), it.stateOff)
})

t.test('a language can be added, with dates as it writes them', async t => {
  const messages = { nl: { ...en, preferencesTitle: 'Aanmelden in twee stappen', addedOn: 'Toegevoegd: {date}' } }
  t.strictSame(await headingFor('nl-BE', undefined, messages), ['nl', 'Aanmelden in twee stappen'])
  const { enroll } = await createApplication({ users: { alice: { ...users['alice']!, locale: 'nl' } }, messages })
  t.match(textOf((await (await enroll('alice')).client.page('/two-factor')).body), 'Toegevoegd: 15 jan 2026, 10:00 (UTC)')
})

t.test('a language is found by a variant, in the same script only, whether the user wants it or the browser', async t => {
  const messages = { 'zh-Hant': { ...en, preferencesTitle: '雙重驗證' }, 'zh-Hans': { ...en, preferencesTitle: '双重验证' }, 'sr-Latn': { ...en, preferencesTitle: 'Dvostruka potvrda' }, pt_BR: { ...en, preferencesTitle: 'Verificação' } }
  for (const [wanted, language] of [['zh-CN', 'zh-Hans'], ['zh-HK', 'zh-Hant'], ['zh_TW', 'zh-Hant'], ['sr-Latn-RS', 'sr-Latn'], ['sr-RS', 'en'], ['it_IT', 'it'], ['pt_BR', 'pt-BR'], ['pt-PT', 'pt-BR']] as const) {
    t.equal((await headingFor(wanted, undefined, messages))[0], language, `${wanted}, the user's`)
    t.equal((await headingFor(undefined, wanted, messages))[0], language, `${wanted}, the browser's`)
  }
})

t.test('a variant has its own texts, and the others of its language', async t => {
  const messages = { 'it-CH': { preferencesTitle: 'Sicurezza' }, 'en-Shaw': { preferencesTitle: '·𐑖𐑷' } }
  t.strictSame(await headingFor('it-CH', undefined, messages), ['it-CH', 'Sicurezza'])
  t.strictSame(await headingFor('it', undefined, messages), ['it', ITALIAN])
  t.strictSame(await headingFor('en-Shaw', 'it', messages), ['it', ITALIAN], 'in another script it is another language')
  const { client } = await (await createApplication({ messages, users: { alice: { ...users['alice']!, locale: 'it-CH' } } })).enroll('alice')
  t.match(textOf((await client.page('/two-factor')).body), it.stateOn)
})

t.test('a page is shown in a language only where all of its texts are there, those of every page too: errors, notices, the title after an error', async t => {
  const challenge = Object.fromEntries([...pageTexts.challenge, ...frameTexts].map(key => [key, `⟦${en[key]}⟧`]))
  for (const [dutch, languages] of [[challenge, ['nl', 'it']], ...['failed', 'doneAdded', 'errorTitle', 'challengeTitle'].map(key => [{ ...challenge, [key]: undefined }, ['it', 'it']] as const)] as const) {
    const texts = Object.fromEntries(Object.entries(dutch).filter(([, text]) => text !== undefined))
    const { enroll, login } = await createApplication({ messages: { nl: texts }, users: { alice: { ...users['alice']!, locale: 'nl' } } })
    const { client } = await enroll('alice')
    const pages = [await (await login('alice')).page('/two-factor/challenge', { 'accept-language': 'it' }), await client.page('/two-factor', { 'accept-language': 'it' })]
    t.strictSame(pages.map(({ body }) => /<html lang="([^"]*)"/.exec(body)![1]), languages)
    if (languages[0] === 'nl') t.equal(titleOf(pages[0]!.body), '⟦Enter your code⟧ – Acme')
  }
})

t.test('a page is written in the direction of its language, but for codes and keys', async t => {
  const { enroll, login, code, clock } = await createApplication({ messages: { ar: en }, users: { alice: { ...users['alice']!, locale: 'ar-EG' } } })
  const { client, secret } = await enroll('alice')
  const challenge = await (await login('alice')).page('/two-factor/challenge')
  t.match(challenge.body, '<html lang="ar" dir="rtl">')
  t.match(challenge.body, /<input id="code"[^>]* dir="ltr"/)
  t.match(challenge.body, /<input id="recovery-code"[^>]* dir="ltr"/)
  await client.post('/two-factor/enrollment')
  t.match((await client.page('/two-factor/enrollment')).body, '<code id="key" dir="ltr">')
  t.match((await client.page('/two-factor/enrollment')).body, /<input id="name"[^>]* dir="auto"/)
  clock.now += 30_000
  t.equal((await client.submit('/two-factor/recovery-codes', { code: code(secret) })).body.match(/<code dir="ltr">/g)?.length, 10)
})

t.test('errors, dates and remembered clients are told in the user\'s language', async t => {
  const { enroll, signIn, login, wrong } = await createApplication({ users: { alice: { ...users['alice']!, locale: 'it' } } })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const text = textOf((await browser.page('/two-factor')).body)
  t.match(text, fill(it.addedOn, { date: '15 gen 2026, 10:00 (UTC)' }))
  t.match(text, fill(it.trustedUntil, { date: '14 feb 2026 (UTC)' }))
  const again = await (await login('alice')).submit('/two-factor/challenge', { code: wrong(secret) })
  t.equal(alertOf(again.body), it.invalidCode)
  t.equal(titleOf(again.body), fill(it.errorTitle, { title: `${it.challengeTitle} – Acme` }))
  t.match(textOf(again.body), fill(it.trustClient, { days: '30 giorni' }))
})

t.test('what nobody named is called so in the user\'s language, and as it is stored in the API', async t => {
  const { enroll, signIn } = await createApplication({ users: { alice: { ...users['alice']!, locale: 'it' } } })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const { body } = await browser.page('/two-factor')
  t.match(textOf(body), `${it.unnamedAuthenticator} ${it.typeTotp} · `)
  t.match(textOf(body), `${it.unknownClient} ${it.currentClient} `)
  t.ok(elementsOf(body).some(({ attributes }) => attributes['aria-label'] === fill(it.revokeNamed, { name: it.unknownClient })))
  const { authenticators: [authenticator], trustedClients: [client] } = (await browser.get('/two-factor')).body
  t.strictSame([authenticator.name, client.label], ['Authenticator', 'Unknown client'])
})

t.test('somebody who is not signed in is spoken to in the browser\'s language', async t => {
  const { enroll, login, app } = await createApplication()
  await enroll('alice')
  const browser = await login('alice')
  await app.twoFactor.reset('alice')
  const answer = await browser.submit('/two-factor/challenge', { code: '123456' }, { 'accept-language': 'it', 'sec-fetch-site': 'cross-site' })
  t.strictSame([answer.status, headingOf(answer.body), alertOf(answer.body)], [403, it.challengeTitle, it.crossOrigin])
})

t.test('a gap that a text does not have a value for stays as it is', async t => {
  const { enroll } = await createApplication({ messages: { en: { recoveryCodesLeft: '{count} left of {total}' } } })
  t.match(textOf((await (await enroll('alice')).client.page('/two-factor')).body), '10 left of {total}')
})
