import { Writable } from 'node:stream'
import t from 'tap'
import type { TwoFactorOptions, TwoFactorUser } from '../../lib/index.js'
import { en } from '../../lib/pages/messages/en.js'
import { createApplication, users, type TestApplication } from '../support/application.js'
import { textOf } from '../support/page.js'

interface Line { level: number, msg: string, [property: string]: unknown }

/** An application with what it warned of. */
async function logging (options: Partial<TwoFactorOptions>, user: Partial<Record<keyof TwoFactorUser, unknown>> = {}): Promise<TestApplication & { warnings: Line[] }> {
  const warnings: Line[] = []
  const stream = new Writable({
    write (chunk, _encoding, done) {
      const line: Line = JSON.parse(String(chunk))
      if (line.msg.startsWith('fastify-two-factor: ')) warnings.push(line)
      done()
    }
  })
  const application = await createApplication({ ...options, users: { carol: { ...users['carol']!, ...user as TwoFactorUser } }, server: { logger: { stream } } })
  return { ...application, warnings }
}

t.test('the start names the texts that a language lacks, and the pages that it cannot show', async t => {
  const { stateOn: _, copy: __, ...nl } = en
  const { warnings } = await logging({ messages: { nl, 'nl-BE': { verify: 'Ga' }, fr: en, 'en-GB': { verify: 'Carry on' } } })
  t.strictSame(warnings.map(({ level, language, pages, missing }) => ({ level, language, pages, missing })), [
    { level: 40, language: 'nl', pages: ['preferences', 'enrollment', 'recoveryCodes'], missing: ['stateOn', 'copy'] },
    { level: 40, language: 'nl-BE', pages: ['preferences', 'enrollment', 'recoveryCodes'], missing: ['stateOn', 'copy'] }
  ])
  t.equal(warnings[0]!.msg, 'fastify-two-factor: preferences, enrollment, recoveryCodes are not shown in nl: messages.nl lacks stateOn, copy')
})

t.test('the start says nothing of texts where there are no pages', async t => {
  t.strictSame((await logging({ messages: { nl: {} }, pages: false })).warnings, [])
})

t.test('a locale that nobody knows is the next language, and is named once', async t => {
  for (const [locale, shown] of [['C.UTF-8', 'C.UTF-8'], ['english', 'english'], ['x'.repeat(100), 'x'.repeat(64)]] as const) {
    const { login, warnings } = await logging({}, { locale })
    const browser = await login('carol')
    for (let visit = 0; visit < 2; visit++) t.match((await browser.page('/two-factor', { 'accept-language': 'it' })).body, '<html lang="it"')
    t.match(warnings, [{ level: 40, locale: shown, msg: /locale that findUser gives/ }])
    t.equal(warnings.length, 1, String(locale))
  }
})

t.test('a language that is known, or that the application added, is not named, nor one that is not given', async t => {
  for (const locale of ['fr', 'zh_CN', 'de_DE.UTF-8', 'de_DE@euro', 'qaa', '', null, undefined]) {
    const { login, warnings } = await logging({ messages: { qaa: en } }, { locale })
    await (await login('carol')).page('/two-factor')
    t.strictSame(warnings, [], String(locale))
  }
})

t.test('a time zone that nobody knows is UTC, and is named once', async t => {
  const { login, warnings } = await logging({}, { timeZone: 'Rome', twoFactor: 'required', graceEndsAt: new Date(Date.UTC(2026, 1, 1)) })
  const browser = await login('carol')
  for (let visit = 0; visit < 2; visit++) t.match(textOf((await browser.page('/two-factor')).body), 'Feb 1, 2026 (UTC)')
  t.match(warnings, [{ level: 40, timeZone: 'Rome', msg: /timeZone that findUser gives/ }])
  t.equal(warnings.length, 1)
})

t.test('no more than a hundred values are named', async t => {
  let asked = 0
  const repository = { ...(await createApplication()).repository, findUser: async () => ({ accountName: 'carol', locale: `${asked++}` }) }
  const { login, warnings } = await logging({ userRepository: repository })
  const browser = await login('carol')
  for (let page = 0; page < 110; page++) await browser.page('/two-factor')
  t.equal(warnings.length, 100)
})
