import t from 'tap'
import { dayText } from '../../lib/pages/dates.js'
import { createApplication, users } from '../support/application.js'
import { textOf } from '../support/page.js'

const HALF_PAST_MIDNIGHT_IN_ROME = new Date('2026-11-24T23:30:00Z')

t.test('a day is that of the user\'s time zone, which is named, and the moment goes along for the script', async t => {
  const rome = dayText('Until {date}', HALF_PAST_MIDNIGHT_IN_ROME, { language: 'en', timeZone: 'Europe/Rome' })
  t.equal(rome, '<time datetime="2026-11-24T23:30:00.000Z" data-text="Until {date}">Until Nov 25, 2026 (Europe/Rome)</time>')
  t.match(dayText('Fino al {date}', HALF_PAST_MIDNIGHT_IN_ROME, { language: 'it', timeZone: 'UTC' }), '>Fino al 24 nov 2026 (UTC)<')
})

t.test('a text of a language is text in the attribute too', async t => {
  t.match(dayText('"><svg> {date}', HALF_PAST_MIDNIGHT_IN_ROME, { language: 'en', timeZone: 'UTC' }), 'data-text="&#34;&#62;&#60;svg&#62; {date}"')
})

t.test('the pages tell days in the time zone that findUser gives, else in UTC', async t => {
  for (const [timeZone, day] of [['Asia/Tokyo', 'Jan 16, 2026 (Asia/Tokyo)'], [undefined, 'Jan 15, 2026 (UTC)'], [null, 'Jan 15, 2026 (UTC)'], ['', 'Jan 15, 2026 (UTC)'], ['Nowhere/At-all', 'Jan 15, 2026 (UTC)']] as const) {
    const { enroll, clock } = await createApplication({ users: { alice: { ...users['alice']!, timeZone } } })
    clock.now += 6 * 3_600_000
    const { client } = await enroll('alice')
    const text = textOf((await client.page('/two-factor')).body)
    t.match(text, `Added on ${day}`)
    t.match(text, `Last used on ${day}`)
  }
})
