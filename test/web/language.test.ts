import t, { type Test } from 'tap'
import { directionOf, isWritten, lookUp, lookUpAccepted, readLanguage, type Language } from '../../lib/web/language.js'

const languages = (...tags: string[]): Language[] => tags.map(tag => readLanguage(tag)!)

/** What each wanted tag is given of those that are offered. */
function gives (t: Test, offered: string[], wanted: Readonly<Record<string, string | undefined>>): void {
  for (const [tag, expected] of Object.entries(wanted)) t.equal(lookUp(readLanguage(tag)!, languages(...offered))?.tag, expected, `${tag} of ${offered.join(', ')}`)
}

/** The same for headers of a browser. */
function accepts (t: Test, offered: string[], headers: Readonly<Record<string, string | undefined>>): void {
  for (const [header, expected] of Object.entries(headers)) t.equal(lookUpAccepted(header, languages(...offered))?.tag, expected, `${header} of ${offered.join(', ')}`)
}

t.test('a language is given as it is wanted, else without its region', async t => {
  gives(t, ['en', 'it', 'de', 'de-AT'], { de: 'de', 'de-AT': 'de-AT', 'de-CH': 'de', 'it-IT': 'it', 'it-CH': 'it', 'en-GB': 'en', fr: undefined })
  gives(t, ['de-AT', 'de'], { de: 'de', 'de-DE': 'de', 'de-CH': 'de', 'de-AT-1996': 'de-AT' })
  gives(t, ['zh-TW', 'zh-Hant'], { 'zh-HK': 'zh-Hant' })
})

t.test('another variant stands in for one that is not there', async t => {
  gives(t, ['en', 'pt-BR'], { 'pt-PT': 'pt-BR', pt: 'pt-BR' })
  gives(t, ['en', 'pt-PT', 'pt-BR'], { pt: 'pt-BR', 'pt-AO': 'pt-PT', 'pt-PT': 'pt-PT' })
  gives(t, ['ca-valencia'], { ca: 'ca-valencia' })
})

t.test('nobody is given another script', async t => {
  gives(t, ['zh-Hant', 'zh-Hans'], { 'zh-CN': 'zh-Hans', zh: 'zh-Hans', 'zh-SG': 'zh-Hans', 'zh-TW': 'zh-Hant', 'zh-HK': 'zh-Hant', 'zh-Hant-HK': 'zh-Hant', 'zh-MO': 'zh-Hant' })
  gives(t, ['zh-Hant'], { 'zh-CN': undefined, zh: undefined, 'zh-HK': 'zh-Hant' })
  gives(t, ['zh-TW'], { 'zh-HK': 'zh-TW', 'zh-Hans': undefined })
  gives(t, ['zh'], { 'zh-TW': undefined, 'zh-CN': 'zh' })
  gives(t, ['sr-Latn', 'sr'], { 'sr-Latn-RS': 'sr-Latn', 'sr-RS': 'sr', 'sr-Cyrl': 'sr', 'sr-ME': 'sr-Latn' })
})

t.test('an underscore, capitals and what a tag says besides make no difference', async t => {
  gives(t, ['en', 'it', 'pt-BR', 'zh-Hans'], { it_IT: 'it', pt_BR: 'pt-BR', zh_Hans_CN: 'zh-Hans', IT: 'it', 'PT-br': 'pt-BR', 'it-u-co-phonebk': 'it', 'it-x-home': 'it' })
})

t.test('no and nb are one, nn is not', async t => {
  gives(t, ['nb'], { no: 'nb', 'no-NO': 'nb', nb: 'nb', 'nb-NO': 'nb', nn: undefined })
  gives(t, ['no'], { no: 'no', nb: 'no', 'nb-NO': 'no' })
  gives(t, ['no', 'nb'], { no: 'no', nb: 'nb' })
  gives(t, ['no-SE', 'no'], { nb: 'no', 'nb-NO': 'no' })
  accepts(t, ['no'], { 'nb;q=0, *': undefined, 'nb;q=0.5': 'no' })
  accepts(t, ['de-x-no'], { 'de-x-nb;q=0, de': 'de-x-no' })
})

