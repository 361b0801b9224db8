import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { isNavigation, prefersHtml } from '../../lib/web/negotiation.js'

const request = (headers: Record<string, string>, method = 'GET'): FastifyRequest => ({ method, headers }) as unknown as FastifyRequest

t.test('a page is for who would rather have one than JSON, by the first 512 characters of Accept', async t => {
  const answers = {
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8': true,
    'text/html': true,
    'text/html;q=0.5,application/json;q=0.4': true,
    'text/html;q=0.4,application/json;q=0.5': false,
    'application/json': false,
    '*/*': false,
    '': false,
    [`${'image/png,'.repeat(50)}text/html`]: true,
    [`${'image/png,'.repeat(51)}text/html`]: false
  }
  for (const [accept, answer] of Object.entries(answers)) t.equal(prefersHtml(request({ accept })), answer, accept)
  t.equal(prefersHtml(request({})), false, 'no Accept')
})

t.test('a browser goes to a page itself where it says so, or says nothing', async t => {
  t.ok(isNavigation(request({})))
  t.ok(isNavigation(request({ 'sec-fetch-dest': 'document' })))
  t.ok(isNavigation(request({ 'sec-fetch-dest': 'document' }, 'POST')))
  t.notOk(isNavigation(request({}, 'HEAD')))
  for (const destination of ['iframe', 'empty', 'image', '']) t.notOk(isNavigation(request({ 'sec-fetch-dest': destination })), destination)
  t.notOk(isNavigation(request({ 'sec-purpose': 'prefetch' })))
  t.notOk(isNavigation(request({ 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' })))
  for (const header of ['purpose', 'x-purpose', 'x-moz']) t.notOk(isNavigation(request({ [header]: 'prefetch' })), header)
})
