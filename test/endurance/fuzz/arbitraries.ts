import fc from 'fast-check'
import { changes, type Change } from './changes.js'

/** What a client may do next: mostly sensible, often broken. */
export interface Step {
  user: number
  method: 'GET' | 'POST' | 'HEAD' | 'OPTIONS' | 'PUT' | 'DELETE'
  url: string
  headers: Record<string, string>
  /** A kind of code to put in, what a browser makes of the last options for passkeys that it was given, or the body as it is. */
  body: { kind: 'code', which: 'right' | 'next' | 'old' | 'wrong' | 'sent' | 'recovery' | 'wrong recovery', more: Record<string, unknown> } | { kind: 'passkey', act: 'create' | 'get', changes: Change[], more: Record<string, unknown> } | { kind: 'raw', text: string, type: string | undefined } | { kind: 'json', value: unknown } | { kind: 'none' }
  /** Seconds that pass before. */
  wait: number
  /** Start with an empty cookie jar. */
  forget: boolean
}

const urls = [
  '/login', '/login/external', '/logout', '/me', '/accounts', '/payout', '/password', '/two-factor', '/two-factor/', '/two-factor/enrollment', '/two-factor/enrollment/confirm',
  '/two-factor/enrollment/cancel', '/two-factor/challenge', '/two-factor/recovery', '/two-factor/step-up', '/two-factor/recovery-codes', '/two-factor/disable',
  '/two-factor/trusted-clients/revoke', '/two-factor/sign-out', '/two-factor/assets/two-factor.css', '/two-factor/assets/two-factor.js',
  '/two-factor/passkeys', '/two-factor/passkeys/confirm', '/two-factor/sent-code', '/two-factor/sent-code?page=stepUp', '/two-factor/sent-code/confirm', '/two-factor/sessions/revoke-others'
]

const url = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...urls) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('authenticators', 'trusted-clients', 'sessions'), fc.string({ maxLength: 80 }), fc.constantFrom('remove', 'revoke')).map(([list, id, verb]) => `/two-factor/${list}/${encodeURIComponent(id.toWellFormed())}/${verb}`) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...urls), fc.webQueryParameters()).map(([path, query]) => `${path}?next=${query}`) },
  { weight: 1, arbitrary: fc.webPath().map(path => `/two-factor/${path}`) }
)

const headers = fc.record({
  accept: fc.constantFrom('text/html,*/*;q=0.8', 'application/json', '*/*', ';;q=x,'),
  origin: fc.constantFrom('https://evil.example', 'https://acme.example', 'null', 'nonsense'),
  'sec-fetch-site': fc.constantFrom('same-origin', 'cross-site', 'same-site', 'none', 'odd'),
  'user-agent': fc.oneof(fc.constant('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'), fc.string({ maxLength: 300 }).map(text => text.replace(/[^\x20-\x7e]/g, '?'))),
  'accept-language': fc.constantFrom('it', 'en-GB,en;q=0.5', 'xx', '*;q=0', ',,'),
  'x-forwarded-host': fc.constant('evil.example'),
  'x-forwarded-for': fc.ipV4(),
  referer: fc.constantFrom('http://localhost:80/page?x=1', 'https://evil.example//x', 'nonsense')
}, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>

const more = fc.dictionary(fc.constantFrom('trustClient', 'replace', 'password', 'secret', 'name', 'userId', '__proto__', 'next'), fc.oneof(fc.boolean(), fc.constant('right password'), fc.string(), fc.integer()), { maxKeys: 3 })

const body: fc.Arbitrary<Step['body']> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('code' as const), which: fc.constantFrom('right', 'right', 'next', 'old', 'wrong', 'sent', 'recovery', 'wrong recovery'), more }) as fc.Arbitrary<Step['body']> },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('passkey' as const), act: fc.constantFrom('create', 'get'), changes, more }) as fc.Arbitrary<Step['body']> },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('json' as const), value: fc.oneof(fc.jsonValue(), fc.record({ code: fc.jsonValue(), credential: fc.jsonValue(), secret: fc.jsonValue(), name: fc.jsonValue(), password: fc.jsonValue() }, { requiredKeys: [] })) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('raw' as const), text: fc.string({ maxLength: 5000 }), type: fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', ' application/json', undefined) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'none' as const }) }
)

const code = (which: 'right' | 'wrong' | 'sent' | 'recovery' | 'wrong recovery', more: Record<string, unknown> = {}): Step['body'] => ({ kind: 'code', which, more })

const passkey = (act: 'create' | 'get', more: Record<string, unknown> = {}, changes: Change[] = []): Step['body'] => ({ kind: 'passkey', act, more, changes })

const post = (url: string, body: Step['body'] = { kind: 'none' }): Request => ({ method: 'POST', url, body })
const get = (url: string): Request => ({ method: 'GET', url, body: { kind: 'none' } })

type Request = Pick<Step, 'method' | 'url' | 'body'>