t.test('a language that nobody knows is given to whoever wants it', async t => {
  gives(t, ['en', 'qaa'], { qaa: 'qaa', 'qaa-DE': 'qaa', qab: undefined })
  t.strictSame(languages('qaa', 'de').map(isWritten), [false, true])
})

t.test('what is no tag, or longer than 35 characters, is none', async t => {
  for (const tag of ['', '*', 'i', 'not a language', 'en_US.UTF-8', 'de-', `de-x-${'a-'.repeat(15)}a`, 5, null, undefined]) t.equal(readLanguage(tag), undefined, String(tag))
  t.equal(readLanguage(`de-x-${'a-'.repeat(14)}aa`)?.written, 'de-Latn', '35 characters')
})

t.test('of a header the heaviest language that is offered counts, and of equal ones the first', async t => {
  accepts(t, ['en', 'it', 'de'], {
    'it-IT,it;q=0.9,en;q=0.8': 'it',
    'en;q=0.2, it;q=0.8': 'it',
    'fr, de;q=0.5, it;q=0.5': 'de',
    'fr;q=1.0 , de ; q = 0.1': 'de',
    it_IT: 'it',
    'de;level=1;q=0.1, it;Q=0.2': 'it',
    fr: undefined,
    '': undefined
  })
  t.equal(lookUpAccepted(undefined, languages('en')), undefined)
})

t.test('a language of weight 0 is never given, unless a part of it is wanted by its name', async t => {
  accepts(t, ['en', 'it', 'de-AT', 'nb', 'zh-TW'], {
    'it;q=0, it-CH': undefined,
    'it;q=0, en': 'en',
    'de;q=0, de-AT': 'de-AT',
    'de-CH;q=0, de': 'de-AT',
    'no;q=0, nb-NO': undefined,
    'zh;q=0, zh-Hant': 'zh-TW',
    'zh-Hant;q=0, zh-HK': undefined,
    'en-US;q=0, en': 'en',
    'de;q=0.5, de-AT;q=0': undefined,
    'EN;q=0, *': 'it'
  })
})

t.test('any other language is the first one that is not refused', async t => {
  accepts(t, ['en', 'it'], { '*': 'en', 'en;q=0, *': 'it', 'fr, *;q=0.1': 'en', '*;q=0': undefined, 'en;q=0, it;q=0, *': undefined, 'it;q=0.1, *;q=0.5': 'en' })
})

t.test('what cannot be read of a header is left out, and no more than ten languages are read', async t => {
  accepts(t, ['en', 'it'], { ';;;,q=': undefined, 'it;q=, en;q=0.1': 'en', 'it;q=much, en;q=0.1': 'en', '!!, it': 'it', 'it;q=, *': 'en', 'it;qs=0.1, en;q=0.5': 'it', 'it;sq=0.1, en;q=0.5': 'it', 'it;q =0.1, en;q=0.5': 'en' })
  accepts(t, ['it'], { '*, it;q=': 'it' })
  accepts(t, ['en', 'it'], { 'en;q=0.1, !!, it;q=0.9': 'it' })
  t.equal(lookUpAccepted('fr,'.repeat(9) + 'it', languages('it'))?.tag, 'it')
  t.equal(lookUpAccepted('fr,'.repeat(10) + 'it', languages('it')), undefined)
  t.equal(lookUpAccepted(`fr-x-${'a-'.repeat(200)}a, it`, languages('it'))?.tag, 'it', 'a tag that is too long')
})

t.test('the direction is that of the script', async t => {
  for (const tag of ['ar', 'fa', 'he', 'iw', 'ur', 'yi', 'dv', 'ckb', 'rhg', 'ku-Arab', 'uz-AF', 'pa-PK', 'ar-XB', 'ff-Adlm', 'nqo', 'syr', 'ur-Aran', 'myz-Mand', 'men-Mend', 'smp-Samr', 'dv-Thaa', 'he-Hebr', 'ar-Syrc', 'ar-Rohg', 'ar-Nkoo']) t.equal(directionOf(readLanguage(tag)!), 'rtl', tag)
  for (const tag of ['en', 'it', 'zh', 'ku', 'uz', 'pa', 'ar-Latn', 'ff', 'qaa']) t.equal(directionOf(readLanguage(tag)!), 'ltr', tag)
})
