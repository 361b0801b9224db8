import t from 'tap'
import { dayText, daysText, momentText, timeNode, waitText } from '../../lib/pages/dates.js'
import { createApplication, users } from '../support/application.js'
import { textOf } from '../support/page.js'

const HALF_PAST_MIDNIGHT_IN_ROME = new Date('2026-11-24T23:30:00Z')

/** Node writes a narrow no-break space before AM and PM. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ')

t.test('a day is that of the user\'s time zone, which is named, and the moment goes along for the script', async t => {
  const rome = dayText('Until {date}', HALF_PAST_MIDNIGHT_IN_ROME, { language: 'en', timeZone: 'Europe/Rome' })
  t.equal(rome, 'Until <time datetime="2026-11-24T23:30Z" data-told="day">Nov 25, 2026 (Europe/Rome)</time>')
  t.match(dayText('Fino al {date}', HALF_PAST_MIDNIGHT_IN_ROME, { language: 'it', timeZone: 'UTC' }), /^Fino al <[^>]+>24 nov 2026 \(UTC\)</)
})

t.test('a moment has its time of day as well, and says so to the script', async t => {
  const rome = momentText('Used {date}', HALF_PAST_MIDNIGHT_IN_ROME, { language: 'en', timeZone: 'Europe/Rome' })
  t.equal(plain(rome), 'Used <time datetime="2026-11-24T23:30Z" data-told="moment">Nov 25, 2026, 12:30 AM (Europe/Rome)</time>')
  t.match(momentText('Usato: {date}', HALF_PAST_MIDNIGHT_IN_ROME, { language: 'it', timeZone: 'UTC' }), /^Usato: <[^>]+>24 nov 2026, 23:30 \(UTC\)</)
})

t.test('a moment that is near is told by its time of day alone', async t => {
  const rome = timeNode(HALF_PAST_MIDNIGHT_IN_ROME, 'time', { language: 'en', timeZone: 'Europe/Rome' })
  t.equal(plain(rome), '<time datetime="2026-11-24T23:30Z" data-told="time">12:30 AM (Europe/Rome)</time>')
  t.match(timeNode(HALF_PAST_MIDNIGHT_IN_ROME, 'time', { language: 'it', timeZone: 'UTC' }), '>23:30 (UTC)<')
})

t.test('a text of a language is text around a date too', async t => {
  for (const tell of [dayText, momentText]) {
    const told = tell('"><svg> {date}', HALF_PAST_MIDNIGHT_IN_ROME, { language: 'en', timeZone: 'UTC' })
    t.match(told, '&#34;&#62;&#60;svg&#62; <time ')
    t.notMatch(told, '<svg')
  }
})

t.test('a number of days is counted as the language counts them', async t => {
  for (const [days, english, italian, arabic] of [[1, '1 day', '1 giorno', 'يوم'], [2, '2 days', '2 giorni', 'يومان'], [30, '30 days', '30 giorni', '30 يومًا']] as const) {
    t.strictSame([daysText(days, 'en'), daysText(days, 'it'), daysText(days, 'ar')], [english, italian, arabic])
  }
})

t.test('a wait is told in the largest unit that says it well, and never shorter than it is', async t => {
  for (const [seconds, english, italian] of [
    [0.2, 'in 1 second', 'tra 1 secondo'], [89.5, 'in 90 seconds', 'tra 90 secondi'], [91, 'in 2 minutes', 'tra 2 minuti'],
    [1800, 'in 30 minutes', 'tra 30 minuti'], [5400, 'in 90 minutes', 'tra 90 minuti'], [5401, 'in 2 hours', 'tra 2 ore']
  ] as const) t.strictSame([waitText(seconds, 'en'), waitText(seconds, 'it')], [english, italian])
})

t.test('the pages tell moments in the time zone that findUser gives, else in UTC', async t => {
  for (const [timeZone, moment] of [['Asia/Tokyo', 'Jan 16, 2026, 1:00 AM (Asia/Tokyo)'], [undefined, 'Jan 15, 2026, 4:00 PM (UTC)'], [null, 'Jan 15, 2026, 4:00 PM (UTC)'], ['', 'Jan 15, 2026, 4:00 PM (UTC)'], ['Nowhere/At-all', 'Jan 15, 2026, 4:00 PM (UTC)']] as const) {
    const { enroll, clock } = await createApplication({ users: { alice: { ...users['alice']!, timeZone } } })
    clock.now += 6 * 3_600_000
    const { client } = await enroll('alice')
    const text = plain(textOf((await client.page('/two-factor')).body))
    t.match(text, `Added: ${moment}`)
    t.match(text, `Last used: ${moment}`)
  }
})

t.test('a format is made once for each language, time zone and length, and those that were used last are kept', t => {
  const made = t.capture(Intl, 'DateTimeFormat', Intl.DateTimeFormat)
  const tell = (timeZone: string): string => timeNode(HALF_PAST_MIDNIGHT_IN_ROME, 'day', { language: 'fr', timeZone })
  const zones = Intl.supportedValuesOf('timeZone').slice(0, 51)
  const told = zones.map(tell)
  t.strictSame(zones.slice(1).map(tell), told.slice(1))
  t.equal(made().length, 51)
  tell(zones[0]!)
  t.equal(made().length, 1, 'of 51 the first is made anew')
  t.end()
})
