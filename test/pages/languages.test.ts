import t from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import { waitText } from '../../lib/pages/dates.js'
import { en } from '../../lib/pages/messages/en.js'
import { errorTexts, pageTexts } from '../../lib/pages/page-texts.js'
import { createApplication, users } from '../support/application.js'
import { alertOf, textOf, titleOf } from '../support/page.js'

const ITALIAN = 'Autenticazione a due fattori'
const ENGLISH = 'Two-factor authentication'

async function titleFor (locale: string | null | undefined, acceptLanguage?: string, messages = {}): Promise<[string, string]> {
  const user: TwoFactorUser = { ...users['carol']!, locale }
  const { login } = await createApplication({ users: { carol: user }, messages })
  const { body } = await (await login('carol')).page('/two-factor', acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage })
  return [/<html lang="([^"]*)" dir="ltr">/.exec(body)![1]!, titleOf(body)]
}

t.test('the user\'s own language comes before the browser\'s', async t => {
  t.strictSame(await titleFor('it', 'en'), ['it', ITALIAN])
  t.strictSame(await titleFor('en', 'it'), ['en', ENGLISH])
  t.strictSame(await titleFor('it-CH', 'en'), ['it', ITALIAN])
})

t.test('for a user without a language, or with one that is not there, the browser\'s counts, by its weights', async t => {
  t.strictSame(await titleFor(undefined, 'it'), ['it', ITALIAN])
  t.strictSame(await titleFor(null, 'it-IT,it;q=0.9'), ['it', ITALIAN])
  t.strictSame(await titleFor('xx', 'it'), ['it', ITALIAN])
  t.strictSame(await titleFor('', 'it'), ['it', ITALIAN])
  t.strictSame(await titleFor(undefined, 'en;q=0.2, it;q=0.8'), ['it', ITALIAN])
  t.strictSame(await titleFor(undefined, 'it;q=0, en'), ['en', ENGLISH])
})

t.test('without any that is there it is English', async t => {
  for (const accepted of [undefined, 'xx', '', ';;;,q=', '*;q=0']) t.strictSame(await titleFor(undefined, accepted), ['en', ENGLISH], String(accepted))
})

t.test('a text can be changed, and the others stay', async t => {
  const messages = { it: { preferencesTitle: 'Sicurezza' } }
  t.strictSame(await titleFor('it', undefined, messages), ['it', 'Sicurezza'])
  t.strictSame(await titleFor('en', undefined, messages), ['en', ENGLISH])
  const { login } = await createApplication({ users: { carol: { ...users['carol']!, locale: 'it' } }, messages })
  t.match(textOf((await (await login('carol')).page('/two-factor')).body), 'L’autenticazione a due fattori non è attiva.')
})

t.test('a language can be added, with dates as it writes them', async t => {
  const messages = { de: { ...en, preferencesTitle: 'Zwei-Faktor-Anmeldung', addedOn: 'Hinzugefügt am {date}' } }
  t.strictSame(await titleFor('de-AT', undefined, messages), ['de', 'Zwei-Faktor-Anmeldung'])
  const { enroll } = await createApplication({ users: { alice: { ...users['alice']!, locale: 'de' } }, messages })
  t.match(textOf((await (await enroll('alice')).client.page('/two-factor')).body), 'Hinzugefügt am 15.01.2026 (UTC)')
})

t.test('a language is found by a variant, in the same script only, whether the user wants it or the browser', async t => {
  const messages = { 'zh-Hant': { ...en, preferencesTitle: '雙重驗證' }, 'zh-Hans': { ...en, preferencesTitle: '双重验证' }, 'sr-Latn': { ...en, preferencesTitle: 'Dvostruka potvrda' }, pt_BR: { ...en, preferencesTitle: 'Verificação' } }
  for (const [wanted, language] of [['zh-CN', 'zh-Hans'], ['zh-HK', 'zh-Hant'], ['zh_TW', 'zh-Hant'], ['sr-Latn-RS', 'sr-Latn'], ['sr-RS', 'en'], ['it_IT', 'it'], ['pt_BR', 'pt-BR'], ['pt-PT', 'pt-BR']] as const) {
    t.equal((await titleFor(wanted, undefined, messages))[0], language, `${wanted}, the user's`)
    t.equal((await titleFor(undefined, wanted, messages))[0], language, `${wanted}, the browser's`)
  }
})

