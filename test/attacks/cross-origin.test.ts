import type { Client } from '../support/client.js'
import { Host } from './host.js'
import { attack, isFull, outcome, type World } from './support.js'

const { extend } = new Host()
const REFUSED = 'TWO_FACTOR_CROSS_ORIGIN'

const hostile: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'https://sibling.acme.example', 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': '' },
  { 'sec-fetch-site': 'same-origin, cross-site' },
  { origin: 'null' },
  { origin: 'null', 'sec-fetch-site': 'cross-site' },
  { origin: '' },
  { origin: 'http://localhost:80.evil.example' },
  { origin: 'http://localhost:80@evil.example' },
  { origin: 'file://' }
]

interface Situation { full: Client, pending: Client, requests: [who: 'full' | 'pending', url: string, body: object][] }

/** Every state change that there is, with a body that would do it. */
async function everyChange (world: World): Promise<Situation> {
  const { client: full, secret, recoveryCodes } = await world.enroll('alice')
  await full.post('/two-factor/step-up', { code: world.code(secret) })
  world.nextStep()
  const second = await world.startEnrollment(full)
  await full.post('/two-factor/enrollment/confirm', { code: world.code(second) })
  world.nextStep()
  await world.signIn('alice', secret, { trustClient: true })
  const third = await world.startEnrollment(full)
  const pending = await world.login('alice')
  const { authenticators: [authenticator], trustedClients: [client] } = world.repository.stored('alice')
  const code = world.code(secret)
  return {
    full,
    pending,
    requests: [
      ['pending', '/two-factor/challenge', { code, trustClient: true }],
      ['pending', '/own/verify', { code, trustClient: true }],
      ['pending', '/two-factor/recovery', { code: recoveryCodes[0] }],
      ['full', '/two-factor/enrollment', { secret: 'a' }],
      ['full', '/two-factor/enrollment/confirm', { code: world.code(third) }],
      ['full', '/two-factor/enrollment/cancel', {}],
      ['full', '/two-factor/step-up', { code }],
      ['full', '/two-factor/recovery-codes', { code }],
      ['full', '/two-factor/recovery-codes/saved', {}],
      ['full', `/two-factor/authenticators/${authenticator!.id}/rename`, { name: 'mine now' }],
      ['full', `/two-factor/authenticators/${authenticator!.id}/remove`, { code }],
      ['full', '/two-factor/unlock', {}],
      ['full', '/two-factor/disable', { code }],
      ['full', '/own/disable', { code }],
      ['full', `/two-factor/trusted-clients/${client!.id}/revoke`, {}],
      ['full', '/two-factor/trusted-clients/revoke', {}],
      ['full', '/two-factor/sign-out', {}],
      ['full', '/logout', {}]
    ]
  }
}

attack('refuses every state change that comes from another site, with a valid session, as JSON and as a form', { extend }, async (t, world) => {
  const { full, pending, requests } = await everyChange(world)
  const row = world.repository.rows.get('alice')
  const passed: string[] = []
  for (const [who, url, body] of requests) {
    for (const headers of hostile) {
      const client = who === 'full' ? full : pending
      const json = await client.post(url, body, headers)
      if (outcome(json) !== REFUSED) passed.push(`${url} ${JSON.stringify(headers)}: ${json.status}`)
      if (!url.startsWith('/two-factor')) continue
      const { status } = await client.submit(url, body as Record<string, string>, { 'sec-fetch-site': 'cross-site', ...headers })
      if (status !== 403) passed.push(`${url} ${JSON.stringify(headers)} as a form: ${status}`)
    }
  }
  t.strictSame(passed, [])
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  await isFull(t, full, 'alice', 'nobody is signed out')
  t.equal((await pending.get('/two-factor/challenge')).status, 200)
  for (const [who, url, body] of requests.filter(([, url]) => /challenge|clients\/revoke|cancel|sign-out/.test(url))) {
    const client = who === 'full' ? full : pending
    t.match((await client.post(url, body, { origin: 'http://localhost:80', 'sec-fetch-site': 'same-origin' })).status, /^20[04]$/, `${url} from this site`)
  }
})

