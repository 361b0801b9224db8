import t from 'tap'
import { isTimeZone } from '../../lib/web/time-zone.js'

t.test('a time zone is the name of one, and nothing else', async t => {
  for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia']) t.equal(isTimeZone(name), true, name)
  for (const name of ['', 'Europe/Atlantis', 'Berlin', undefined, null, 60, ['UTC']]) t.equal(isTimeZone(name), false, String(name))
})