t.test('a variant has its own texts, and the others of its language', async t => {
  const messages = { 'it-CH': { preferencesTitle: 'Sicurezza' }, 'en-Shaw': { preferencesTitle: '·𐑖𐑷' } }
  t.strictSame(await titleFor('it-CH', undefined, messages), ['it-CH', 'Sicurezza'])
  t.strictSame(await titleFor('it', undefined, messages), ['it', ITALIAN])
  t.strictSame(await titleFor('en-Shaw', 'it', messages), ['it', ITALIAN], 'in another script it is another language')
  const { client } = await (await createApplication({ messages, users: { alice: { ...users['alice']!, locale: 'it-CH' } } })).enroll('alice')
  t.match(textOf((await client.page('/two-factor')).body), 'L’autenticazione a due fattori è attiva.')
})

t.test('a page is shown in a language only where all of its texts are there, errors too', async t => {
  const challenge = Object.fromEntries([...pageTexts.challenge, ...errorTexts].map(key => [key, `⟦${en[key]}⟧`]))
  for (const [de, languages] of [[challenge, ['de', 'it']], [{ ...challenge, failed: undefined }, ['it', 'it']]] as const) {
    const texts = Object.fromEntries(Object.entries(de).filter(([, text]) => text !== undefined))
    const { enroll, login } = await createApplication({ messages: { de: texts }, users: { alice: { ...users['alice']!, locale: 'de' } } })
    const { client } = await enroll('alice')
    const pages = [await (await login('alice')).page('/two-factor/challenge', { 'accept-language': 'it' }), await client.page('/two-factor', { 'accept-language': 'it' })]
    t.strictSame(pages.map(({ body }) => /<html lang="([^"]*)"/.exec(body)![1]), languages)
    if (languages[0] === 'de') t.equal(titleOf(pages[0]!.body), '⟦Enter your code⟧')
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
  clock.now += 30_000
  t.equal((await client.submit('/two-factor/recovery-codes', { code: code(secret) })).body.match(/<code dir="ltr">/g)?.length, 10)
})

t.test('errors, dates and remembered clients are told in the user\'s language', async t => {
  const { enroll, signIn, login, wrong } = await createApplication({ users: { alice: { ...users['alice']!, locale: 'it' } } })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const text = textOf((await browser.page('/two-factor')).body)
  t.match(text, 'Aggiunto il 15 gen 2026')
  t.match(text, 'Fino al 14 feb 2026')
  const again = await (await login('alice')).submit('/two-factor/challenge', { code: wrong(secret) })
  t.equal(alertOf(again.body), 'Il codice è errato o è già stato usato. Attendi il prossimo e riprova.')
  t.match(textOf(again.body), 'Ricorda questo client per 30 giorni')
})

t.test('what nobody named is called so in the user\'s language, and as it is stored in the API', async t => {
  const { enroll, signIn } = await createApplication({ users: { alice: { ...users['alice']!, locale: 'it' } } })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const { body } = await browser.page('/two-factor')
  t.match(textOf(body), 'Autenticatore Aggiunto il')
  t.match(textOf(body), 'Client sconosciuto questo Fino al')
  t.match(body, 'aria-label="Dimentica Client sconosciuto"')
  const { authenticators: [authenticator], trustedClients: [client] } = (await browser.get('/two-factor')).body
  t.strictSame([authenticator.name, client.label], ['Authenticator', 'Unknown client'])
})

t.test('a wait is told in the largest unit that says it well, and never shorter than it is', async t => {
  for (const [seconds, english, italian] of [
    [0.2, 'in 1 second', 'tra 1 secondo'], [89.5, 'in 90 seconds', 'tra 90 secondi'], [91, 'in 2 minutes', 'tra 2 minuti'],
    [1800, 'in 30 minutes', 'tra 30 minuti'], [5400, 'in 90 minutes', 'tra 90 minuti'], [5401, 'in 2 hours', 'tra 2 ore']
  ] as const) t.strictSame([waitText(seconds, 'en'), waitText(seconds, 'it')], [english, italian])
})

t.test('somebody who is not signed in is spoken to in the browser\'s language', async t => {
  const { enroll, login, app } = await createApplication()
  await enroll('alice')
  const browser = await login('alice')
  await app.twoFactor.reset('alice')
  const answer = await browser.submit('/two-factor/challenge', { code: '123456' }, { 'accept-language': 'it', 'sec-fetch-site': 'cross-site' })
  t.strictSame([answer.status, titleOf(answer.body), alertOf(answer.body)], [403, 'Inserisci il codice', 'La richiesta veniva da un altro sito ed è stata rifiutata.'])
})

t.test('a gap that a text does not have a value for stays as it is', async t => {
  const { enroll } = await createApplication({ messages: { en: { recoveryCodesLeft: '{count} left of {total}' } } })
  t.match(textOf((await (await enroll('alice')).client.page('/two-factor')).body), '10 left of {total}')
})
