import { runInNewContext } from 'node:vm'
import t from 'tap'
import { givenDate } from '../../lib/repositories/given-date.js'

const MARCH = Date.UTC(2026, 2, 1)

t.test('reads a date, milliseconds and ISO 8601 text as the date they are', async t => {
  const same: [unknown, number][] = [
    [new Date(MARCH), MARCH], [runInNewContext(`new Date(${MARCH})`), MARCH], [new Date(0), 0], [MARCH, MARCH], [BigInt(MARCH), MARCH], [MARCH + 0.5, MARCH], [Date.UTC(2000), Date.UTC(2000)], [Date.UTC(2100) - 1, Date.UTC(2100) - 1],
    ['2026-03-01', MARCH], ['2026-03-01T00:00', MARCH], ['2026-03-01T00:00:00', MARCH], ['2026-03-01T00:00:00Z', MARCH], ['2026-03-01t00:00:00z', MARCH], ['2026-03-01 00:00:00', MARCH],
    ['2026-03-01T00:00:00.250Z', MARCH + 250], ['2026-03-01 00:00:00,5', MARCH + 500], ['2026-03-01 00:00:00.123456+00', MARCH + 123],
    ['2026-03-01T02:00:00+02:00', MARCH], ['2026-03-01T02:00:00+0200', MARCH], ['2026-03-01T02:00+02', MARCH], ['2026-02-28T18:30:00-05:30', MARCH], ['2026-02-28T23:59:59-00:00', MARCH - 1000],
    ['2024-02-29', Date.UTC(2024, 1, 29)], ['2200-12-31', Date.UTC(2200, 11, 31)], ['1999-12-31T23:59:59.999Z', Date.UTC(2000) - 1]
  ]
  for (const [given, moment] of same) t.equal(givenDate(given)?.getTime(), moment, String(given))
})

t.test('gives a date of its own', async t => {
  const given = new Date(MARCH)
  t.not(givenDate(given), given)
})

t.test('reads nothing else as a date', async t => {
  for (const given of [
    undefined, null, '', 'soon', true, {}, [], [MARCH], { getTime: () => MARCH }, new Date(Number.NaN), Promise.resolve(new Date(MARCH)), Number.NaN, Infinity, -Infinity,
    0, 1, -1, MARCH / 1000, Date.UTC(2000) - 1, Date.UTC(2100), 10n ** 30n, String(MARCH), String(new Date(MARCH)), new Date(MARCH).toUTCString(),
    '2026', '2026-03', '20260301', '2026-3-1', '01.03.2026', '03/01/2026', '2026-00-01', '2026-13-01', '2026-03-00', '2026-03-32', '2026-02-29', '2026-02-30', '2026-04-31',
    '2026-03-01T', '2026-03-01T24:00', '2026-03-01T00:60', '2026-03-01T00:00:60', '2026-03-01T00', '2026-03-01T00:00.5', '2026-03-01T00:00:00.', '2026-03-01T00:00:00+24:00', '2026-03-01T00:00:00+00:60', '2026-03-01T00:00:00 Europe/Rome', '2026-03-01Z', ' 2026-03-01', '2026-03-01 ', '2026-03-01\n', 'infinity'
  ]) t.equal(givenDate(given), undefined, String(given))
})
