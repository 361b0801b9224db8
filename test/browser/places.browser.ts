import t from 'tap'
import { fill } from '../../lib/pages/messages.js'
import { en } from '../../lib/pages/messages/en.js'
import { it } from '../../lib/pages/messages/it.js'
import { openChromium } from './support/chromium.js'
import { Sites } from './support/site.js'
import { Visitor } from './support/visitor.js'

const browser = await openChromium(t)

/** In Rome it is half past midnight, and in UTC the day before. */
const graceEndsAt = new Date('2026-01-20T23:30:00Z')

t.test('days are told in the time zone of the browser, and without script in the user\'s, which is named', async t => {
  const required = { accountName: 'x', locale: 'it', twoFactor: 'required', graceEndsAt } as const
  const { url } = await new Sites(browser, 'it').open(t, { users: { alice: { ...required, timeZone: 'Asia/Tokyo' }, bob: required } })
  for (const [userId, javaScript, timeZone, date] of [
    ['alice', true, 'Europe/Rome', '21 gen 2026'],
    ['alice', true, 'America/New_York', '20 gen 2026'],
    ['alice', false, 'America/New_York', '21 gen 2026 (Asia/Tokyo)'],
    ['bob', false, 'Europe/Rome', '20 gen 2026 (UTC)']
  ] as const) {
    const visitor = await Visitor.open(t, browser, { url, language: 'en', timeZone, javaScript, inspected: false })
    await visitor.enter(userId)
    await visitor.open('/two-factor')
    t.equal(await visitor.page.locator('.note', { has: visitor.page.locator('time') }).textContent(), fill(it.stateRequiredFrom, { date }), `${userId} in ${timeZone}`)
  }
})

t.test('a page in a language that is written from right to left is sound, and its codes and keys are written from left to right', async t => {
  const { visit, code } = await new Sites(browser, 'en').open(t, { messages: { ar: en }, users: { alice: { accountName: 'alice', locale: 'ar' } } })
  const alice = await visit('alice', { shownIn: 'ar' })
  const { messages, page } = alice
  const directionOf = async (selector: string): Promise<string> => await page.locator(selector).first().evaluate(element => getComputedStyle(element).direction)
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  t.equal(await directionOf('h1'), 'rtl')
  await alice.follow(alice.button(messages.enable))
  await alice.sees(messages.enrollmentTitle)
  await alice.write(alice.field(messages.nameLabel), 'My phone')
  t.equal(await directionOf('#name'), 'ltr', 'a name is written as it is')
  t.strictSame([await directionOf('main'), await directionOf('#key'), await directionOf('#code')], ['rtl', 'ltr', 'ltr'])
  const key = (await page.locator('#key').textContent())!.replaceAll(' ', '')
  await alice.send(code(key), messages.confirmEnrollment)
  await alice.sees(messages.recoveryCodesTitle)
  t.strictSame([await directionOf('main'), await directionOf('.recovery-codes code')], ['rtl', 'ltr'])
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  await alice.reads('My phone')
})