attack('compares the origin with the configured one, whatever host the request names', { extend, origin: ['https://acme.example', 'https://www.acme.example'], server: { trustProxy: true } }, async (t, world) => {
  const { full, requests } = await everyChange(world)
  const spoofed: Record<string, string>[] = [
    { host: 'evil.example', origin: 'https://evil.example' },
    { 'x-forwarded-host': 'evil.example', origin: 'https://evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', host: 'evil.example', origin: 'https://evil.example' },
    { host: 'acme.example', origin: 'http://acme.example' },
    { host: 'acme.example', 'x-forwarded-proto': 'http', origin: 'http://acme.example' },
    { host: 'acme.example:8443', origin: 'https://acme.example:8443' },
    { host: 'acme.example', origin: 'https://acme.example.evil.example' },
    { host: 'acme.example', origin: 'https://acme.example/' },
    { host: 'acme.example', origin: 'https://acme.example, https://evil.example' },
    { origin: 'http://localhost:80' }
  ]
  const row = world.repository.rows.get('alice')
  const passed: string[] = []
  for (const headers of spoofed) {
    for (const [, url, body] of requests) {
      const answer = await full.post(url, body, headers)
      if (outcome(answer) !== REFUSED) passed.push(`${url} ${JSON.stringify(headers)}: ${answer.status}`)
    }
  }
  t.strictSame(passed, [])
  t.strictSame(world.repository.rows.get('alice'), row)
  for (const origin of ['https://acme.example', 'https://www.acme.example']) {
    t.equal((await full.post('/two-factor/trusted-clients/revoke', {}, { origin, 'sec-fetch-site': 'cross-site' })).status, 204, 'a listed one passes')
  }
})

attack('changes nothing by GET or HEAD, whatever the query says', { extend }, async (t, world) => {
  const { full, pending, requests } = await everyChange(world)
  const snapshot = (): unknown => [...world.repository.rows, ...[...world.store.sessions].map(([id, text]) => [id, JSON.parse(text).twoFactor])]
  const before = snapshot()
  const sessions = [full, pending].map(client => client.jar.get('sessionId'))
  const answered: string[] = []
  for (const [who, url, body] of requests) {
    const query = new URLSearchParams({ ...body, password: 'x', _method: 'POST' } as Record<string, string>).toString()
    for (const method of ['GET', 'HEAD'] as const) {
      for (const accept of ['application/json', 'text/html']) {
        const client = who === 'full' ? full : pending
        const answer = await client.send({ method, url: `${url}?${query}`, headers: { accept, 'x-http-method-override': 'POST' } })
        const page = /\/(challenge|enrollment|step-up)$/.test(url)
        // a browser is led to the page with the form, and told nothing
        const statuses = page ? [200, 303] : accept === 'text/html' ? [303, 404, 405] : [404, 405]
        if (!statuses.includes(answer.status) || (!page && answer.status === 303 && answer.body !== '')) answered.push(`${method} ${url} as ${accept}: ${answer.status}`)
      }
    }
  }
  t.strictSame(answered, [])
  t.strictSame(snapshot(), before, 'no row and no session changes')
  t.strictSame([full, pending].map(client => client.jar.get('sessionId')), sessions, 'nobody is signed in or out')
})

for (const [listed, strangers] of [
  [['capacitor://localhost'], ['http://localhost', 'https://localhost', 'https://acme.example', 'http://localhost:80']],
  [['capacitor://localhost', 'https://acme.example'], ['http://localhost', 'https://localhost', 'http://acme.example', 'capacitor://acme.example']]
] as const) {
  attack(`lets a web view of its own scheme in, and nobody that only looks like it, with ${listed.join(' and ')} listed`, { extend, origin: listed }, async (t, world) => {
    const { full, pending, requests } = await everyChange(world)
    const row = world.repository.rows.get('alice')
    const origins = [
      'null', '', 'capacitor://evil', 'capacitor://localhost.evil.example', 'capacitor://localhost:8080', 'capacitor://localhost/', 'capacitor://localhost@evil', 'capacitor://', 'capacitor:localhost', 'capacitor:',
      'CAPACITOR://localhost', 'capacitor://LOCALHOST', 'ionic://localhost', 'capacitors://localhost', 'xcapacitor://localhost', 'file://localhost', 'file://', 'data:text/html,x', 'capacitor://localhost, null', 'null capacitor://localhost', ...strangers
    ]
    const passed: string[] = []
    for (const origin of origins) {
      for (const host of ['localhost', 'acme.example']) {
        for (const [who, url, body] of requests) {
          const client = who === 'full' ? full : pending
          for (const headers of [{ host, origin }, { host, origin, 'sec-fetch-site': 'cross-site' }]) {
            const answer = await client.post(url, body, headers)
            if (outcome(answer) !== REFUSED) passed.push(`${url} ${JSON.stringify(headers)}: ${answer.status}`)
          }
        }
      }
    }
    t.strictSame(passed, [])
    t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
    for (const origin of listed) t.equal((await full.post('/two-factor/trusted-clients/revoke', {}, { origin, 'sec-fetch-site': 'cross-site' })).status, 204, `${origin} passes`)
  })
}