/** What an application's front end sends, and who guesses, so that the broken requests meet sessions and records of every kind. */
const episodes: Request[][] = [
  [post('/login'), post('/two-factor/enrollment', { kind: 'json', value: { password: 'right password' } }), post('/two-factor/enrollment/confirm', code('right'))],
  [post('/login'), post('/two-factor/challenge', code('right'))],
  [post('/login'), post('/two-factor/challenge', code('right', { trustClient: true })), post('/logout'), post('/login')],
  [post('/login/external'), post('/two-factor/challenge', code('right'))],
  [post('/login'), post('/two-factor/recovery', code('recovery'))],
  [post('/login'), post('/two-factor/challenge', code('wrong'))],
  [post('/login'), post('/two-factor/recovery', code('wrong recovery'))],
  // until the codes are locked
  [post('/login'), ...Array.from({ length: 6 }, () => post('/two-factor/challenge', code('wrong')))],
  [post('/login'), ...Array.from({ length: 6 }, () => post('/two-factor/recovery', code('wrong recovery')))],
  [post('/two-factor/step-up', code('right'))],
  [post('/two-factor/step-up', code('wrong'))],
  [post('/two-factor/enrollment/confirm', code('wrong'))],
  [post('/two-factor/recovery-codes', code('right', { password: 'right password' }))],
  [post('/two-factor/disable', code('right', { password: 'wrong password' }))],
  [post('/two-factor/disable', code('right', { password: 'right password' }))],
  [post('/login'), post('/two-factor/sent-code', { kind: 'json', value: { password: 'right password' } }), post('/two-factor/sent-code/confirm', code('sent'))],
  [post('/login'), post('/two-factor/sent-code'), post('/two-factor/challenge', code('sent'))],
  [post('/two-factor/sent-code'), post('/two-factor/step-up', code('sent'))],
  [get('/two-factor')],
  [get('/me')],
  [post('/logout')]
]

const startsPasskey = [post('/login'), post('/two-factor/passkeys', { kind: 'json', value: { password: 'right password' } })]
const broken = (path: string, act: 'create' | 'get'): fc.Arbitrary<Request> => changes.map(changes => post(path, passkey(act, { password: 'right password' }, changes)))

/** The same with passkeys, whole or broken at each place where one is taken. */
const passkeyEpisodes: fc.Arbitrary<Request[]> = fc.oneof(
  broken('/two-factor/passkeys/confirm', 'create').map(last => [...startsPasskey, last]),
  broken('/two-factor/challenge', 'get').map(last => [post('/login'), get('/two-factor/challenge'), last, get('/me')]),
  fc.constantFrom('step-up', 'recovery-codes', 'disable', 'passkeys').chain(path => broken(`/two-factor/${path}`, 'get'))
    .map(last => [get('/two-factor/step-up'), last])
)

const by = (user: number, requests: Request[]): Step[] => requests.map(request => ({ ...request, user, headers: {}, wait: 0, forget: false }))

/** How each application's life begins: somebody registers a passkey and uses it, and somebody else's codes are guessed until they are locked. */
export const beginning: Step[] = [
  ...by(0, [
    ...startsPasskey, post('/two-factor/passkeys/confirm', passkey('create', { password: 'right password' })),
    post('/logout'), post('/login'), get('/two-factor/challenge'), post('/two-factor/challenge', passkey('get')),
    get('/two-factor/step-up'), post('/two-factor/step-up', passkey('get'))
  ]),
  ...by(3, [...episodes[0]!, post('/logout'), post('/login'), ...Array.from({ length: 6 }, () => post('/two-factor/challenge', code('wrong')))])
]

const sensible: fc.Arbitrary<Step[]> = fc.record({
  user: fc.nat({ max: 3 }),
  requests: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...episodes) }, { weight: 2, arbitrary: passkeyEpisodes }),
  headers: fc.constantFrom({}, { accept: 'text/html' }),
  wait: fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 40 }) }, { weight: 1, arbitrary: fc.constant(0) })
}).map(({ requests, wait, ...rest }) => requests.map((request, index) => ({ ...request, ...rest, wait: index === 0 ? wait : 0, forget: false })))

const random: fc.Arbitrary<Step> = fc.record({
  user: fc.nat({ max: 3 }),
  method: fc.oneof({ weight: 6, arbitrary: fc.constant('POST' as const) }, { weight: 3, arbitrary: fc.constant('GET' as const) }, { weight: 1, arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'DELETE') }),
  url,
  headers,
  body,
  wait: fc.oneof({ weight: 18, arbitrary: fc.nat({ max: 40 }) }, { weight: 1, arbitrary: fc.nat({ max: 40 * 86_400 }) }, { weight: 1, arbitrary: fc.integer({ min: -120, max: 0 }) }),
  forget: fc.nat({ max: 40 }).map(number => number === 0)
})

export const episode = fc.oneof({ weight: 3, arbitrary: sensible }, { weight: 4, arbitrary: random.map(step => [step]) })
