import type { Test } from 'tap'
import type { Client } from '../support/client.js'
import { attack, IMPORTED_KEY, type World } from './support.js'

const SITE = 'https://acme.example'

/** Paths that try to leave the site, or what a proxy takes off. */
const hostile = [
  '//evil.example', '///evil.example', '////evil.example/%2f..', '/\\evil.example', '\\/evil.example', '/\\/evil.example', '/%5cevil.example', '/%5c%5cevil.example', '/%2f%2fevil.example',
  '/%2fevil.example', '/.//evil.example', '/..//evil.example', '/../..//evil.example', '/%2e%2e//evil.example', '/%2E./%2e.//evil.example', '/x/%2e%2e//evil.example', '/x/../..//evil.example',
  '/../admin', '/../../../admin', '/%2e%2e/admin', '/%2e%2e%2fadmin', '/..%2fadmin', '/..%5cadmin', '/..\\admin', '/..;/admin', '/shop/../x', '/shop/eu/../../x', '/shop/%2e%2e/%2e%2e/x', '/shop', '/shop//evil.example',
  '/shop\\..\\x', '/.', '/..', '/...', '/./..', '/?/../x', '/#/../x', '/:80/', '/@evil.example', '/shop@evil.example', '/.evil.example', 'http:/evil.example', 'https:///evil.example', 'HTTPS:evil.example',
  'https://acme.example/x', 'https://acme.example@evil.example', 'javascript:alert(1)', 'java\tscript:alert(1)', ' /x', '\u00a0//evil.example', '\ufeff//evil.example', '/\u3002/x', '/\uff0f/evil.example', '\uff0f\uff0fevil.example', '/\u2215\u2215evil.example',
  '/\t/evil.example', '/\r\nLocation: https://evil.example', '/x\r\nset-cookie: sessionId=evil', '/\u0085/evil.example', '/\u2028/evil.example', '/\ud800', '.evil.example', '@evil.example', ':evil.example', '?//evil.example', '#//evil.example'
]

/** Whatever a browser makes of this address, it stays on the site, and below what a proxy takes off. */
function stays (t: Test, location: string, base: string, message: string): void {
  const { origin, pathname, username } = new URL(location, `${SITE}${base}/two-factor/challenge`)
  const isBelow = pathname.startsWith(`${base}/`) && location.startsWith(`${base}/`)
  if (origin !== SITE || username !== '' || !isBelow || /[\\\r\n]/.test(location)) t.fail(`${message.slice(0, 60)} leads to ${location.slice(0, 80)}`)
}

/** Each address to which a client is led from here on, to the end of the sign-in. */
async function ledTo (world: World, client: Client, act: () => Promise<unknown>, next: string): Promise<string[]> {
  const query = new URLSearchParams({ next }).toString()
  await act()
  const answers = [
    await client.page(`/two-factor/challenge?${query}`),
    await client.submit(`/two-factor/challenge?${query}`, { code: world.code(IMPORTED_KEY) }),
    await client.page(`/two-factor/challenge?${query}`),
    await client.post(`/two-factor/challenge?${query}`, { code: '000000' })
  ]
  return answers.flatMap(({ headers, body }) => [
    headers.location, body?.location, ...(typeof body === 'string' ? [...body.matchAll(/(?:href|action|url)="?([^"#]+)"/g)].map(([, url]) => url!.replaceAll('&amp;', '&')) : [])
  ].filter((url): url is string => typeof url === 'string' && !url.startsWith('data:')))
}

for (const base of ['', '/shop/eu']) {
  const where = base === '' ? 'the site' : `the site and what a proxy takes off, ${base}`
  const options = { kinds: ['plain'] as const, ...(base === '' ? {} : { urls: { base } }) }

  attack(`leads nobody out of ${where}, by whatever next, in a sign-in or in a query`, options, async (t, world) => {
    await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
    let addresses = 0
    for (const next of hostile) {
      const client = world.client()
      for (const location of await ledTo(world, client, async () => await client.post('/login', { userId: 'alice', next }), next)) {
        stays(t, location, base, JSON.stringify(next))
        addresses++
      }
      world.nextStep()
      const { body, headers } = await client.submit(`/two-factor/step-up?${new URLSearchParams({ next }).toString()}`, { code: world.code(IMPORTED_KEY) })
      stays(t, String(headers.location), base, `a step-up with ${JSON.stringify(next)}`)
      t.notMatch(String(body), /evil/)
      world.nextStep()
    }
    t.ok(addresses > hostile.length * 4, `${addresses} addresses were looked at`)
  })

  attack(`leads nobody out of ${where}, by whatever page they were kept from or came from`, { ...options, protect: 'all', origin: SITE }, async (t, world) => {
    await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
    const paths = hostile.filter(next => next.startsWith('/') && URL.canParse(next, SITE) && !/[^\x21-\x7e]/.test(next))
    for (const path of paths) {
      const pending = await world.login('alice')
      for (const client of [world.client(), pending]) {
        const { headers: { location } } = await client.page(path)
        if (location !== undefined) stays(t, location, base, path)
      }
      const { body } = await pending.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY) })
      stays(t, body.location, base, `a sign-in after ${path}`)
      world.nextStep()
    }
    for (const referer of [`https://evil.example${base}/x`, `${SITE}${base}/..//evil.example`, `${SITE}${base}//evil.example`, `${SITE}${base}/%5cevil.example`, `${SITE}${base}\\\\evil.example`, `${SITE}/../x`, `https://acme.example@evil.example${base}/x`, 'null', 'about:blank', `${SITE}${base}`, `${SITE}${base}evil/x`]) {
      const { headers: { location } } = await world.client().submit('/payout', {}, { referer })
      stays(t, String(location), base, referer)
      t.notMatch(decodeURIComponent(String(location)), /next=\/[/\\]|next=[^/]/, referer)
    }
  })
}

attack('carries a next of 8 KB through a sign-in, sends none of it in a header, and drops a longer one', { kinds: ['plain'] }, async (t, world) => {
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  for (const [next, kept] of [[`/${'x'.repeat(8191)}`, true], [`/${'x'.repeat(8192)}`, false], [`/${'\u00e9'.repeat(1365)}`, true], [`/${'\u00e9'.repeat(1366)}`, false], [`/?${'//evil.example/'.repeat(500)}`, true], [`/${'../'.repeat(2000)}/evil.example`, false]] as const) {
    const browser = await world.login('alice', { next })
    const form = await browser.submit('/two-factor/challenge', { code: world.code(IMPORTED_KEY) })
    t.ok(String(form.headers.location ?? '').length <= 2000, 'no header is longer than proxies take')
    t.notMatch(form.headers.location ?? '/', /^\/\/|evil/)
    world.nextStep()
    const api = await world.login('alice', { next })
    const { body: { location } } = await api.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY) })
    stays(t, location, '', next)
    t.equal(location.length > 2, kept, next.slice(0, 20))
    world.nextStep()
    const { headers } = await world.client().page(`/me?next=${encodeURIComponent(next.slice(0, 4000))}`)
    t.ok(String(headers.location).length <= 2100)
  }
})
