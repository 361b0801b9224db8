import t from 'tap'
import { errors } from '../../lib/index.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { isTrueBySave } from '../../lib/events.js'
import { createApplication } from '../support/application.js'
import { allGuides, table } from './documents.js'

t.test('the README names every error with its status', async t => {
  const named = new Map(table('README.md', 'Errors').map(([code, status]) => [code!.replaceAll('`', ''), status]))
  t.strictSame([...named.keys()].sort(), Object.keys(errors).sort())
  for (const [code, Refused] of Object.entries(errors)) {
    if (code !== 'TWO_FACTOR_OPTION_INVALID') t.equal(named.get(code), String(new Refused().statusCode), code)
  }
})

t.test('the guide of the routes names every route with its method and URL', async t => {
  const rows = table('lib/routes/README.md', 'The routes').map(([name, route]) => [name!.replaceAll('`', ''), route!.replaceAll('`', '')] as const)
  const registered = new Map<string, string>()
  const note = (name: string) => (route: { method: string | string[], url: string }) => {
    registered.set(name, `${String(route.method)} ${route.url}`)
    return route
  }
  const everything = { origin: 'https://acme.example', passkeys: passkeys(), sendCode: () => {}, sessions: { list: true } }
  await createApplication({ ...everything, routes: Object.fromEntries(rows.map(([name]) => [name, note(name)])) })
  t.strictSame([...registered].sort(), [...rows].sort())
  const error: unknown = await createApplication({ routes: Object.fromEntries([['none', false]]) }).catch((error: unknown) => error)
  const all = String(error).split('Routes are: ')[1]!.split(', ')
  t.strictSame(rows.map(([name]) => name).sort(), all.sort())
})

t.test('the README names every option, and no other', async t => {
  const named = table('README.md', 'Options').map(([name]) => name!.replaceAll('`', ''))
  const error: unknown = await createApplication(Object.fromEntries([['none', 1]])).catch((error: unknown) => error)
  const top = String(error).split('Known are: ')[1]!.split(', ').filter(name => !['logLevel', 'logSerializers', 'service', 'sessions', 'totp'].includes(name))
  const nested = ['service.issuerName', 'service.secret', 'service.imageUrl', 'service.expiryDays', 'urls.base', 'urls.help', 'sessions.freshSeconds', 'sessions.pendingSeconds', 'sessions.maxSeconds', 'sessions.keepKeys', 'sessions.list', 'totp.window', 'totp.chosenSecret']
  t.strictSame(named.sort(), [...top, ...nested].sort())
})

/** The names in code that a cell begins with: `a`, `b`. */
const namesIn = (cell: string): string[] => [...cell.matchAll(/`([\w-]+)(?:\(.*?\))?`/g)].map(([, name]) => name!)

t.test('the guide of operating names every event, and which of them are in the outbox', async t => {
  const rows = table('lib/administration/README.md', 'Events').map(([types, , , , outbox]) => [namesIn(types!), outbox!] as const)
  t.strictSame(rows.flatMap(([types]) => types).sort(), Object.keys(isTrueBySave).sort())
  for (const [types, outbox] of rows) {
    for (const type of types) t.equal(outbox !== '', isTrueBySave[type as keyof typeof isTrueBySave], type)
  }
})

t.test('the guides name every member of request.twoFactor and of fastify.twoFactor', async t => {
  const { app } = await createApplication()
  const administration = table('lib/administration/README.md', '`fastify.twoFactor`').flatMap(([method]) => namesIn(method!))
  t.strictSame(administration.sort(), Object.keys(app.twoFactor).sort())
  const request = new Set(table('lib/routes/README.md', '`request.twoFactor`').flatMap(([member]) => namesIn(member!)))
  app.get('/members', async ({ twoFactor }) => Object.getOwnPropertyNames(Object.getPrototypeOf(twoFactor)).filter(name => name !== 'constructor'))
  t.strictSame([...request].sort(), (await app.inject('/members')).json().sort())
})

t.test('every public name is told of in the guides, or is the type of something that is', async t => {
  for (const name of Object.keys(await import('../../lib/index.js'))) if (name !== 'default') t.match(allGuides, name, name)
})
